//! Finding events. Reading changes nothing, so it has no audit event of its own.

use model::{
    id::{EventId, InstanceId},
    line::StoredLine,
    person::Role,
};
use query::Query;
use store::{Page, Reader, Search};

use crate::{Caller, Desk, Error};

/// One page of the lines that match.
pub async fn search(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    search: Search,
) -> Result<Page, Error> {
    let reader = reader(caller, instance)?;
    Ok(desk.events(instance).await?.search(&reader, search).await?)
}

/// One line by its id.
pub async fn find(desk: &Desk, caller: &Caller, id: &EventId) -> Result<StoredLine, Error> {
    let reader = reader(caller, &id.instance)?;
    let found = desk.events(&id.instance).await?.find(&reader, id.seq).await?;
    found.ok_or(Error::NotFound { what: "event" })
}

/// What the caller may read of an instance: all of it, until groups narrow it.
fn reader(caller: &Caller, instance: &InstanceId) -> Result<Reader, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(Reader { instance: instance.clone(), scope: Query::everything() })
}

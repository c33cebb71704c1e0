//! Finding events. Reading changes nothing, so it has no audit event of its own.

mod context;

pub use context::{Around, Context, context};

use model::{
    id::{EventId, InstanceId},
    line::StoredLine,
    person::Role,
};
use query::{Filters, Query};
use store::{
    Page, Reader, Search, StoreError,
    ask::{Aggregate, Answer, Facet, FacetAsk, FieldInfo, Group, Histogram, Interval, Selection, Tail},
};
use tokio::sync::watch;

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

/// How many lines there are over time, split by the values of a field if one is named.
/// `offset_ms` is the zone's distance from UTC.
pub async fn histogram(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    selection: &Selection,
    interval: Interval,
    offset_ms: i64,
    split: Option<&str>,
) -> Result<Answer<Histogram>, Error> {
    let reader = reader(caller, instance)?;
    let events = desk.events(instance).await?;
    events.histogram(&reader, selection, interval, offset_ms, split).await.map_err(refusal)
}

/// The values of fields, counted.
pub async fn facets(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    selection: &Selection,
    asks: &[FacetAsk],
) -> Result<Answer<Vec<Facet>>, Error> {
    let reader = reader(caller, instance)?;
    Ok(desk.events(instance).await?.facets(&reader, selection, asks).await?)
}

/// Figures of groups of lines.
pub async fn aggregate(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    selection: &Selection,
    ask: &Aggregate,
) -> Result<Answer<Vec<Group>>, Error> {
    let reader = reader(caller, instance)?;
    desk.events(instance).await?.aggregate(&reader, selection, ask).await.map_err(refusal)
}

/// Which fields lines have.
pub async fn fields(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    selection: &Selection,
) -> Result<Answer<Vec<FieldInfo>>, Error> {
    let reader = reader(caller, instance)?;
    Ok(desk.events(instance).await?.fields(&reader, selection).await?)
}

/// Lines behind a sequence number, in the order they were stored.
pub async fn tail(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    query: &Query,
    filters: &Filters,
    after_seq: u64,
    limit: usize,
) -> Result<Tail, Error> {
    let reader = reader(caller, instance)?;
    Ok(desk.events(instance).await?.tail(&reader, query, filters, after_seq, limit).await?)
}

/// The number of the last line stored, and word of each later one. Waits until what was
/// stored before is known.
pub async fn head(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
) -> Result<watch::Receiver<u64>, Error> {
    reader(caller, instance)?;
    let events = desk.events(instance).await?;
    let head = events.head();
    if *head.borrow() == 0 {
        events.ready().await?;
    }
    Ok(head)
}

/// What the caller may read of an instance: all of it, until groups narrow it.
fn reader(caller: &Caller, instance: &InstanceId) -> Result<Reader, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(Reader { instance: instance.clone(), scope: Query::everything() })
}

/// What the caller can mend is no failure of the store.
fn refusal(error: StoreError) -> Error {
    match error {
        StoreError::TooManyBuckets(_) => Error::invalid("interval", error),
        other => other.into(),
    }
}

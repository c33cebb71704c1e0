//! People of the desk: `logdnaat.member.create`.

use model::{instance::Instance, person::Person};
use serde_json::json;
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt};

/// Adds a person to a change and commits it with its event.
pub(crate) async fn insert(
    desk: &Desk,
    caller: &Caller,
    mut change: Change,
    instance: &Instance,
    person: &Person,
    password_hash: &str,
) -> Result<(), Error> {
    change.insert_person(person, password_hash, desk.now_ms()).await?;
    let attempt =
        Attempt { desk, caller, instance: None, action: "logdnaat.member.create", data_event: false };
    let request = json!({
        "email": person.email,
        "owner": person.owner,
        "roles": person.roles,
        "instance": instance.location,
    });
    attempt.succeed(change, person.email.as_str(), request).await
}

//! Which events of a Cloudant instance are wanted, as its own programs ask and say it:
//! `cloudantnosqldb.activity-tracker-event-types.read` and `.write`.
//!
//! It is the switch of [`crate::source`] in the words of the service. So are its events: they name
//! the Cloudant instance, and reading has one too.

use model::{id::InstanceId, person::Role};
use serde_json::json;

use crate::{Caller, Desk, Error, attempt::Attempt, source};

/// The service whose instances are asked about.
const SERVICE: &str = "cloudantnosqldb";
const MANAGEMENT: &str = "management";
const DATA: &str = "data";
/// The longest name of a source, and how many types one may name.
const SOURCE_MAX: usize = 128;
const TYPES_MAX: usize = 50;

/// The types of events that are stored of a Cloudant instance.
pub async fn read(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &str,
) -> Result<Vec<&'static str>, Error> {
    let attempt = attempt(desk, caller, instance, "cloudantnosqldb.activity-tracker-event-types.read");
    let result = find(&attempt, instance, id).await;
    attempt.settle(result, id, json!({})).await
}

/// Says which types of events are stored of a Cloudant instance; it need not have sent any yet.
pub async fn write(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &str,
    types: Option<Vec<String>>,
) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "cloudantnosqldb.activity-tracker-event-types.write");
    let request = json!({"types": types});
    let result = replace(&attempt, instance, id, types).await;
    let done = attempt.settle(result, id, request).await;
    desk.forget_switchboard();
    done
}

/// The one Cloudant instance of an instance, for programs that do not say which they mean.
///
/// # Errors
/// [`Error::NotFound`] where none has been seen, [`Error::Conflict`] where several have.
pub async fn only_source(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<String, Error> {
    let mut sources = source::list(desk, caller, instance).await?;
    sources.retain(|source| source.service == SERVICE);
    match sources.len() {
        0 => Err(Error::NotFound { what: "Cloudant instance; name it in the address" }),
        1 => Ok(sources.swap_remove(0).id),
        count => Err(Error::Conflict {
            message: format!("there are {count} Cloudant instances here; name one in the address"),
        }),
    }
}

async fn find(attempt: &Attempt<'_>, instance: &InstanceId, id: &str) -> Result<Vec<&'static str>, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let found = change.sources().find(instance, known(id)?).await?;
    let is_on = found.is_some_and(|source| source.data_events);
    attempt.succeed(change, id, json!({})).await?;
    Ok(if is_on { vec![MANAGEMENT, DATA] } else { vec![MANAGEMENT] })
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &str,
    types: Option<Vec<String>>,
) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let types = types.unwrap_or_default();
    let unknown = types.iter().filter(|name| ![MANAGEMENT, DATA].contains(&name.as_str()));
    let unknown: Vec<String> = unknown.take(TYPES_MAX).map(|name| format!("{name:?}")).collect();
    if !unknown.is_empty() {
        return Err(Error::invalid("types", format!("Unknown event types: {}", unknown.join(", "))));
    }
    let has = |wanted: &str| types.iter().any(|name| name == wanted);
    if !has(MANAGEMENT) {
        return Err(Error::invalid("types", format!("Missing required events: {MANAGEMENT:?}")));
    }
    let mut change = attempt.desk.store().change().await?;
    change.put_source_switch(instance, known(id)?, SERVICE, has(DATA)).await?;
    attempt.succeed(change, id, json!({"types": types})).await
}

fn known(id: &str) -> Result<&str, Error> {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if (1..=SOURCE_MAX).contains(&id.len()) && id.bytes().all(is_sound) {
        return Ok(id);
    }
    Err(Error::invalid("source", "the id of a Cloudant instance is letters, digits and hyphens"))
}

fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: false }
}

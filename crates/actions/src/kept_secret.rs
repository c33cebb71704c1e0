//! Secrets of other systems that were sealed with a key file which is gone for good:
//! `logdnaat.kept-secret.delete`, once in each instance that loses some.

use model::audit::Outcome;
use serde_json::{Value, json};
use store::{Forgotten, GivenUp};

use crate::{Caller, Desk, Error, attempt::Attempt};

/// How many names of one kind an event tells; how many there were it tells always.
const NAMES_MAX: usize = 200;

/// Gives up every secret that the key file can not open; what it belonged to stays where it can.
///
/// # Errors
/// [`Error::Conflict`] when the key file opens what is sealed, or nothing is.
pub async fn delete(desk: &Desk, caller: &Caller) -> Result<Vec<Forgotten>, Error> {
    caller.require_owner()?;
    let mut change = desk.store().change().await?;
    let refused = |message: &str| Error::Conflict { message: message.to_owned() };
    let forgotten = match change.forget_secrets().await? {
        GivenUp::NothingSealed => vec![],
        GivenUp::KeyFits => {
            return Err(refused("the key file opens everything that is sealed; nothing was given up"));
        }
        GivenUp::Lost(forgotten) => forgotten,
    };
    let Some((last, others)) = forgotten.split_last() else {
        return Err(refused("nothing is sealed; nothing was given up, and the next start needs no key file"));
    };
    for other in others {
        let event = attempt(desk, caller, other).event(Outcome::Success, "secrets.key", told(other));
        change.also(Some(&other.instance), &event).await?;
    }
    attempt(desk, caller, last).succeed(change, "secrets.key", told(last)).await?;
    Ok(forgotten)
}

fn attempt<'a>(desk: &'a Desk, caller: &'a Caller, of: &'a Forgotten) -> Attempt<'a> {
    let action = "logdnaat.kept-secret.delete";
    Attempt { desk, caller, instance: Some(&of.instance), action, data_event: false }
}

fn told(forgotten: &Forgotten) -> Value {
    let Forgotten { archive, stream, presets, views, deletions, .. } = forgotten;
    let names =
        |all: &[String]| json!({"count": all.len(), "names": all.iter().take(NAMES_MAX).collect::<Vec<_>>()});
    json!({
        "archive": archive,
        "stream": stream,
        "presets": names(presets),
        "views": names(views),
        "deletions": names(deletions),
        "spoor": {"reason": "the key file they were sealed with is gone"},
    })
}

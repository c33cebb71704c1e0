//! Lines of locations without an instance: held until somebody makes the instance or says where
//! they go.
//!
//! Deciding is recorded as what it makes: an instance ([`adopt`]: `logdnaat.instance.create`) or a
//! route ([`release()`]: `logdnaat.route.create`). That holding begins and ends is told by the desk
//! itself, as `logdnaat.holding.create` and `.delete` in the home instance.

mod release;

pub use release::{release, run, step};

use model::{holding::Holding, id::InstanceId, instance::Instance};
use serde_json::json;

use crate::{Caller, Desk, Error, attempt::Attempt, instance, secret};

/// A holding and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The holding.
    pub holding: Holding,
    /// How many of its lines have not been moved; none where this process has not opened them.
    pub lines: Option<u64>,
}

/// Every location whose lines are held, the oldest first.
pub async fn list(desk: &Desk, caller: &Caller) -> Result<Vec<Held>, Error> {
    caller.require_manager_somewhere()?;
    let open = desk.store().all_held();
    let holdings = desk.store().read().await?.holdings().list().await?;
    let with_lines = |holding: Holding| {
        let events = open.iter().find(|events| *events.instance() == holding.id);
        let lines = events.map(|events| events.figures().lines.saturating_sub(holding.moved_seq));
        Held { holding, lines }
    };
    Ok(holdings.into_iter().map(with_lines).collect())
}

/// Makes the instance of a location, with the lines that were held for it.
pub async fn adopt(desk: &Desk, caller: &Caller, location: &str) -> Result<Instance, Error> {
    let action = "logdnaat.instance.create";
    let attempt = Attempt { desk, caller, instance: None, action, data_event: false };
    let result = make_instance(&attempt, location).await;
    let instance = attempt.settle(result, location, json!({"location": location})).await?;
    desk.forget_switchboard();
    Ok(instance)
}

async fn make_instance(attempt: &Attempt<'_>, location: &str) -> Result<Instance, Error> {
    attempt.caller.require_owner()?;
    let mut change = attempt.desk.store().change().await?;
    if change.holdings().find_by_location(location).await?.is_none() {
        return Err(Error::NotFound { what: "holding" });
    }
    let (instance, event) = instance::insert(attempt.desk, attempt.caller, &mut change, location).await?;
    change.record(Some(&instance.id), &event).await?;
    Ok(instance)
}

/// Begins to hold the lines of a location, unless somebody was faster.
pub(crate) async fn create(desk: &Desk, location: &str) -> Result<InstanceId, Error> {
    let caller = Caller::desk();
    let action = "logdnaat.holding.create";
    let attempt = Attempt { desk, caller: &caller, instance: None, action, data_event: false };
    let mut change = desk.store().change().await?;
    if let Some(known) = change.holdings().find_by_location(location).await? {
        desk.forget_switchboard();
        return Ok(known.id);
    }
    if let Some(made) = change.instances().find_by_location(location).await? {
        desk.forget_switchboard();
        return Ok(made.id);
    }
    let holding = Holding {
        id: InstanceId::from_bytes(secret::bytes()),
        guid: secret::uuid(),
        location: location.to_owned(),
        since_ms: desk.now_ms(),
        target: None,
        moved_seq: 0,
    };
    // First the file: a holding without one would look as if its lines were lost.
    desk.store().open_held(&holding.id).await?;
    change.insert_holding(&holding).await?;
    let request = json!({
        "location": location,
        "guid": holding.guid,
        "spoor": {"reason": "lines came for a location that has no instance"},
    });
    attempt.succeed(change, location, request).await?;
    desk.forget_switchboard();
    tracing::warn!(location, "lines are held for a location that has no instance");
    Ok(holding.id)
}

//! Moving held lines to the instance somebody has chosen for them.
//!
//! What was moved is noted after it is on disk at its new place. A kill between the two has the
//! same lines moved again, which their instance recognises: by their own time, or by their
//! number in the holding. Only when no line can come any more does the holding end.

use std::time::Duration;

use model::{
    holding::Holding,
    id::InstanceId,
    route::{Route, RouteDraft, RouteName},
};
use query::{Filters, Query};
use serde_json::json;
use store::{Append, EventStore, Reader};

use crate::{Caller, Desk, Error, attempt::Attempt, route};

/// How many lines are moved at a time.
const STEP: usize = 1000;
/// How often it looks what other processes have decided.
const ROUND: Duration = Duration::from_secs(5);

/// Sends the lines of a location to an instance, those that are held and those to come: as long
/// as the location has no instance of its own.
pub async fn release(desk: &Desk, caller: &Caller, location: &str, target: &InstanceId) -> Result<(), Error> {
    let action = "logdnaat.route.create";
    let attempt = Attempt { desk, caller, instance: None, action, data_event: false };
    let result = decide(&attempt, location, target).await;
    let done = attempt.settle(result, location, json!({"location": location, "target": target})).await;
    desk.forget_switchboard();
    desk.release_bell().notify_one();
    done
}

async fn decide(attempt: &Attempt<'_>, location: &str, target: &InstanceId) -> Result<(), Error> {
    attempt.caller.require_owner()?;
    let mut change = attempt.desk.store().change().await?;
    let found = change.holdings().find_by_location(location).await?;
    let holding = found.ok_or(Error::NotFound { what: "holding" })?;
    if holding.target.is_some() {
        let message = format!("the lines held for {location} are being moved already");
        return Err(Error::Conflict { message });
    }
    let name = free_name(&change.routes().list().await?, location)?;
    let draft = RouteDraft {
        name,
        source: String::new(),
        location: location.to_owned(),
        query: String::new(),
        target: target.clone(),
        is_active: true,
        only_held: true,
    };
    let (route, mut request) = route::add(&mut change, draft, None).await?;
    change.release_holding(&holding.id, target).await?;
    request["spoor"] = json!({"reason": "lines were held for this location and are moved"});
    attempt.succeed(change, route.draft.name.as_str(), request).await
}

/// What the route is called. One of an earlier time may still be there, switched off.
fn free_name(routes: &[Route], location: &str) -> Result<RouteName, Error> {
    let is_taken = |name: &str| routes.iter().any(|route| route.draft.name.as_str() == name);
    let plain = format!("{location} has no instance");
    let numbered = (2..).map(|number| format!("{plain} ({number})"));
    let name = std::iter::once(plain.clone()).chain(numbered).find(|name| !is_taken(name));
    RouteName::parse(&name.unwrap_or(plain)).map_err(|error| Error::invalid("name", error))
}

/// Moves held lines for as long as the desk is open: woken when somebody decides, and by a timer
/// for what other processes decide.
pub async fn run(desk: &Desk) {
    loop {
        match step(desk).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "held lines could not be moved yet; none is lost"
            ),
        }
        tokio::select! {
            () = desk.release_bell().notified() => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

/// Moves some of the lines that somebody has decided about; true when there is more to do. May
/// be cut short at any moment and run again.
pub async fn step(desk: &Desk) -> Result<bool, Error> {
    let mut read = desk.store().read().await?;
    let (holdings, over) = (read.holdings().list().await?, read.holdings().over().await?);
    drop(read);
    for id in over {
        desk.store().remove_holding(&id).await?;
    }
    for holding in holdings {
        if let Some(target) = &holding.target {
            let events = desk.store().open_held(&holding.id).await?;
            events.ready().await?;
            return match move_some(desk, &events, &holding, target).await? {
                0 => finish(desk, &holding).await,
                _ => Ok(true),
            };
        }
    }
    Ok(false)
}

/// Moves the next lines and says how many those were.
async fn move_some(
    desk: &Desk,
    events: &EventStore,
    holding: &Holding,
    target: &InstanceId,
) -> Result<usize, Error> {
    let reader = Reader { instance: holding.id.clone(), scope: Query::everything() };
    let everything = Query::everything();
    let tail = events.tail(&reader, &everything, &Filters::default(), holding.moved_seq, STEP).await?;
    let count = tail.lines.len();
    if count == 0 {
        return Ok(0);
    }
    // They were acknowledged when they came: no rule is asked, as of what is imported.
    let switchboard = desk.switchboard().await?;
    let (intake, now_ms) = (switchboard.intake(target), desk.now_ms());
    // Retention counts from when they came to the desk; a commit has one time for all.
    let received_ms = tail.lines.iter().map(|stored| stored.received_ms).max().unwrap_or(now_ms);
    let mut lines: Vec<_> = tail.lines.into_iter().map(|stored| stored.line).collect();
    if let Some(intake) = intake {
        lines.iter_mut().for_each(|line| {
            intake.parse(line);
        });
    }
    let append = Append {
        // A line has the same name whenever it is moved: nothing leaves a holding, so it is always
        // the same distance behind the last that was noted.
        request: format!("holding:{}:{}", holding.id, holding.moved_seq).into_bytes(),
        places: (0..count).collect(),
        received_ms,
        lines,
        ..Append::default()
    };
    let into = desk.events(target).await?;
    into.room().await;
    into.append(append).await?;
    desk.store().put_moved(&holding.id, tail.seen_seq).await?;
    Ok(count)
}

/// Ends a holding of which everything has been moved, unless a line has come meanwhile.
async fn finish(desk: &Desk, holding: &Holding) -> Result<bool, Error> {
    // Whoever asks from here on sees the route; whoever asked before is let in or turned away.
    desk.forget_switchboard();
    let last_seq = desk.store().close_held(&holding.id).await;
    let is_empty = last_seq.is_some_and(|last_seq| last_seq <= holding.moved_seq);
    let ended = if is_empty { end(desk, holding).await } else { Ok(()) };
    if !is_empty || ended.is_err() {
        desk.store().reopen_held(&holding.id);
        return ended.map(|()| true);
    }
    desk.store().remove_holding(&holding.id).await?;
    desk.forget_switchboard();
    Ok(true)
}

async fn end(desk: &Desk, holding: &Holding) -> Result<(), Error> {
    let caller = Caller::desk();
    let action = "logdnaat.holding.delete";
    let attempt = Attempt { desk, caller: &caller, instance: None, action, data_event: false };
    let mut change = desk.store().change().await?;
    change.end_holding(&holding.id).await?;
    let request = json!({
        "location": holding.location,
        "guid": holding.guid,
        "lines": holding.moved_seq,
        "target": holding.target,
    });
    attempt.succeed(change, &holding.location, request).await
}

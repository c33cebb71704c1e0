//! Where a line would go, and why: what the desk does with a line of a collector key, told step
//! by step and done to nothing.

use model::{
    catalog::Catalog,
    id::{InstanceId, RouteId},
    line::Line,
};

use crate::{
    Caller, Desk, Error,
    switchboard::{Miss, Parcel, Switchboard, Target},
};

/// The longest line that is tried.
const TEXT_MAX: usize = 1 << 20;

/// Where a line would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// What was looked at, in its order; the last decided.
    pub steps: Vec<Step>,
    /// The instance the line would be stored in; none where it would be held.
    pub instance: Option<InstanceId>,
    /// That instance's location, or the one it would be held for.
    pub location: String,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The route it is about; none for the catalogue and what comes after it.
    pub route: Option<RouteId>,
    /// Whether it decided where the line goes.
    pub decides: bool,
    /// Why, as a sentence without a full stop.
    pub why: String,
}

/// Says where a line with this text would go if it came now with a collector key.
pub async fn test(desk: &Desk, caller: &Caller, text: &str) -> Result<Trial, Error> {
    caller.require_manager_somewhere()?;
    if text.len() > TEXT_MAX {
        return Err(Error::invalid("text", format!("the line is longer than {TEXT_MAX} bytes")));
    }
    let (text, now_ms) = (text.to_owned(), desk.now_ms());
    let switchboard = desk.switchboard().await?;
    desk.turns().take(move || try_on(&switchboard, text, now_ms)).await
}

fn try_on(switchboard: &Switchboard, text: String, now_ms: i64) -> Trial {
    let mut line = Line { text, time_ms: now_ms, ..Line::default() };
    let origin = Catalog::embedded().describe(&mut line);
    let parcel = Parcel::new(&line, &origin);
    let (target, by) = switchboard.decide(&parcel);
    // Each step is told as it was decided: with an allowance that nothing was drawn from.
    let parcel = Parcel::new(&line, &origin);
    let mut steps = Vec::new();
    for ready in &switchboard.routes {
        let miss = switchboard.miss(ready, &parcel);
        steps.push(Step {
            route: Some(ready.route.id.clone()),
            decides: miss.is_none(),
            why: format!("route {}: {}", ready.route.draft.name.as_str(), told(miss)),
        });
        if miss.is_none() {
            break;
        }
    }
    if by.is_none() {
        let is_held = matches!(target, Target::Held(_));
        let why = format!("the catalogue: {}", parcel.destination);
        steps.push(Step { route: None, decides: !is_held, why });
        if is_held {
            let why = format!(
                "there is no instance for {}: the line is held until somebody makes one or routes it",
                parcel.destination.location
            );
            steps.push(Step { route: None, decides: true, why });
        }
    }
    let (instance, location) = match target {
        Target::Held(location) => (None, location),
        Target::Instance(id) => {
            let found = switchboard.instances.iter().find(|instance| instance.id == id);
            (Some(id), found.map(|instance| instance.location.clone()).unwrap_or_default())
        }
    };
    Trial { steps, instance, location }
}

fn told(miss: Option<Miss>) -> &'static str {
    match miss {
        None => "it fits",
        Some(Miss::Inactive) => "it is switched off",
        Some(Miss::Source) => "the source is another",
        Some(Miss::Location) => "the location is another",
        Some(Miss::Query) => "its query does not match",
        Some(Miss::Unread) => "its query can not be read any more; write it anew",
        Some(Miss::NotHeld) => "the location has an instance",
    }
}

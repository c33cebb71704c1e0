//! One request on its way: its lines sorted by where they go, and their receipts put back into
//! the order they were sent in.

use std::collections::BTreeMap;

use model::{
    catalog::Catalog, id::InstanceId, instance::Instance, line::Line, origin::Origin, unstored::Refusal,
};
use serde_json::json;
use store::{Append, AppendError, EventStore, Rejected, StoreError, Stored};

use crate::{
    Desk, Error,
    exclusion_rule::Counted,
    holding,
    line::{Incoming, Receipt, Sender, request_of},
    source::Seen,
    switchboard::{Parcel, Switchboard, Target},
};

/// What of a request goes to one place, and where in the request it stood.
#[derive(Default)]
struct Load {
    append: Append,
    places: Vec<Place>,
}

/// Where a line stood in its request, and which rule keeps it from being found.
struct Place {
    position: usize,
    unkept_by: Option<String>,
}

/// A request whose lines have been decided about.
struct Sorted {
    loads: BTreeMap<Target, Load>,
    /// For each line; none for those that are on their way.
    receipts: Vec<Option<Receipt>>,
    counts: Counts,
}

/// What is counted of a request once it is answered.
#[derive(Default)]
struct Counts {
    seen: Seen,
    excluded: Counted,
}

/// Stores the lines of a request where they belong.
pub(super) async fn deliver(
    desk: &Desk,
    sender: &Sender,
    incoming: Vec<Incoming>,
    is_import: bool,
) -> Result<Vec<Receipt>, Error> {
    let switchboard = desk.switchboard().await?;
    let Sorted { loads, mut receipts, counts } = if switchboard.has_expressions {
        // A hostile line may keep an expression busy: that is for threads that may wait.
        let (switchboard, sender) = (switchboard.clone(), sender.clone());
        let work =
            move |is_awaited: &dyn Fn() -> bool| sort(&switchboard, &sender, incoming, is_import, is_awaited);
        desk.turns().take_while(work).await??
    } else {
        sort(&switchboard, sender, incoming, is_import, &|| true)?
    };
    let mut reserved = Vec::with_capacity(loads.len());
    let several = loads.len() > 1;
    for (target, load) in loads {
        let events = match target {
            Target::Instance(id) => desk.events(&id).await?,
            Target::Held(location) => held(desk, &switchboard, &location).await?,
        };
        // One place may do its best; of several none begins before there is room in all.
        let place = if several { Some(events.reserve(&load.append).await?) } else { None };
        reserved.push((events, place, load));
    }
    let mut answers = Vec::with_capacity(reserved.len());
    for (events, place, Load { append, places }) in reserved {
        let stored = match place {
            None => events.append(append).await?,
            Some(place) => {
                answers.push((events.begin(place, append), places));
                continue;
            }
        };
        answer(&mut receipts, places, stored);
    }
    let mut failed = None;
    for (stored, places) in answers {
        match stored.await {
            Ok(stored) => answer(&mut receipts, places, stored),
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) => Err(error.into()),
        None => {
            desk.sightings().add(counts.seen);
            desk.tally().add(counts.excluded);
            Ok(receipts.into_iter().flatten().collect())
        }
    }
}

/// Says of each line where it goes, for as long as somebody waits for it.
fn sort(
    switchboard: &Switchboard,
    sender: &Sender,
    incoming: Vec<Incoming>,
    is_import: bool,
    is_awaited: &dyn Fn() -> bool,
) -> Result<Sorted, Error> {
    let mut receipts = vec![None; incoming.len()];
    let mut counts = Counts::default();
    let key_id = sender.key.as_ref().map(|key| key.id.clone());
    // What can not be read can not be routed either.
    let home = || switchboard.instances.first().map(|home| home.id.clone());
    let default = sender.instance.clone().or_else(home);
    let default = default.ok_or(Error::NotFound { what: "instance" })?;
    if let Some(instance) = switchboard.going(&default) {
        return Err(Error::Forbidden { why: going(instance) });
    }
    let default = Target::Instance(default);
    let request = request_of(sender);
    let new = || Load {
        append: Append { request: request.clone(), received_ms: sender.received_ms, ..Append::default() },
        places: vec![],
    };
    let refuse =
        |loads: &mut BTreeMap<Target, Load>, position, refusal, (reason, line): (&String, Vec<u8>)| {
            let (key, sender) = (key_id.clone(), sender.address.clone());
            let rejected = Rejected { position, reason: reason.clone(), line, key, sender };
            loads.entry(default.clone()).or_insert_with(new).append.rejected.push((refusal, rejected));
        };
    let mut loads: BTreeMap<Target, Load> = BTreeMap::new();
    for (position, incoming) in incoming.into_iter().enumerate() {
        if !is_awaited() {
            return Err(StoreError::CutShort.into());
        }
        match incoming {
            Incoming::Line(mut line, origin) => {
                let target = match sender.instance {
                    Some(_) => default.clone(),
                    None => switchboard.decide(&Parcel::new(&line, &origin)).0,
                };
                if let Some((refusal, reason)) = refusal(switchboard, sender, &target, &origin) {
                    refuse(&mut loads, position, refusal, (&reason, as_sent(*line).into_bytes()));
                    receipts[position] = Some(Receipt::Rejected { reason });
                    continue;
                }
                if let (Target::Instance(id), false) = (&target, is_import) {
                    let is_taken = switchboard.takes(id, &origin);
                    counts.seen.add(id, &origin, sender.received_ms, !is_taken);
                    if !is_taken {
                        let reason = "data events are off for this source".to_owned();
                        receipts[position] = Some(Receipt::Excluded { reason });
                        continue;
                    }
                }
                line.sender.clone_from(&sender.address);
                line.key.clone_from(&key_id);
                let mut unkept_by = None;
                if let Target::Instance(id) = &target
                    && let Some(intake) = switchboard.intake(id)
                {
                    let verdict = if is_import { intake.parse(&mut line) } else { intake.take(&mut line) };
                    if let Some(rule) = verdict.rule() {
                        counts.excluded.add(&rule.id, sender.received_ms);
                        let reason = verdict.reason();
                        if !line.flags.transient {
                            receipts[position] = Some(Receipt::Excluded { reason });
                            continue;
                        }
                        unkept_by = Some(reason);
                    }
                }
                let load = loads.entry(target).or_insert_with(new);
                if is_import {
                    load.append.places.push(load.append.lines.len());
                }
                load.append.lines.push(*line);
                load.places.push(Place { position, unkept_by });
            }
            Incoming::Broken { refusal, reason, text } => {
                refuse(&mut loads, position, refusal, (&reason, text));
                receipts[position] = Some(Receipt::Rejected { reason });
            }
        }
    }
    Ok(Sorted { loads, receipts, counts })
}

/// Why a line is not taken that keeps the limits, if it is not.
fn refusal(
    switchboard: &Switchboard,
    sender: &Sender,
    target: &Target,
    origin: &Origin,
) -> Option<(Refusal, String)> {
    if let Some(key) = &sender.key
        && !key.services.allow(&origin.service)
    {
        let allowed = key.services.names().join(", ");
        let reason = match origin.service.as_str() {
            "" => format!("the line names no service, and this key sends only as {allowed}"),
            service => {
                let service: String = service.chars().take(128).collect();
                format!("this key may not send as {service}; it sends only as {allowed}")
            }
        };
        return Some((Refusal::Service, reason));
    }
    match target {
        Target::Instance(id) => switchboard.going(id).map(|instance| (Refusal::Leaving, going(instance))),
        Target::Held(_) => None,
    }
}

/// Why nothing is taken for an instance that is to be deleted.
fn going(instance: &Instance) -> String {
    format!(
        "the instance for {} is being deleted and takes no more lines; an owner of the desk can cancel that",
        instance.location
    )
}

/// A line as it can be taken back from quarantine: its text, with what was sent beside it where the
/// text does not say the same.
fn as_sent(line: Line) -> String {
    let mut told = Line { text: line.text.clone(), ..Line::default() };
    Catalog::embedded().describe(&mut told);
    let beside =
        |line: &Line| [&line.host, &line.app, &line.level, &line.file, &line.env].map(|text| text.to_owned());
    let has_more = !line.tags.is_empty() || !line.meta.is_null() || line.text.contains("\"line\"");
    if beside(&told) == beside(&line) && told.own_time && !has_more {
        return line.text;
    }
    let Line { text, host, app, level, file, env, tags, meta, time_ms, .. } = line;
    json!({"line": text, "timestamp": time_ms, "host": host, "app": app, "level": level, "file": file,
        "env": env, "tags": tags, "meta": meta})
    .to_string()
}

/// The area where the lines of a location are held.
async fn held(desk: &Desk, switchboard: &Switchboard, location: &str) -> Result<EventStore, Error> {
    let known = switchboard.holdings.iter().find(|holding| holding.location == location);
    let id: InstanceId = match known {
        Some(holding) => holding.id.clone(),
        None => holding::create(desk, location).await?,
    };
    match desk.store().open_held(&id).await {
        // It came to its end this moment: there is an instance or a route now.
        Err(StoreError::Gone) => {
            desk.forget_switchboard();
            Err(AppendError::Closing.into())
        }
        opened => Ok(opened?),
    }
}

fn answer(receipts: &mut [Option<Receipt>], places: Vec<Place>, stored: Vec<Stored>) {
    for (Place { position, unkept_by }, stored) in places.into_iter().zip(stored) {
        receipts[position] = Some(match (unkept_by, stored) {
            (Some(reason), _) => Receipt::Excluded { reason },
            (None, Stored::New(id)) => Receipt::Stored(id),
            (None, Stored::Duplicate(id)) => Receipt::Duplicate(id),
        });
    }
}

//! The sources of an instance: `logdnaat.source.update`.
//!
//! What comes is counted in memory and noted every few seconds: a line costs no write. A kill
//! loses the counts since the last note, and never a line.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use model::{
    audit::with_change,
    id::InstanceId,
    origin::Origin,
    person::Role,
    source::{Sent, Source},
};
use serde_json::json;
use store::Sighting;

use crate::{Caller, Desk, Error, attempt::Attempt};

/// How many sources are counted between two notes; what comes from others meanwhile is stored
/// and not counted.
const MOST: usize = 10_000;

/// What has come since the last note, by instance and source.
#[derive(Default)]
pub(crate) struct Sightings {
    counts: Mutex<HashMap<(InstanceId, String), (String, Sent)>>,
    /// Held while they are noted: whoever reads what is noted waits for it.
    noting: tokio::sync::Mutex<()>,
}

/// What has come with one request.
#[derive(Default)]
pub(crate) struct Seen(HashMap<(InstanceId, String), (String, Sent)>);

/// Every source of an instance, by service and id.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<Source>, Error> {
    caller.require(instance, Role::Reader)?;
    flush(desk).await?;
    Ok(desk.store().read().await?.sources().list(instance).await?)
}

/// Says whether the data events of a source are stored, from now on.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &str,
    data_events: bool,
) -> Result<Source, Error> {
    let action = "logdnaat.source.update";
    let attempt = Attempt { desk, caller, instance: Some(instance), action, data_event: false };
    let result = replace(&attempt, instance, id, data_events).await;
    let source = attempt.settle(result, id, json!({"source": id, "dataEvents": data_events})).await;
    desk.forget_switchboard();
    source
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &str,
    data_events: bool,
) -> Result<Source, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    flush(attempt.desk).await?;
    let mut change = attempt.desk.store().change().await?;
    let found = change.sources().find(instance, id).await?;
    let before = found.ok_or(Error::NotFound { what: "source" })?;
    change.put_source_switch(instance, id, &before.service, data_events).await?;
    let request = json!({"source": id, "service": before.service, "dataEvents": data_events});
    let in_full = |data_events: bool| json!({"dataEvents": data_events});
    let request = with_change(request, in_full(before.data_events), in_full(data_events));
    attempt.succeed(change, id, request).await?;
    Ok(Source { data_events, ..before })
}

/// Notes what has been counted. What can not be noted now is counted on.
pub async fn flush(desk: &Desk) -> Result<(), Error> {
    let _noting = desk.sightings().noting.lock().await;
    let taken = std::mem::take(&mut *desk.sightings().lock());
    if taken.is_empty() {
        return Ok(());
    }
    let sightings: Vec<Sighting> = taken
        .iter()
        .map(|((instance, source), (service, sent))| Sighting {
            instance: instance.clone(),
            source: source.clone(),
            service: service.clone(),
            sent: *sent,
        })
        .collect();
    let noted = desk.store().add_sightings(&sightings).await;
    if noted.is_err() {
        desk.sightings().add(Seen(taken));
    }
    Ok(noted?)
}

impl Sightings {
    /// Adds what has come with a request that was answered.
    pub fn add(&self, seen: Seen) {
        let mut all = self.lock();
        for (of, (service, sent)) in seen.0 {
            if all.len() < MOST || all.contains_key(&of) {
                all.entry(of).or_insert_with(|| (service, Sent::default())).1.merge(&sent);
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(InstanceId, String), (String, Sent)>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// Counts an event that names its source.
    pub fn add(&mut self, instance: &InstanceId, origin: &Origin, now_ms: i64, is_excluded: bool) {
        if origin.source.is_empty() {
            return;
        }
        let of = (instance.clone(), origin.source.clone());
        let (_, sent) = self.0.entry(of).or_insert_with(|| (origin.service.clone(), Sent::default()));
        sent.add(now_ms, origin.is_data_event, is_excluded);
    }
}

//! Carries the desk's own audit events from the outbox to the instance they concern.

use std::{collections::BTreeMap, time::Duration};

use model::{id::InstanceId, instance::Instance, line::Line};

use crate::{Store, StoreError, outbox::OutboxEvent};

/// How many events one step takes at most.
const STEP: i64 = 256;

impl Store {
    /// Carries events over for as long as the store is open: woken by the bell of a recorded
    /// change, and by a timer in case a step failed.
    pub async fn run_relay(&self) {
        loop {
            match self.relay_step().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "audit events wait in the outbox"
                ),
            }
            tokio::select! {
                () = self.outbox_bell().notified() => {}
                () = tokio::time::sleep(Duration::from_secs(5)) => {}
            }
        }
    }

    /// Carries the events over that wait now; true when there was something to do. May run
    /// twice without harm: an event that has arrived is recognised by its id.
    pub async fn relay_step(&self) -> Result<bool, StoreError> {
        let instances = self.read().await?.instances().list().await?;
        let Some(home) = instances.first() else { return Ok(false) };
        let waiting = self.oldest_in_outbox(STEP).await?;
        let mut by_instance: BTreeMap<InstanceId, (&Instance, Vec<&OutboxEvent>)> = BTreeMap::new();
        for event in &waiting {
            let instance =
                event.instance.as_ref().and_then(|id| instances.iter().find(|other| other.id == *id));
            let instance = instance.unwrap_or(home);
            by_instance.entry(instance.id.clone()).or_insert((instance, vec![])).1.push(event);
        }
        let mut arrived = false;
        for (instance, events) in by_instance.into_values() {
            let lines =
                events.iter().map(|event| (event.event_id.clone(), to_line(event, instance))).collect();
            // One instance's trouble is not the others'.
            let appended = match self.open_events(instance).await {
                Ok(events) => events.append_relayed(lines).await.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            if let Err(error) = appended {
                tracing::warn!(instance.id = %instance.id, error, "audit events could not be appended yet");
                continue;
            }
            let rows: Vec<i64> = events.iter().map(|event| event.outbox_id).collect();
            self.delete_outbox(&rows).await?;
            arrived = true;
        }
        Ok(arrived)
    }
}

fn to_line(event: &OutboxEvent, instance: &Instance) -> Line {
    let text = event.event.to_json(&event.event_id, instance).to_string();
    let mut line =
        Line { text, time_ms: event.event.at_ms, sender: event.event.by.address.clone(), ..Line::default() };
    line.derive();
    line
}

//! What one commit takes: lines numbered in their order, and duplicates set apart.

use hashbrown::HashMap;
use model::{id::EventId, line::Line};
use tokio::sync::OwnedSemaphorePermit;

use super::{Answer, Append, Job, Stored, Work, Writer};
use crate::{
    StoreError,
    fingerprint::{self, Fingerprint, Identity},
    quarantine::{self, Refused},
    tiers::duplicates,
};

/// What one commit will make true, once it has succeeded.
#[derive(Default)]
pub(super) struct Group {
    pub lines: Vec<(Line, Identity)>,
    /// Lines of it that are sealed already.
    sealed: HashMap<Fingerprint, u64>,
    pub seen: HashMap<Fingerprint, u64>,
    pub relayed: Vec<(String, u64)>,
    pub rejected: Vec<Refused>,
    /// Lines that leave quarantine.
    pub retried: Vec<i64>,
    pub received_ms: i64,
    pub answers: Vec<(Answer, Vec<Stored>)>,
    pub permits: Vec<Option<OwnedSemaphorePermit>>,
}

impl Writer {
    /// Numbers the lines and sets duplicates apart.
    pub(super) async fn group(&self, waiting: Vec<Job>) -> Result<Group, StoreError> {
        let mut group = Group { sealed: self.sealed_before(&waiting).await?, ..Group::default() };
        for Job { work, answer, permit } in waiting {
            let mut stored = Vec::new();
            match work {
                Work::Append(Append { retried: Some(id), .. }, _)
                    if group.retried.contains(&id) || !quarantine::is_there(&self.pool, id).await? => {}
                Work::Append(append, identities) => {
                    group.retried.extend(append.retried);
                    group.received_ms = group.received_ms.max(append.received_ms);
                    let received_ms = append.received_ms;
                    let refused = append.rejected.into_iter();
                    group
                        .rejected
                        .extend(refused.map(|(refusal, rejected)| (refusal, rejected, received_ms)));
                    for (line, identity) in append.lines.into_iter().zip(identities) {
                        stored.push(self.take(&mut group, line, identity));
                    }
                }
                Work::Relay(events) => {
                    for (event_id, line) in events {
                        group.received_ms = group.received_ms.max(line.time_ms);
                        if group.relayed.iter().any(|(other, _)| *other == event_id)
                            || self.has_relayed(&event_id).await?
                        {
                            continue;
                        }
                        let identity = fingerprint::of(&line, event_id.as_bytes());
                        let seq = self.next_seq + group.lines.len() as u64;
                        self.take(&mut group, line, identity);
                        group.relayed.push((event_id, seq));
                    }
                }
                Work::Upkeep(..) | Work::Close => {}
            }
            group.answers.push((answer, stored));
            group.permits.push(permit);
        }
        Ok(group)
    }

    /// Which of the lines are sealed already.
    async fn sealed_before(&self, waiting: &[Job]) -> Result<HashMap<Fingerprint, u64>, StoreError> {
        let snapshot = self.tiers.snapshot();
        let mut suspects = Vec::new();
        for job in waiting {
            if let Work::Append(append, identities) = &job.work {
                for (line, identity) in append.lines.iter().zip(identities) {
                    suspects.extend(duplicates::suspects(&snapshot, line, identity.fingerprint));
                }
            }
        }
        if suspects.is_empty() {
            return Ok(HashMap::new());
        }
        let shelf = self.shelf.clone();
        tokio::task::spawn_blocking(move || duplicates::confirm(&shelf, suspects))
            .await
            .map_err(|_| StoreError::CutShort)?
    }

    fn take(&self, group: &mut Group, mut line: Line, mut identity: Identity) -> Stored {
        let id = |seq| EventId { instance: self.instance.clone(), seq };
        let known = |group: &Group, fingerprint: &Fingerprint| {
            let known = [&self.seen, &group.seen, &group.sealed];
            { known.into_iter() }.find_map(|known| known.get(fingerprint)).copied()
        };
        if let Some(seq) = known(group, &identity.fingerprint) {
            return Stored::Duplicate(id(seq));
        }
        // What was imported was meant to be found, whatever else is kept.
        line.flags.transient |= self.kept.get().is_live_only && !line.flags.imported;
        if line.flags.transient {
            identity.fingerprint = fingerprint::of_transient(identity.fingerprint);
            if let Some(seq) = known(group, &identity.fingerprint) {
                return Stored::Duplicate(id(seq));
            }
        }
        let seq = self.next_seq + group.lines.len() as u64;
        group.seen.insert(identity.fingerprint, seq);
        group.lines.push((line, identity));
        Stored::New(id(seq))
    }

    async fn has_relayed(&self, event_id: &str) -> Result<bool, StoreError> {
        let found: Option<i64> = sqlx::query_scalar("select seq from relayed_events where event_id = ?")
            .bind(event_id)
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }
}

//! What each rule has kept away, counted in memory and noted every few seconds: a line costs no
//! write. A kill loses the counts since the last note, and never a line. Only what is noted is told in
//! events.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use model::{id::ExclusionRuleId, unstored::Span};
use store::{RuleCount, StoreError};

use crate::{Desk, Error};

/// What has been kept away since the last note.
#[derive(Default)]
pub(crate) struct Tally {
    counts: Mutex<HashMap<ExclusionRuleId, Span>>,
    /// Held while they are noted: whoever reads what is noted waits for it.
    noting: tokio::sync::Mutex<()>,
}

/// What has been kept away of one request.
#[derive(Default)]
pub(crate) struct Counted(HashMap<ExclusionRuleId, Span>);

/// Notes what has been counted. What can not be noted now is counted on; whoever asked may go away
/// meanwhile.
pub(super) async fn note(desk: &Desk) -> Result<(), Error> {
    let desk = desk.clone();
    tokio::spawn(async move { note_all(&desk).await }).await.map_err(|_| StoreError::CutShort)?
}

async fn note_all(desk: &Desk) -> Result<(), Error> {
    let _noting = desk.tally().noting.lock().await;
    let taken = std::mem::take(&mut *desk.tally().lock());
    if taken.is_empty() {
        return Ok(());
    }
    let counts: Vec<RuleCount> =
        taken.iter().map(|(rule, span)| RuleCount { rule: rule.clone(), span: *span }).collect();
    let noted = desk.store().add_rule_counts(&counts).await;
    if noted.is_err() {
        desk.tally().add(Counted(taken));
    }
    Ok(noted?)
}

impl Tally {
    /// Adds what was kept away of a request that was answered.
    pub fn add(&self, counted: Counted) {
        if counted.0.is_empty() {
            return;
        }
        let mut all = self.lock();
        for (rule, span) in counted.0 {
            all.entry(rule).and_modify(|counted| counted.merge(span)).or_insert(span);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ExclusionRuleId, Span>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    /// Counts a line that a rule has kept away.
    pub fn add(&mut self, rule: &ExclusionRuleId, now_ms: i64) {
        let one = Span::one(now_ms);
        match self.0.get_mut(rule) {
            Some(span) => span.merge(one),
            None => {
                self.0.insert(rule.clone(), one);
            }
        }
    }
}

//! What each rule has kept away, counted in memory and noted every few seconds: a line costs no
//! write. A kill loses the counts since the last note, and never a line.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use model::{exclusion_rule::Excluded, id::ExclusionRuleId};
use store::RuleCount;

use crate::{Desk, Error};

/// What has been kept away since the last note.
#[derive(Default)]
pub(crate) struct Tally {
    counts: Mutex<HashMap<ExclusionRuleId, Excluded>>,
    /// Held while they are noted: whoever reads what is noted waits for it.
    noting: tokio::sync::Mutex<()>,
}

/// What has been kept away of one request.
#[derive(Default)]
pub(crate) struct Counted(HashMap<ExclusionRuleId, Excluded>);

/// Notes what has been counted. What can not be noted now is counted on.
pub async fn flush(desk: &Desk) -> Result<(), Error> {
    let _noting = desk.tally().noting.lock().await;
    let taken = std::mem::take(&mut *desk.tally().lock());
    if taken.is_empty() {
        return Ok(());
    }
    let counts: Vec<RuleCount> =
        taken.iter().map(|(rule, excluded)| RuleCount { rule: rule.clone(), excluded: *excluded }).collect();
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
        for (rule, excluded) in counted.0 {
            all.entry(rule).or_default().merge(excluded);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ExclusionRuleId, Excluded>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    /// Counts a line that a rule has kept away.
    pub fn add(&mut self, rule: &ExclusionRuleId, now_ms: i64) {
        let one = Excluded { lines: 1, last_ms: Some(now_ms) };
        match self.0.get_mut(rule) {
            Some(excluded) => excluded.merge(one),
            None => {
                self.0.insert(rule.clone(), one);
            }
        }
    }
}

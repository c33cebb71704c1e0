//! Tells what rules have kept away: `logdnaat.exclusion-rule.apply`.
//!
//! What is told is what was noted and is in no event yet. An event and the note that it is written are
//! one change, so a kill loses what it loses of the counts, and tells nothing twice.

use model::{
    audit::{AuditEvent, Outcome},
    id::{ExclusionRuleId, InstanceId},
};
use serde_json::json;
use store::{Change, Untold};

use super::FEATURE;
use crate::{Caller, Desk, Error, attempt::Attempt, unstored};

/// Of how many rules one change tells.
const MOST: usize = 100;

/// Tells of each rule that has kept lines from being stored, and of which nothing was told lately.
pub(super) async fn apply(desk: &Desk) -> Result<(), Error> {
    let now_ms = desk.now_ms();
    let is_due = |untold: &Untold| unstored::is_due(untold.told_ms, now_ms);
    if !desk.store().read().await?.exclusion_rules().untold().await?.iter().any(is_due) {
        return Ok(());
    }
    let caller = Caller::desk();
    let mut change = desk.store().change().await?;
    let untold = change.exclusion_rules().untold().await?;
    let mut due = untold.into_iter().filter(is_due).take(MOST).peekable();
    while let Some(untold) = due.next() {
        let event = tell(desk, &caller, &mut change, &untold).await?;
        if due.peek().is_none() {
            return Ok(change.record(Some(&untold.instance), &event).await?);
        }
        change.also(Some(&untold.instance), &event).await?;
    }
    Ok(())
}

/// Tells the rest of one rule before it becomes another or goes: an event tells of a rule as it was
/// when it kept the lines away.
pub(super) async fn rest(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    id: &ExclusionRuleId,
) -> Result<(), Error> {
    let untold = change.exclusion_rules().untold().await?;
    let Some(untold) = untold.into_iter().find(|untold| untold.rule.id == *id) else { return Ok(()) };
    let correlation_id = attempt.caller.correlation_id.clone();
    let caller = Caller { correlation_id, ..Caller::desk() };
    let event = tell(attempt.desk, &caller, change, &untold).await?;
    Ok(change.also(Some(instance), &event).await?)
}

async fn tell(
    desk: &Desk,
    caller: &Caller,
    change: &mut Change,
    untold: &Untold,
) -> Result<AuditEvent, Error> {
    change.put_rule_told(&untold.rule.id, desk.now_ms()).await?;
    let action = "logdnaat.exclusion-rule.apply";
    let attempt = Attempt { desk, caller, instance: Some(&untold.instance), action, data_event: false };
    let draft = &untold.rule.draft;
    let request = json!({
        "feature": FEATURE,
        "ruleId": untold.rule.id,
        "description": draft.title,
        "indexonly": draft.index_only,
    });
    Ok(attempt.event(Outcome::Success, &draft.title, unstored::with_span(request, untold.span)))
}

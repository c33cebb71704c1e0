//! Exclusion rules of an instance: `logdnaat.exclusion-rule.create`, `.update` and `.delete`, for what is
//! not stored and for what is not streamed; and `.apply`, by which the desk tells what was not stored.
//!
//! Managers make them; whoever reads the instance may see what is kept from them. A rule looks at
//! what senders send from now on. What was imported by hand or taken out of quarantine was meant to
//! be stored, and the desk's own record of what was done is never excluded.

mod preview;
mod tally;
mod telling;

pub use preview::{Preview, SAMPLES, TouchedAlert, TouchedView, preview};
pub(crate) use tally::{Counted, Tally};

use model::{
    audit::with_change,
    deletion::{DeletedKind, Deletion},
    exclusion_rule::{Excluded, ExclusionDraft, ExclusionRule, REFUSED_FIELDS, RuleKind},
    id::{ExclusionRuleId, InstanceId},
    person::Role,
};
use query::tree::{Atom, Node};
use serde_json::{Value, json};
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, deletion, secret, seen::Seen};

/// How many rules of a kind an instance has at most.
pub const MOST: usize = 200;

/// A rule as somebody wrote it, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewExclusionRule {
    /// How it is to be called.
    pub title: String,
    /// Only lines of these sources, if any are named.
    pub hosts: Vec<String>,
    /// Only lines of these apps, if any are named.
    pub apps: Vec<String>,
    /// Only lines that match this query, if there is one.
    pub query: String,
    /// Whether it excludes anything now.
    pub is_active: bool,
    /// Whether live tail and alerts still get the lines.
    pub index_only: bool,
}

/// What of a rule somebody changes; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the rule")]
pub struct ExclusionPatch {
    pub title: Option<String>,
    pub hosts: Option<Vec<String>>,
    pub apps: Option<Vec<String>>,
    pub query: Option<String>,
    pub is_active: Option<bool>,
    pub index_only: Option<bool>,
    pub seen: Seen,
}

/// What a form for a rule notes of it.
pub fn seen(rule: &ExclusionRule) -> Seen {
    Seen::of(&rule.draft)
}

/// Notes what rules have kept away, and tells of those of which nothing was told lately. What can not be
/// noted now is counted on, and what can not be told now is told later.
pub async fn flush(desk: &Desk) -> Result<(), Error> {
    tally::note(desk).await?;
    telling::apply(desk).await
}

/// The rules of a kind, the oldest first.
pub async fn list(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: RuleKind,
) -> Result<Vec<ExclusionRule>, Error> {
    caller.require(instance, Role::Reader)?;
    tally::note(desk).await?;
    Ok(desk.store().read().await?.exclusion_rules().list(instance, kind).await?)
}

/// One rule.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: RuleKind,
    id: &ExclusionRuleId,
) -> Result<ExclusionRule, Error> {
    caller.require(instance, Role::Reader)?;
    tally::note(desk).await?;
    let found = desk.store().read().await?.exclusion_rules().find(instance, kind, id).await?;
    found.ok_or(MISSING)
}

/// Adds a rule.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: RuleKind,
    new: NewExclusionRule,
) -> Result<ExclusionRule, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.exclusion-rule.create");
    let result = insert(&attempt, instance, kind, &new).await;
    let rule = attempt.settle(result, &new.title, new.to_request(kind)).await;
    desk.forget_switchboard();
    rule
}

/// Changes what is named of a rule, and leaves the rest.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: RuleKind,
    id: &ExclusionRuleId,
    patch: ExclusionPatch,
) -> Result<ExclusionRule, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.exclusion-rule.update");
    let result = replace(&attempt, instance, kind, id, &patch).await;
    let title = patch.title.clone().unwrap_or_default();
    let rule = attempt.settle(result, &title, patch.to_request(kind, id)).await;
    desk.forget_switchboard();
    rule
}

/// Deletes a rule.
pub async fn delete(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: RuleKind,
    id: &ExclusionRuleId,
) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.exclusion-rule.delete");
    let result = remove(&attempt, instance, kind, id).await;
    let request = json!({"feature": FEATURE, "ruleId": id, "spoor": {"before": {"kind": kind}}});
    let done = attempt.settle(result, "", request).await;
    desk.forget_switchboard();
    done
}

const FEATURE: &str = "exclusion-rule";
const MISSING: Error = Error::NotFound { what: "exclusion rule" };

async fn insert(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    kind: RuleKind,
    new: &NewExclusionRule,
) -> Result<ExclusionRule, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let draft = check(new.draft(kind))?;
    let id = ExclusionRuleId::from_bytes(secret::bytes());
    let rule = ExclusionRule { id, kind, draft, excluded: Excluded::default() };
    let mut change = attempt.desk.store().change().await?;
    has_room(change.exclusion_rules().list(instance, kind).await?.len())?;
    change.insert_exclusion_rule(instance, &rule, attempt.desk.now_ms()).await?;
    let mut request = to_request(&rule);
    request["spoor"] = json!({"after": in_full(&rule)});
    attempt.succeed(change, &rule.draft.title, request).await?;
    Ok(rule)
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    kind: RuleKind,
    id: &ExclusionRuleId,
    patch: &ExclusionPatch,
) -> Result<ExclusionRule, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    tally::note(attempt.desk).await?;
    let mut change = attempt.desk.store().change().await?;
    let before = change.exclusion_rules().find(instance, kind, id).await?.ok_or(MISSING)?;
    patch.seen.is_still(&seen(&before))?;
    let draft = in_bounds(patch.draft(&before))?;
    // A query that can not be read any more does not keep its rule from being switched off.
    if draft.query != before.draft.query || draft.is_active && !before.draft.is_active {
        readable(&draft.query)?;
    }
    let rule = ExclusionRule { draft, ..before.clone() };
    telling::rest(attempt, &mut change, instance, id).await?;
    change.update_exclusion_rule(instance, &rule).await?;
    let request = with_change(to_request(&rule), in_full(&before), in_full(&rule));
    attempt.succeed(change, &rule.draft.title, request).await?;
    Ok(rule)
}

async fn remove(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    kind: RuleKind,
    id: &ExclusionRuleId,
) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    tally::note(attempt.desk).await?;
    let mut change = attempt.desk.store().change().await?;
    let rule = change.exclusion_rules().find(instance, kind, id).await?.ok_or(MISSING)?;
    telling::rest(attempt, &mut change, instance, id).await?;
    change.delete_exclusion_rule(instance, id).await?;
    let named = (DeletedKind::ExclusionRule, id.as_str(), rule.draft.title.as_str());
    deletion::keep(attempt, &mut change, instance, named, &rule).await?;
    let mut request = to_request(&rule);
    request["spoor"] = json!({"before": in_full(&rule)});
    attempt.succeed(change, &rule.draft.title, request).await
}

/// Puts a deleted rule back, with what it had kept away.
pub(crate) async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let rule: ExclusionRule = deletion::content(deletion)?;
    has_room(change.exclusion_rules().list(instance, rule.kind).await?.len())?;
    change.insert_exclusion_rule(instance, &rule, attempt.desk.now_ms()).await?;
    let mut request = to_request(&rule);
    request["spoor"] = json!({"after": in_full(&rule)});
    Ok(request)
}

fn attempt<'a>(
    desk: &'a Desk,
    caller: &'a Caller,
    instance: &'a InstanceId,
    action: &'static str,
) -> Attempt<'a> {
    Attempt { desk, caller, instance: Some(instance), action, data_event: false }
}

fn has_room(rules: usize) -> Result<(), Error> {
    let message = || format!("an instance has at most {MOST} exclusion rules of a kind; nothing was added");
    if rules < MOST { Ok(()) } else { Err(Error::Conflict { message: message() }) }
}

/// The draft without space at its ends, if it keeps every rule.
fn check(draft: ExclusionDraft) -> Result<ExclusionDraft, Error> {
    let draft = in_bounds(draft)?;
    readable(&draft.query)?;
    Ok(draft)
}

/// The same but for its query.
fn in_bounds(draft: ExclusionDraft) -> Result<ExclusionDraft, Error> {
    draft.check().map_err(|error| Error::invalid(error.field(), error))
}

fn readable(query: &str) -> Result<(), Error> {
    let parsed = query::parse(query);
    if let Some(error) = parsed.errors.first() {
        return Err(Error::invalid("query", format!("the query can not be read: {}", error.message)));
    }
    match refused_field(parsed.query.root()) {
        None => Ok(()),
        Some(field) => {
            let message =
                format!("{field} can not be asked for in an exclusion rule; ask for something else");
            Err(Error::invalid("query", message))
        }
    }
}

fn refused_field(node: &Node<Atom>) -> Option<&'static str> {
    match node {
        Node::All(parts) | Node::Any(parts) => parts.iter().find_map(refused_field),
        Node::Not(part) => refused_field(part),
        Node::Leaf(Atom::Field { path, .. }) => REFUSED_FIELDS.into_iter().find(|field| field == path),
        Node::Leaf(_) => None,
    }
}

impl NewExclusionRule {
    fn draft(&self, kind: RuleKind) -> ExclusionDraft {
        ExclusionDraft {
            title: self.title.clone(),
            hosts: self.hosts.clone(),
            apps: self.apps.clone(),
            query: self.query.clone(),
            is_active: self.is_active,
            index_only: self.index_only && kind == RuleKind::Ingestion,
        }
    }

    /// What the event of a rule that was not saved tells.
    fn to_request(&self, kind: RuleKind) -> Value {
        json!({
            "feature": FEATURE,
            "ruleId": "",
            "isEnabled": self.is_active,
            "hosts": self.hosts,
            "apps": self.apps,
            "query": self.query,
            "description": self.title,
            "indexonly": self.index_only,
            "spoor": {"after": {"kind": kind}},
        })
    }
}

impl ExclusionPatch {
    fn draft(&self, rule: &ExclusionRule) -> ExclusionDraft {
        let (patch, before) = (self.clone(), rule.draft.clone());
        let index_only = patch.index_only.unwrap_or(before.index_only);
        ExclusionDraft {
            title: patch.title.unwrap_or(before.title),
            hosts: patch.hosts.unwrap_or(before.hosts),
            apps: patch.apps.unwrap_or(before.apps),
            query: patch.query.unwrap_or(before.query),
            is_active: patch.is_active.unwrap_or(before.is_active),
            index_only: index_only && rule.kind == RuleKind::Ingestion,
        }
    }

    /// What the event of a change that was not made tells: what somebody wanted to change.
    fn to_request(&self, kind: RuleKind, id: &ExclusionRuleId) -> Value {
        let fields = [
            ("isEnabled", json!(self.is_active)),
            ("hosts", json!(self.hosts)),
            ("apps", json!(self.apps)),
            ("query", json!(self.query)),
            ("description", json!(self.title)),
            ("indexonly", json!(self.index_only)),
        ];
        let mut request = json!({"feature": FEATURE, "ruleId": id, "spoor": {"after": {"kind": kind}}});
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
            request[name] = value;
        }
        request
    }
}

/// The documented fields of the events (spec 7.3).
fn to_request(rule: &ExclusionRule) -> Value {
    let draft = &rule.draft;
    json!({
        "feature": FEATURE,
        "ruleId": rule.id,
        "isEnabled": draft.is_active,
        "hosts": draft.hosts,
        "apps": draft.apps,
        "query": draft.query,
        "description": draft.title,
        "indexonly": draft.index_only,
    })
}

/// Everything of a rule, for before and after: the documented fields do not say its kind.
fn in_full(rule: &ExclusionRule) -> Value {
    let mut full = to_request(rule);
    full["kind"] = json!(rule.kind);
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_no_rule_may_ask_for_are_found_wherever_they_stand() {
        let of = |query: &str| {
            let new =
                NewExclusionRule { title: "a".to_owned(), query: query.to_owned(), ..Default::default() };
            check(new.draft(RuleKind::Ingestion)).map_err(|error| error.to_string())
        };
        for query in ["_retention:7", "kms -(iam OR _mezmo_line_size:>5)", "_retention:*"] {
            assert!(of(query).unwrap_err().contains("can not be asked for"), "{query}");
        }
        assert!(of("(kms").unwrap_err().contains("can not be read"));
        assert!(of("retention:7 _line:a").is_ok());
    }

    #[test]
    fn a_streaming_rule_is_never_index_only() {
        let new = NewExclusionRule { index_only: true, ..Default::default() };
        assert!(new.draft(RuleKind::Ingestion).index_only && !new.draft(RuleKind::Stream).index_only);
    }
}

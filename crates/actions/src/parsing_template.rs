//! Parsing templates of an instance: `logdnaat.parsing-template.create`, `.update` and `.delete`.
//!
//! Managers make them. An active template adds fields to what senders send from now on and to what
//! is imported; the desk's own events stay as they were recorded.

mod validate;

pub use parsing::{Outcome, Problem};
pub use validate::{LINES_MAX, Validated, Validation, try_on, validate};

use model::{
    audit::with_change,
    deletion::{DeletedKind, Deletion},
    id::{InstanceId, ParsingTemplateId},
    parsing_template::{ParsingTemplate, Step, TemplateDraft, TemplateName, TemplateState, check_complete},
    person::Role,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, deletion, secret, seen::Seen};

/// How many templates an instance has at most.
pub const MOST: usize = 50;

/// A template as somebody made it, before it is checked.
#[derive(Debug, Clone, PartialEq)]
pub struct NewParsingTemplate {
    /// How it is to be called.
    pub name: String,
    /// Only lines that match this query, if there is one.
    pub query: String,
    /// The line it is made for.
    pub sample: String,
    /// The operators.
    pub steps: Vec<Step>,
    /// Whether it adds fields, or is still being made.
    pub state: TemplateState,
    /// Its place in the order, counted from 1. A new one without is the last, another stays where it
    /// is.
    pub position: Option<usize>,
}

/// What of a template somebody changes; what is none stays.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "the names are those of the template")]
pub struct TemplatePatch {
    pub name: Option<String>,
    pub query: Option<String>,
    pub sample: Option<String>,
    pub steps: Option<Vec<Step>>,
    pub state: Option<TemplateState>,
    pub position: Option<usize>,
    pub seen: Seen,
}

/// What a form for a template notes of it.
pub fn seen(template: &ParsingTemplate) -> Seen {
    Seen::of(&(&template.draft, template.state))
}

/// The templates of an instance, in the order in which they add fields.
pub async fn list(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
) -> Result<Vec<ParsingTemplate>, Error> {
    caller.require(instance, Role::Reader)?;
    Ok(desk.store().read().await?.parsing_templates().list(instance).await?)
}

/// One template.
pub async fn find(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &ParsingTemplateId,
) -> Result<ParsingTemplate, Error> {
    let all = list(desk, caller, instance).await?;
    all.into_iter().find(|template| template.id == *id).ok_or(MISSING)
}

/// Adds a template. One that is to add fields is validated first, on lines its query finds.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    new: NewParsingTemplate,
) -> Result<ParsingTemplate, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.parsing-template.create");
    let result = insert(&attempt, instance, &new).await;
    let template = attempt.settle(result, &new.name, new.to_request()).await;
    desk.forget_switchboard();
    template
}

/// Changes what is named of a template, and leaves the rest.
pub async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &ParsingTemplateId,
    patch: TemplatePatch,
) -> Result<ParsingTemplate, Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.parsing-template.update");
    let result = replace(&attempt, instance, id, &patch).await;
    let request = json!({
        "feature": FEATURE,
        "isEnabled": patch.state == Some(TemplateState::Active),
        "query": patch.query.clone().unwrap_or_default(),
        "templateId": id,
    });
    let template = attempt.settle(result, "", request).await;
    desk.forget_switchboard();
    template
}

/// Deletes a template. Fields it has added stay with their lines.
pub async fn delete(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &ParsingTemplateId,
) -> Result<(), Error> {
    let attempt = attempt(desk, caller, instance, "logdnaat.parsing-template.delete");
    let result = remove(&attempt, instance, id).await;
    let request =
        json!({"feature": FEATURE, "isEnabled": false, "query": "", "spoor": {"before": {"id": id}}});
    let done = attempt.settle(result, "", request).await;
    desk.forget_switchboard();
    done
}

const FEATURE: &str = "custom-parsing";
const MISSING: Error = Error::NotFound { what: "parsing template" };

/// A deleted template and where it stood.
#[derive(Serialize, Deserialize)]
struct Kept {
    template: ParsingTemplate,
    position: usize,
}

async fn insert(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    new: &NewParsingTemplate,
) -> Result<ParsingTemplate, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let draft = new.check()?;
    may_be(attempt, instance, &draft, new.state).await?;
    let mut change = attempt.desk.store().change().await?;
    let id = ParsingTemplateId::from_bytes(secret::bytes());
    let template = ParsingTemplate { id, draft, state: new.state };
    let position = add(&mut change, instance, &template, new.position).await?;
    let mut request = documented(&template);
    request["name"] = json!(template.draft.name);
    request["spoor"] = json!({"after": in_full(&template, position)});
    attempt.succeed(change, template.draft.name.as_str(), request).await?;
    Ok(template)
}

/// Adds a template to a change and says where it stands.
async fn add(
    change: &mut Change,
    instance: &InstanceId,
    template: &ParsingTemplate,
    position: Option<usize>,
) -> Result<usize, Error> {
    let all = change.parsing_templates().list(instance).await?;
    if all.len() >= MOST {
        let message = format!("an instance has at most {MOST} parsing templates; nothing was added");
        return Err(Error::Conflict { message });
    }
    name_is_free(&all, &template.draft.name, None)?;
    change.insert_parsing_template(instance, template).await?;
    put_in_order(change, &all, &template.id, position).await
}

async fn replace(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    id: &ParsingTemplateId,
    patch: &TemplatePatch,
) -> Result<ParsingTemplate, Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let known = find(attempt.desk, attempt.caller, instance, id).await?;
    let new = patch.applied(&known);
    let draft = new.check()?;
    // What adds fields already is asked again only when what it does is changed.
    let is_same = known.state == TemplateState::Active
        && known.draft.query == draft.query
        && known.draft.steps == draft.steps;
    if !is_same {
        may_be(attempt, instance, &draft, new.state).await?;
    }
    let mut change = attempt.desk.store().change().await?;
    let all = change.parsing_templates().list(instance).await?;
    let at = all.iter().position(|template| template.id == *id).ok_or(MISSING)?;
    patch.seen.is_still(&seen(&all[at]))?;
    if all[at] != known {
        return Err(Error::Overtaken);
    }
    name_is_free(&all, &draft.name, Some(id))?;
    let template = ParsingTemplate { id: id.clone(), draft, state: new.state };
    change.update_parsing_template(instance, &template).await?;
    let position = put_in_order(&mut change, &all, id, patch.position.or(Some(at + 1))).await?;
    let mut request = documented(&template);
    request["templateId"] = json!(id);
    let request = with_change(request, in_full(&known, at + 1), in_full(&template, position));
    attempt.succeed(change, template.draft.name.as_str(), request).await?;
    Ok(template)
}

async fn remove(attempt: &Attempt<'_>, instance: &InstanceId, id: &ParsingTemplateId) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let mut change = attempt.desk.store().change().await?;
    let all = change.parsing_templates().list(instance).await?;
    let at = all.iter().position(|template| template.id == *id).ok_or(MISSING)?;
    let kept = Kept { template: all[at].clone(), position: at + 1 };
    change.delete_parsing_template(instance, id).await?;
    let named = (DeletedKind::ParsingTemplate, id.as_str(), kept.template.draft.name.as_str());
    deletion::keep(attempt, &mut change, instance, named, &kept).await?;
    let mut request = documented(&kept.template);
    request["spoor"] = json!({"before": in_full(&kept.template, kept.position)});
    attempt.succeed(change, kept.template.draft.name.as_str(), request).await
}

/// Puts a deleted template back where it stood.
pub(crate) async fn restore(
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    let Kept { template, position } = deletion::content(deletion)?;
    let position = add(change, instance, &template, Some(position)).await?;
    let mut request = documented(&template);
    request["name"] = json!(template.draft.name);
    request["spoor"] = json!({"after": in_full(&template, position)});
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

/// Whether a template may have this state: only a draft may be incomplete, and what adds fields is
/// valid on every line looked at.
async fn may_be(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    draft: &TemplateDraft,
    state: TemplateState,
) -> Result<(), Error> {
    if state == TemplateState::Draft {
        return Ok(());
    }
    check_complete(&draft.steps).map_err(|error| Error::invalid("steps", error))?;
    if state == TemplateState::Inactive {
        return Ok(());
    }
    let lines = validate::lines(attempt.desk, attempt.caller, instance, &draft.query).await?;
    let validation = validate::read(attempt.desk, &draft.steps, lines).await?;
    if validation.lines.is_empty() {
        let message = "no line was found to validate the template on; it can be saved as a draft";
        return Err(Error::invalid("query", message));
    }
    match validation.lines.iter().find(|line| !line.problems.is_empty()) {
        None => Ok(()),
        Some(line) => {
            let why = line.problems.first().map(|problem| format!("{}: {}", problem.operator, problem.why));
            let message = format!(
                "a line found by the query is not valid ({}); the template can be saved as a draft",
                why.unwrap_or_default()
            );
            Err(Error::invalid("steps", message))
        }
    }
}

fn name_is_free(
    all: &[ParsingTemplate],
    name: &TemplateName,
    but: Option<&ParsingTemplateId>,
) -> Result<(), Error> {
    let folded = name.as_str().to_lowercase();
    let is_taken = |template: &&ParsingTemplate| {
        template.draft.name.as_str().to_lowercase() == folded && Some(&template.id) != but
    };
    match all.iter().find(is_taken) {
        None => Ok(()),
        Some(_) => {
            let message = format!("there is already a parsing template called {}", name.as_str());
            Err(Error::Conflict { message })
        }
    }
}

/// Puts a template at its place (counted from 1) among the others, and says which that is.
async fn put_in_order(
    change: &mut Change,
    all: &[ParsingTemplate],
    id: &ParsingTemplateId,
    position: Option<usize>,
) -> Result<usize, Error> {
    let others = all.iter().map(|template| &template.id).filter(|other| *other != id);
    let mut order: Vec<ParsingTemplateId> = others.cloned().collect();
    let at = position.map_or(order.len(), |position| position.saturating_sub(1).min(order.len()));
    order.insert(at, id.clone());
    change.put_parsing_template_order(&order).await?;
    Ok(at + 1)
}

impl NewParsingTemplate {
    fn check(&self) -> Result<TemplateDraft, Error> {
        let name = TemplateName::parse(&self.name).map_err(|error| Error::invalid("name", error))?;
        let draft = TemplateDraft {
            name,
            query: self.query.clone(),
            sample: self.sample.clone(),
            steps: self.steps.clone(),
        };
        validate::check(draft)
    }

    /// What the event of a template that was not saved tells.
    fn to_request(&self) -> Value {
        json!({
            "feature": FEATURE,
            "isEnabled": self.state == TemplateState::Active,
            "name": self.name,
            "query": self.query,
        })
    }
}

impl TemplatePatch {
    fn applied(&self, known: &ParsingTemplate) -> NewParsingTemplate {
        let (patch, draft) = (self.clone(), known.draft.clone());
        NewParsingTemplate {
            name: patch.name.unwrap_or_else(|| draft.name.into()),
            query: patch.query.unwrap_or(draft.query),
            sample: patch.sample.unwrap_or(draft.sample),
            steps: patch.steps.unwrap_or(draft.steps),
            state: patch.state.unwrap_or(known.state),
            position: patch.position,
        }
    }
}

/// The documented fields that every event has (spec 7.3).
fn documented(template: &ParsingTemplate) -> Value {
    json!({
        "feature": FEATURE,
        "isEnabled": template.state == TemplateState::Active,
        "query": template.draft.query,
    })
}

/// Everything of a template, for before and after. The sample is of no meaning to others, and may
/// hold what its line holds.
fn in_full(template: &ParsingTemplate, position: usize) -> Value {
    json!({
        "id": template.id,
        "name": template.draft.name,
        "query": template.draft.query,
        "steps": template.draft.steps,
        "state": template.state,
        "position": position,
    })
}

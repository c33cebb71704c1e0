//! What the page about parsing templates tells the server.

#![expect(clippy::too_many_arguments, reason = "a form has a field for each")]

use leptos::server;

use crate::error::DeskError;

#[cfg(feature = "ssr")]
const PAGE: &str = "/settings/parsing-templates";

/// Begins a template as a draft.
#[server(prefix = "/api", endpoint = "parsing-template-create")]
pub async fn create_parsing_template(
    #[server(default)] instance: String,
    #[server(default)] name: String,
    #[server(default)] query: String,
    #[server(default)] sample: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let new = actions::parsing_template::NewParsingTemplate {
        name,
        query,
        sample,
        steps: vec![],
        state: model::parsing_template::TemplateState::Draft,
        position: None,
    };
    let made = actions::parsing_template::create(&desk, &caller, &instance.id, new).await;
    let made = made.map_err(crate::desk::refuse)?;
    crate::sheets::back(PAGE, &instance, &[("edit", made.id.as_str()), ("done", "made")]);
    Ok(())
}

/// Gives a template another name, query or line.
#[server(prefix = "/api", endpoint = "parsing-template-save")]
pub async fn save_parsing_template(
    #[server(default)] instance: String,
    id: String,
    #[server(default)] name: String,
    #[server(default)] query: String,
    #[server(default)] sample: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let patch = actions::parsing_template::TemplatePatch {
        name: Some(name),
        query: Some(query),
        sample: Some(sample),
        seen: actions::Seen::sent(seen),
        ..Default::default()
    };
    change(&instance, &id, patch, true).await
}

/// Adds an operator.
#[server(prefix = "/api", endpoint = "parsing-template-add")]
pub async fn add_operator(
    #[server(default)] instance: String,
    id: String,
    #[server(default)] place: String,
    operator: String,
    #[server(default)] take: String,
    #[server(default)] first: String,
    #[server(default)] second: String,
    #[server(default)] third: String,
    #[server(default)] values: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    use model::parsing_template::{Step, place};
    let invalid = |why: String| crate::desk::refuse(actions::Error::invalid("operator", why));
    let read = super::operators::read(&operator, [first, second, third], &values);
    let step = Step { take: take.trim().to_owned(), operator: read.map_err(invalid)?, steps: vec![] };
    let mut steps = steps_of(&instance, &id).await?;
    if !place::add(&mut steps, &place, step) {
        return Err(crate::desk::refuse(actions::Error::NotFound { what: "operator" }));
    }
    let patch = actions::parsing_template::TemplatePatch {
        steps: Some(steps),
        seen: actions::Seen::sent(seen),
        ..Default::default()
    };
    change(&instance, &id, patch, true).await
}

/// Takes an operator out, with those beneath it.
#[server(prefix = "/api", endpoint = "parsing-template-remove")]
pub async fn remove_operator(
    #[server(default)] instance: String,
    id: String,
    #[server(default)] place: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let mut steps = steps_of(&instance, &id).await?;
    if model::parsing_template::place::remove(&mut steps, &place).is_none() {
        return Err(crate::desk::refuse(actions::Error::NotFound { what: "operator" }));
    }
    let patch = actions::parsing_template::TemplatePatch {
        steps: Some(steps),
        seen: actions::Seen::sent(seen),
        ..Default::default()
    };
    change(&instance, &id, patch, true).await
}

/// Switches a template on or off, or makes it a draft.
#[server(prefix = "/api", endpoint = "parsing-template-state")]
pub async fn put_parsing_template_state(
    #[server(default)] instance: String,
    id: String,
    state: String,
    #[server(default)] seen: String,
) -> Result<(), DeskError> {
    let state = model::parsing_template::TemplateState::parse(&state);
    let unknown = || crate::desk::refuse(actions::Error::invalid("state", "there is no such state"));
    let patch = actions::parsing_template::TemplatePatch {
        state: Some(state.ok_or_else(unknown)?),
        seen: actions::Seen::sent(seen),
        ..Default::default()
    };
    change(&instance, &id, patch, true).await
}

/// Moves a template to another place.
#[server(prefix = "/api", endpoint = "parsing-template-place")]
pub async fn put_parsing_template_place(
    #[server(default)] instance: String,
    id: String,
    position: u32,
) -> Result<(), DeskError> {
    let position = usize::try_from(position).ok();
    let patch = actions::parsing_template::TemplatePatch { position, ..Default::default() };
    change(&instance, &id, patch, false).await
}

/// Deletes a template.
#[server(prefix = "/api", endpoint = "parsing-template-delete")]
pub async fn delete_parsing_template(
    #[server(default)] instance: String,
    id: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let deleted = actions::parsing_template::delete(&desk, &caller, &instance.id, &template_of(&id)?).await;
    deleted.map_err(crate::desk::refuse)?;
    crate::sheets::back(PAGE, &instance, &[("done", "deleted")]);
    Ok(())
}

#[cfg(feature = "ssr")]
async fn change(
    instance: &str,
    id: &str,
    patch: actions::parsing_template::TemplatePatch,
    is_edited: bool,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(instance).await?;
    let changed =
        actions::parsing_template::update(&desk, &caller, &instance.id, &template_of(id)?, patch).await;
    let now = crate::sheets::href(PAGE, &instance, &[("edit", id)]);
    changed.map_err(|error| crate::sheets::refuse_change(error, &now, None))?;
    let edit = if is_edited { id } else { "" };
    crate::sheets::back(PAGE, &instance, &[("edit", edit), ("done", "changed")]);
    Ok(())
}

#[cfg(feature = "ssr")]
async fn steps_of(instance: &str, id: &str) -> Result<Vec<model::parsing_template::Step>, DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(instance).await?;
    let found = actions::parsing_template::find(&desk, &caller, &instance.id, &template_of(id)?).await;
    Ok(found.map_err(crate::desk::refuse)?.draft.steps)
}

#[cfg(feature = "ssr")]
fn template_of(text: &str) -> Result<model::id::ParsingTemplateId, DeskError> {
    let missing = |_| crate::desk::refuse(actions::Error::NotFound { what: "parsing template" });
    text.parse().map_err(missing)
}

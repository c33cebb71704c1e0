//! `/v1/config/parsing-templates`: how fields are read out of lines. The original had no such door, so
//! the shapes are our own.

use actions::{
    Seen,
    parsing_template::{self, NewParsingTemplate, TemplatePatch, Validated},
};
use axum::{Json, extract::State};
use model::{
    id::ParsingTemplateId,
    parsing_template::{ParsingTemplate, Step, TemplateState},
};
use serde_json::{Value, json};

use crate::{
    api::{
        body::Unpacked,
        credential::Keyed,
        error::ApiError,
        fields::{self, Fields},
        path::Path,
    },
    state::AppState,
};

const FIELDS: [&str; 6] = ["name", "query", "sample", "steps", "state", "position"];

/// `GET /v1/config/parsing-templates`: every template, in the order in which they add fields.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
) -> Result<Json<Value>, ApiError> {
    let all = parsing_template::list(&state.desk, &caller, &key.instance).await?;
    Ok(Json(all.iter().map(shape).collect()))
}

/// `GET /v1/config/parsing-templates/{id}`: one template.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(shape(&parsing_template::find(&state.desk, &caller, &key.instance, &known(&id)?).await?)))
}

/// `POST /v1/config/parsing-templates`: adds a template, a draft unless it says otherwise.
pub async fn create(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let fields = Fields::read(&sent)?;
    let new = whole(&fields)?;
    Ok(Json(shape(&parsing_template::create(&state.desk, &caller, &key.instance, new).await?)))
}

/// `PUT /v1/config/parsing-templates/{id}`: replaces a template; what is left out is as in a new one, but
/// for its place.
pub async fn replace(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let fields = Fields::read(&sent)?;
    let NewParsingTemplate { name, query, sample, steps, state: wanted, position } = whole(&fields)?;
    let patch = TemplatePatch {
        name: Some(name),
        query: Some(query),
        sample: Some(sample),
        steps: Some(steps),
        state: Some(wanted),
        position,
        seen: Seen::default(),
    };
    let made = parsing_template::update(&state.desk, &caller, &key.instance, &known(&id)?, patch).await?;
    Ok(Json(shape(&made)))
}

/// `PATCH /v1/config/parsing-templates/{id}`: changes what is named of a template.
pub async fn update(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let fields = Fields::read(&sent)?;
    let patch = read(&fields)?;
    if patch == TemplatePatch::default() {
        return Err(ApiError::bad_request("Nothing to configure"));
    }
    let made = parsing_template::update(&state.desk, &caller, &key.instance, &known(&id)?, patch).await?;
    Ok(Json(shape(&made)))
}

/// `DELETE /v1/config/parsing-templates/{id}`: deletes a template.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    parsing_template::delete(&state.desk, &caller, &key.instance, &known(&id)?).await?;
    Ok(Json(json!({"deleted": true})))
}

/// `POST /v1/config/parsing-templates/validate`: what operators make of the newest lines a query finds,
/// and of one that was sent. Nothing is saved.
pub async fn validate(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let fields = Fields::read(&sent)?;
    fields.only(&["query", "line", "steps"])?;
    let asked = (fields.text("query")?, fields.text("line")?);
    let steps = steps(&fields)?.unwrap_or_default();
    let asked = (asked.0.as_str(), asked.1.as_str());
    let told = parsing_template::validate(&state.desk, &caller, &key.instance, asked, &steps).await?;
    let lines: Vec<Value> = told.lines.iter().map(of_line).collect();
    Ok(Json(json!({"valid": told.is_valid(), "lines": lines})))
}

fn known(id: &str) -> Result<ParsingTemplateId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("there is no such parsing template"))
}

fn whole(fields: &Fields) -> Result<NewParsingTemplate, ApiError> {
    let patch = read(fields)?;
    Ok(NewParsingTemplate {
        name: patch.name.ok_or_else(|| fields::required("name"))?,
        query: patch.query.unwrap_or_default(),
        sample: patch.sample.unwrap_or_default(),
        steps: patch.steps.unwrap_or_default(),
        state: patch.state.unwrap_or(TemplateState::Draft),
        position: patch.position,
    })
}

fn read(fields: &Fields) -> Result<TemplatePatch, ApiError> {
    fields.only(&FIELDS)?;
    let text = |name| fields.is_set(name).then(|| fields.text(name)).transpose();
    let wanted =
        text("state")?.map(|state| TemplateState::parse(&state).ok_or("one of [draft, active, inactive]"));
    let position = fields.value("position").map(|place| {
        let place = place.as_u64().filter(|place| *place > 0);
        place.and_then(|place| usize::try_from(place).ok()).ok_or("a whole number from 1")
    });
    Ok(TemplatePatch {
        name: text("name")?,
        query: text("query")?,
        sample: text("sample")?,
        steps: steps(fields)?,
        state: wanted.transpose().map_err(|kind| fields::wrong("state", kind))?,
        position: position.transpose().map_err(|kind| fields::wrong("position", kind))?,
        seen: Seen::default(),
    })
}

fn steps(fields: &Fields) -> Result<Option<Vec<Step>>, ApiError> {
    let read = |value: &Value| serde_json::from_value(value.clone());
    let steps = fields.value("steps").map(read).transpose();
    steps.map_err(|error| ApiError::bad_field("steps", format!("\"steps\" must be operators: {error}")))
}

fn shape(template: &ParsingTemplate) -> Value {
    let draft = &template.draft;
    json!({
        "id": template.id,
        "name": draft.name,
        "query": draft.query,
        "sample": draft.sample,
        "steps": draft.steps,
        "state": template.state,
    })
}

fn of_line(line: &Validated) -> Value {
    let problem = |problem: &actions::parsing_template::Problem| json!({"place": problem.place, "operator": problem.operator, "why": problem.why});
    json!({
        "id": line.event,
        "line": line.text,
        "valid": line.problems.is_empty(),
        "fields": line.fields,
        "problems": line.problems.iter().map(problem).collect::<Vec<_>>(),
    })
}

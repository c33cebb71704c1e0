//! `/v1/config/categories/{views|boards|screens}`: headings, in the shapes that existing tools know
//! (spec 6.7).

use axum::{Json, extract::State};
use model::{
    category::{Category, CategoryKind},
    id::CategoryId,
};
use serde_json::{Value, json};

use crate::{
    api::{
        body::Unpacked,
        channels,
        credential::Keyed,
        error::ApiError,
        fields::{self, Fields},
        path::Path,
    },
    state::AppState,
};

/// `GET /v1/config/categories/{type}`: every category of a kind.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(kind): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let categories = actions::category::list(&state.desk, &caller, &key.instance, kind_of(&kind)?).await?;
    Ok(Json(categories.iter().map(shape).collect()))
}

/// `GET /v1/config/categories/{type}/{id}`: one category.
pub async fn find(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let (kind, id) = (kind_of(&kind)?, known(&id)?);
    Ok(Json(shape(&actions::category::find(&state.desk, &caller, &key.instance, kind, &id).await?)))
}

/// `POST /v1/config/categories/{type}`: adds a category.
pub async fn create(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path(kind): Path<String>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let (name, fault) = read(&sent)?;
    let kind = kind_of(&kind)?;
    let created = actions::category::create(&state.desk, &caller, &key.instance, kind, &name).await;
    Ok(Json(shape(&created.map_err(|error| channels::in_known_words(error, fault))?)))
}

/// `PUT` and `PATCH /v1/config/categories/{type}/{id}`: gives a category another name, which is all
/// there is of one.
pub async fn update(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path((kind, id)): Path<(String, String)>,
    Unpacked(sent): Unpacked,
) -> Result<Json<Value>, ApiError> {
    let (name, fault) = read(&sent)?;
    let (kind, id) = (kind_of(&kind)?, known(&id)?);
    let renamed = actions::category::update(&state.desk, &caller, &key.instance, kind, &id, &name).await;
    Ok(Json(shape(&renamed.map_err(|error| channels::in_known_words(error, fault))?)))
}

/// `DELETE /v1/config/categories/{type}/{id}`: deletes a category; what is listed under it stays.
pub async fn delete(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let (kind, id) = (kind_of(&kind)?, known(&id)?);
    actions::category::delete(&state.desk, &caller, &key.instance, kind, &id).await?;
    Ok(Json(json!({"deleted": true})))
}

fn kind_of(text: &str) -> Result<CategoryKind, ApiError> {
    let names = CategoryKind::ALL.map(CategoryKind::as_str).join(", ");
    text.parse().map_err(|_| ApiError::bad_field("type", format!("\"type\" must be one of [{names}]")))
}

fn known(id: &str) -> Result<CategoryId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("there is no such category"))
}

/// The name that was sent, with what tools call that it is none.
fn read(bytes: &[u8]) -> Result<(String, Option<ApiError>), ApiError> {
    let fields = Fields::read(bytes)?;
    fields.only(&["name", "type", "id"])?;
    let name = fields.text("name")?;
    let fault = match name.trim() {
        _ if !fields.is_set("name") => Some(fields::required("name")),
        "" => Some(fields::empty("name")),
        _ => None,
    };
    Ok((name, fault))
}

fn shape(category: &Category) -> Value {
    json!({"id": category.id, "name": category.name, "type": category.kind})
}

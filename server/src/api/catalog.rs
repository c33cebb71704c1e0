//! `GET /v1/catalog`: known services and actions, with those that were added to the instance.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use model::{
    catalog::{Catalog, Service},
    catalog_action::CatalogAction,
};
use serde_json::{Value, json};

use crate::{
    api::{credential::Keyed, error::ApiError},
    state::AppState,
};

/// The catalogue, or what of it fits the words that are asked for.
pub async fn list(
    State(state): State<AppState>,
    Keyed { key, caller }: Keyed,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let asked = Asked::read(query.as_deref().unwrap_or_default())?;
    let added = actions::catalog_action::list(&state.desk, &caller, &key.instance).await?;
    let found = Catalog::embedded().search(&asked.search);
    let wanted = |service: &Service| asked.service.is_empty() || service.id == asked.service;
    let services = found.into_iter().filter(|(service, _)| wanted(service)).map(|(service, actions)| {
        let mut shown = json!(service);
        shown["actions"] = json!(actions);
        shown
    });
    let words: Vec<String> = asked.search.split_whitespace().map(str::to_lowercase).collect();
    let fits = |action: &&CatalogAction| {
        let text = format!("{} {}", action.name, action.summary.as_str()).to_lowercase();
        asked.service.is_empty() && words.iter().all(|word| text.contains(word))
    };
    Ok(Json(json!({
        "services": services.collect::<Vec<_>>(),
        "databases": json!(Catalog::embedded().databases()),
        "added": added.iter().filter(fits).map(added_action).collect::<Vec<_>>(),
    })))
}

/// What a request asks for.
#[derive(Default)]
struct Asked {
    search: String,
    service: String,
}

impl Asked {
    fn read(query: &str) -> Result<Self, ApiError> {
        let mut asked = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "search" => asked.search = value.into_owned(),
                "service" => asked.service = value.into_owned(),
                other => {
                    let message = format!("\"{other}\" is not known here; \"search\" and \"service\" are");
                    return Err(ApiError::bad_request(message));
                }
            }
        }
        Ok(asked)
    }
}

fn added_action(action: &CatalogAction) -> Value {
    json!({
        "action": action.name,
        "class": if action.data_event { "data" } else { "management" },
        "summary": action.summary,
        "updated": model::time::format_rfc3339(action.updated_ms),
        "updated_by": action.updated_by,
    })
}

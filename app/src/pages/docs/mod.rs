//! What programs may ask, as `/v1/openapi.json` tells it, for people.

#[cfg(feature = "ssr")]
mod operation;
#[cfg(feature = "ssr")]
mod schema;

#[cfg(feature = "ssr")]
use leptos::prelude::use_context;
#[cfg(feature = "ssr")]
use serde_json::Value;

#[cfg(feature = "ssr")]
use crate::{
    error::DeskError,
    sheets::{
        Asked,
        writing::{code, link, plain},
    },
    ui::{Piece, Sheet, SheetTab},
};

/// The OpenAPI document, which the server puts together.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, Copy)]
pub struct ApiDocument(pub &'static Value);

/// Tells the page that is asked for, if there is one: one for each tag of the document.
#[cfg(feature = "ssr")]
pub async fn tell(asked: &Asked) -> Result<Option<Sheet>, DeskError> {
    let Some(ApiDocument(document)) = use_context::<ApiDocument>() else { return Ok(None) };
    let tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().collect();
    let named = |tag: &&&Value| tag["name"] == asked.page || asked.page.is_empty();
    let Some(tag) = tags.iter().find(named) else { return Ok(None) };
    let tab = |tag: &&Value| {
        let name = tag["name"].as_str().unwrap_or_default();
        let label = name[..1].to_uppercase() + &name[1..];
        SheetTab { here: tag["name"] == name && shown(asked, &tags) == name, ..asked.tab(name, &label) }
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut pieces = vec![
        Piece::Text(vec![plain(text(&document["info"]["description"]))]),
        Piece::Text(vec![
            plain("All of this, for tools: "),
            link("/v1/openapi.json", "/v1/openapi.json"),
            plain(". A service key goes into the header "),
            code("servicekey"),
            plain(", an ingestion key into "),
            code("apikey"),
            plain("."),
        ]),
        Piece::Text(vec![
            plain("A refusal has the form "),
            code(schema::written(document, &serde_json::json!({"$ref": operation::REFUSAL}))),
            plain("."),
        ]),
        Piece::Text(vec![plain(text(&tag["description"])), plain(".")]),
    ];
    pieces.extend(operation::all(document, &tag["name"]));
    let tabs = tags.iter().map(tab).collect();
    Ok(Some(Sheet { title: "The API".to_owned(), tabs, pieces }))
}

/// The tag that is shown: the first where none is named.
#[cfg(feature = "ssr")]
fn shown<'a>(asked: &'a Asked, tags: &[&'a Value]) -> &'a str {
    let first = || tags.first().and_then(|tag| tag["name"].as_str()).unwrap_or_default();
    if asked.page.is_empty() { first() } else { &asked.page }
}

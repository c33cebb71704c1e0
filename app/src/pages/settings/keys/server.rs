//! What the page about keys tells the server.

use actions::{Caller, Desk, Error, KeyUpdate, KeyWish, collector_key, ingestion_key, reveal, service_key};
use leptos::server;
use model::{
    id::{InstanceId, KeyId},
    key::KeyKind,
    time::parse_event_time,
};

use crate::{desk, error::DeskError, sheets};

const PAGE: &str = "/settings/keys";

/// Makes a key, and has the next page show its secret.
#[server(prefix = "/api", endpoint = "key-create")]
pub async fn create_key(
    #[server(default)] instance: String,
    #[server(default)] kind: String,
    #[server(default)] name: String,
    #[server(default)] expires: String,
    #[server(default)] services: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let made = create(&desk, &caller, &instance.id, &kind, (name, &expires, &services)).await;
    let made = made.map_err(desk::refuse)?;
    reveal::keep(&desk, &caller, &made);
    sheets::back(PAGE, &instance, &[("made", made.key.id.as_str())]);
    Ok(())
}

/// Changes a key.
#[server(prefix = "/api", endpoint = "key-update")]
pub async fn update_key(
    #[server(default)] instance: String,
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] expires: String,
    #[server(default)] services: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let update = update(&desk, &caller, &instance.id, (&kind, &id), (name, &expires, &services));
    update.await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "update")]);
    Ok(())
}

/// Deletes a key.
#[server(prefix = "/api", endpoint = "key-delete")]
pub async fn delete_key(
    #[server(default)] instance: String,
    #[server(default)] kind: String,
    #[server(default)] id: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    delete(&desk, &caller, &instance.id, &kind, &id).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "delete")]);
    Ok(())
}

async fn create(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: &str,
    (name, expires, services): (String, &str, &str),
) -> Result<actions::NewKey, Error> {
    let wish = KeyWish { name, expires_ms: end(expires)?, services: names(services) };
    match known_kind(kind)? {
        KeyKind::Ingestion => ingestion_key::create(desk, caller, instance, wish).await,
        KeyKind::Service => service_key::create(desk, caller, instance, wish).await,
        KeyKind::Collector => collector_key::create(desk, caller, wish).await,
    }
}

async fn update(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    (kind, id): (&str, &str),
    (name, expires, services): (String, &str, &str),
) -> Result<(), Error> {
    let update =
        KeyUpdate { name: Some(name), expires_ms: Some(end(expires)?), services: Some(names(services)) };
    let id = known_id(id)?;
    match known_kind(kind)? {
        KeyKind::Ingestion => ingestion_key::update(desk, caller, instance, &id, update).await?,
        KeyKind::Service => service_key::update(desk, caller, instance, &id, update).await?,
        KeyKind::Collector => collector_key::update(desk, caller, &id, update).await?,
    };
    Ok(())
}

async fn delete(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    kind: &str,
    id: &str,
) -> Result<(), Error> {
    let id = known_id(id)?;
    match known_kind(kind)? {
        KeyKind::Ingestion => ingestion_key::delete(desk, caller, instance, &id).await,
        KeyKind::Service => service_key::delete(desk, caller, instance, &id).await,
        KeyKind::Collector => collector_key::delete(desk, caller, &id).await,
    }
}

fn known_kind(kind: &str) -> Result<KeyKind, Error> {
    KeyKind::parse(kind)
        .ok_or_else(|| Error::invalid("kind", "a key is an ingestion, a service or a collector key"))
}

fn known_id(id: &str) -> Result<KeyId, Error> {
    id.parse().map_err(|_| Error::NotFound { what: "key" })
}

/// The moment a person has written, if they have.
fn end(text: &str) -> Result<Option<i64>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let unknown =
        || Error::invalid("expires", "a day is written like 2027-01-31, a moment like 2027-01-31T12:00:00Z");
    parse_event_time(text).ok_or_else(unknown).map(Some)
}

fn names(text: &str) -> Vec<String> {
    let apart = |letter: char| letter == ',' || letter.is_whitespace();
    text.split(apart).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

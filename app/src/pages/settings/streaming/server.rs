//! What the page about streaming tells the server.

#![expect(clippy::too_many_arguments, reason = "a form has a field for each")]

use actions::{account_archive_setting::Put, streaming_configuration as streaming};
use leptos::server;
use model::stream::StreamDraft;

use crate::{desk, error::DeskError, sheets};

const PAGE: &str = "/settings/streaming";

/// Saves a target.
#[server(prefix = "/api", endpoint = "stream-save")]
pub async fn save_stream(
    #[server(default)] instance: String,
    #[server(default)] target: String,
    #[server(default)] brokers: String,
    #[server(default)] topic: String,
    #[server(default)] user: String,
    #[server(default)] password: String,
    #[server(default)] url: String,
    #[server(default)] key: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let draft = match target.as_str() {
        "selfstream" => StreamDraft::SelfStream { url: Some(url), key: Some(key) },
        _ => {
            let brokers = brokers.lines().map(str::trim).filter(|broker| !broker.is_empty());
            StreamDraft::Kafka {
                brokers: Some(brokers.map(str::to_owned).collect()),
                topic: Some(topic),
                user: Some(user),
                password: Some(password),
            }
        }
    };
    let saved = streaming::validate(&desk, &caller, &instance.id, &draft, Put::Any).await;
    saved.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "save")]);
    Ok(())
}

/// Starts to stream.
#[server(prefix = "/api", endpoint = "stream-start")]
pub async fn start_stream(#[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    actions::account_streaming_setting::configure(&desk, &caller, &instance.id)
        .await
        .map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "start")]);
    Ok(())
}

/// Stops streaming.
#[server(prefix = "/api", endpoint = "stream-stop")]
pub async fn stop_stream(#[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    streaming::deactivate(&desk, &caller, &instance.id).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "stop")]);
    Ok(())
}

/// Forgets the target.
#[server(prefix = "/api", endpoint = "stream-delete")]
pub async fn delete_stream(#[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    streaming::delete(&desk, &caller, &instance.id).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "delete")]);
    Ok(())
}

//! What the pages about sources ask and tell the server.

use leptos::server;

use crate::error::DeskError;

/// Adds an action to the catalogue of an instance.
#[server(prefix = "/api", endpoint = "catalog-action-create")]
pub async fn create_catalog_action(
    #[server(default)] instance: String,
    #[server(default)] name: String,
    #[server(default)] data_event: bool,
    #[server(default)] summary: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let new = actions::catalog_action::NewCatalogAction { name, data_event, summary };
    let made = actions::catalog_action::create(&desk, &caller, &instance.id, new).await;
    crate::sheets::back(
        "/sources/catalog",
        &instance,
        &[("added", made.map_err(crate::desk::refuse)?.name.as_str())],
    );
    Ok(())
}

/// Says something else about an action that was added.
#[server(prefix = "/api", endpoint = "catalog-action-update")]
pub async fn update_catalog_action(
    #[server(default)] instance: String,
    #[server(default)] name: String,
    #[server(default)] data_event: bool,
    #[server(default)] summary: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let new = actions::catalog_action::NewCatalogAction { name, data_event, summary };
    let made = actions::catalog_action::update(&desk, &caller, &instance.id, new).await;
    crate::sheets::back(
        "/sources/catalog",
        &instance,
        &[("changed", made.map_err(crate::desk::refuse)?.name.as_str())],
    );
    Ok(())
}

/// Takes an action out that was added.
#[server(prefix = "/api", endpoint = "catalog-action-delete")]
pub async fn delete_catalog_action(
    #[server(default)] instance: String,
    name: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let gone = actions::catalog_action::delete(&desk, &caller, &instance.id, &name).await;
    gone.map_err(crate::desk::refuse)?;
    crate::sheets::back("/sources/catalog", &instance, &[("taken", &name)]);
    Ok(())
}

/// Stores a line that was refused.
#[server(prefix = "/api", endpoint = "quarantine-retry")]
pub async fn retry_quarantined(#[server(default)] instance: String, id: i64) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let stored = actions::quarantine::retry(&desk, &caller, &instance.id, id).await;
    let stored = stored.map_err(crate::desk::refuse)?.to_string();
    crate::sheets::back("/sources/quarantine", &instance, &[("stored", &stored)]);
    Ok(())
}

/// Saves the views of a system.
#[server(prefix = "/api", endpoint = "starter-install")]
pub async fn install_starter(#[server(default)] instance: String, system: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let installed = actions::starter::install(&desk, &caller, &instance.id, &system).await;
    let saved = installed.map_err(crate::desk::refuse)?.saved.len().to_string();
    crate::sheets::back("/sources/starter", &instance, &[("system", &system), ("saved", &saved)]);
    Ok(())
}

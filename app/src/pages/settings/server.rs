//! What the settings tell the server.

use leptos::server;

use crate::error::DeskError;

/// Puts back what was deleted.
#[server(prefix = "/api", endpoint = "deletion-undo")]
pub async fn undo_deletion(#[server(default)] instance: String, id: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let unknown = || crate::desk::refuse(actions::Error::NotFound { what: "deletion" });
    let id = id.parse().map_err(|_| unknown())?;
    let undone = actions::deletion::undo(&desk, &caller, &instance.id, &id).await;
    undone.map_err(crate::desk::refuse)?;
    crate::sheets::back("/settings/deleted", &instance, &[("undone", "it")]);
    Ok(())
}

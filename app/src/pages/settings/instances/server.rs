//! What the page about instances tells the server.

use leptos::server;

use crate::{desk, error::DeskError, sheets};

const PAGE: &str = "/settings/instances";

/// Makes the instance of a location.
#[server(prefix = "/api", endpoint = "instance-create")]
pub async fn create_instance(
    #[server(default)] instance: String,
    #[server(default)] location: String,
    #[server(default)] name: String,
) -> Result<(), DeskError> {
    let (desk, caller, _) = sheets::collect(&instance).await?;
    let made = actions::instance::create(&desk, &caller, &location, &name).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &made, &[("done", "create")]);
    Ok(())
}

/// Asks for an instance to be deleted.
#[server(prefix = "/api", endpoint = "instance-delete")]
pub async fn delete_instance(
    #[server(default)] instance: String,
    #[server(default)] named: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let going =
        actions::instance::delete(&desk, &caller, &instance.id, &named).await.map_err(desk::refuse)?;
    sheets::back(PAGE, &going, &[("done", "delete")]);
    Ok(())
}

/// Has an instance stay.
#[server(prefix = "/api", endpoint = "instance-cancel")]
pub async fn cancel_deletion(#[server(default)] instance: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = sheets::collect(&instance).await?;
    let stays = actions::instance::cancel_deletion(&desk, &caller, &instance.id).await;
    stays.map_err(desk::refuse)?;
    sheets::back(PAGE, &instance, &[("done", "cancel")]);
    Ok(())
}

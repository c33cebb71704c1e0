//! What the page about categories tells the server.

use leptos::server;

use crate::error::DeskError;

/// Adds a category.
#[server(prefix = "/api", endpoint = "category-create")]
pub async fn create_category(
    #[server(default)] instance: String,
    kind: String,
    #[server(default)] name: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let made = actions::category::create(&desk, &caller, &instance.id, kind_of(&kind)?, &name).await;
    made.map_err(crate::desk::refuse)?;
    crate::sheets::back(PAGE, &instance, &[("done", "create")]);
    Ok(())
}

/// Gives a category another name.
#[server(prefix = "/api", endpoint = "category-update")]
pub async fn update_category(
    #[server(default)] instance: String,
    kind: String,
    id: String,
    #[server(default)] name: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let (kind, id) = (kind_of(&kind)?, category_id(&id)?);
    let renamed = actions::category::update(&desk, &caller, &instance.id, kind, &id, &name).await;
    renamed.map_err(crate::desk::refuse)?;
    crate::sheets::back(PAGE, &instance, &[("done", "update")]);
    Ok(())
}

/// Deletes a category; what is listed under it stays.
#[server(prefix = "/api", endpoint = "category-delete")]
pub async fn delete_category(
    #[server(default)] instance: String,
    kind: String,
    id: String,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let (kind, id) = (kind_of(&kind)?, category_id(&id)?);
    let gone = actions::category::delete(&desk, &caller, &instance.id, kind, &id).await;
    gone.map_err(crate::desk::refuse)?;
    crate::sheets::back(PAGE, &instance, &[("done", "delete")]);
    Ok(())
}

/// Where the page is.
#[cfg(feature = "ssr")]
const PAGE: &str = "/settings/categories";

#[cfg(feature = "ssr")]
fn kind_of(text: &str) -> Result<model::category::CategoryKind, DeskError> {
    let unknown = |error: model::category::UnknownKind| actions::Error::invalid("kind", error);
    text.parse().map_err(|error| crate::desk::refuse(unknown(error)))
}

#[cfg(feature = "ssr")]
fn category_id(text: &str) -> Result<model::id::CategoryId, DeskError> {
    text.parse().map_err(|_| crate::desk::refuse(actions::Error::NotFound { what: "category" }))
}

//! What the pages about routing and data events tell the server.

#![expect(clippy::too_many_arguments, reason = "a form sends each of its fields by itself")]

use leptos::server;

use crate::error::DeskError;

/// Adds an own route, or replaces one.
#[server(prefix = "/api", endpoint = "route-save")]
pub async fn save_route(
    #[server(default)] instance: String,
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] source: String,
    #[server(default)] location: String,
    #[server(default)] query: String,
    target: String,
    #[server(default)] active: bool,
    #[server(default)] only_held: bool,
    #[server(default)] position: String,
) -> Result<(), DeskError> {
    use crate::desk::refuse;
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let unknown = |_| refuse(actions::Error::invalid("target", "there is no such instance to route to"));
    let position = match position.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| {
            refuse(actions::Error::invalid("position", "the place is a number, counted from 1"))
        })?),
    };
    let new = actions::route::NewRoute {
        name,
        source,
        location,
        query,
        target: target.parse().map_err(unknown)?,
        is_active: active,
        only_held,
        position,
    };
    if id.is_empty() {
        actions::route::create(&desk, &caller, new).await.map_err(refuse)?;
    } else {
        let missing = |_| refuse(actions::Error::NotFound { what: "route" });
        actions::route::update(&desk, &caller, &id.parse().map_err(missing)?, new).await.map_err(refuse)?;
    }
    crate::sheets::back("/sources/routing", &instance, &[("done", "route")]);
    Ok(())
}

/// Deletes an own route.
#[server(prefix = "/api", endpoint = "route-delete")]
pub async fn delete_route(#[server(default)] instance: String, id: String) -> Result<(), DeskError> {
    use crate::desk::refuse;
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let id = id.parse().map_err(|_| refuse(actions::Error::NotFound { what: "route" }))?;
    actions::route::delete(&desk, &caller, &id).await.map_err(refuse)?;
    crate::sheets::back("/sources/routing", &instance, &[("done", "route-delete")]);
    Ok(())
}

/// Makes the instance of a location whose lines are held.
#[server(prefix = "/api", endpoint = "holding-adopt")]
pub async fn adopt_holding(#[server(default)] instance: String, location: String) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    actions::holding::adopt(&desk, &caller, &location).await.map_err(crate::desk::refuse)?;
    crate::sheets::back("/sources/routing", &instance, &[("done", "adopt")]);
    Ok(())
}

/// Sends lines that are held to an instance.
#[server(prefix = "/api", endpoint = "holding-release")]
pub async fn release_holding(
    #[server(default)] instance: String,
    location: String,
    target: String,
) -> Result<(), DeskError> {
    use crate::desk::refuse;
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let unknown = |_| refuse(actions::Error::invalid("target", "there is no such instance to route to"));
    let target = target.parse().map_err(unknown)?;
    actions::holding::release(&desk, &caller, &location, &target).await.map_err(refuse)?;
    crate::sheets::back("/sources/routing", &instance, &[("done", "release")]);
    Ok(())
}

/// Says whether data events of a service instance are stored.
#[server(prefix = "/api", endpoint = "source-update")]
pub async fn update_source(
    #[server(default)] instance: String,
    id: String,
    data_events: bool,
) -> Result<(), DeskError> {
    let (desk, caller, instance) = crate::sheets::collect(&instance).await?;
    let switched = actions::source::update(&desk, &caller, &instance.id, &id, data_events).await;
    switched.map_err(crate::desk::refuse)?;
    crate::sheets::back("/sources/data-events", &instance, &[("switched", &id)]);
    Ok(())
}

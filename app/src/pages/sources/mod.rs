//! The pages about what sends events: sources, catalogue, rules, quarantine, views to begin with.
//!
//! They are written on the server, a module for each, and drawn as [`crate::ui::Sheet`] by [`crate::sheets`].

#[cfg(feature = "ssr")]
mod catalog;
#[cfg(feature = "ssr")]
mod conformance;
#[cfg(feature = "ssr")]
mod data_events;
#[cfg(feature = "ssr")]
mod holding;
#[cfg(feature = "ssr")]
mod over;
#[cfg(feature = "ssr")]
mod overview;
#[cfg(feature = "ssr")]
mod quarantine;
#[cfg(feature = "ssr")]
mod routing;
mod server;
#[cfg(feature = "ssr")]
mod starter;
mod switching;

#[cfg(feature = "ssr")]
use crate::{error::DeskError, sheets::Asked, ui::Sheet};

/// Tells the page that is asked for, if there is one.
#[cfg(feature = "ssr")]
pub async fn tell(asked: &Asked) -> Result<Option<Sheet>, DeskError> {
    Ok(Some(match asked.page.as_str() {
        "" => overview::tell(asked).await?,
        "catalog" => catalog::tell(asked).await?,
        "conformance" => conformance::tell(asked).await?,
        "data-events" => data_events::tell(asked).await?,
        "routing" => routing::tell(asked).await?,
        "quarantine" => quarantine::tell(asked).await?,
        "starter" => starter::tell(asked).await?,
        _ => return Ok(None),
    }))
}

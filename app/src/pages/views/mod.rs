//! The pages about saved views.
//!
//! They are written on the server, a module for each, and drawn as [`crate::ui::Sheet`] by
//! [`crate::sheets`]; what stands beside a search is a component of its own.

#[cfg(feature = "ssr")]
mod alert;
#[cfg(feature = "ssr")]
mod counting;
#[cfg(feature = "ssr")]
mod delete;
#[cfg(feature = "ssr")]
mod edit;
mod form;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod preview;
pub mod server;
mod writing;

#[cfg(feature = "ssr")]
use crate::{error::DeskError, sheets::Asked, ui::Sheet};

pub use form::ViewFields;
#[cfg(feature = "ssr")]
pub use server::saved;
pub use server::{CreateView, Saved, SavedView, UpdateView, views};

/// Tells the page that is asked for, if there is one.
#[cfg(feature = "ssr")]
pub async fn tell(asked: &Asked) -> Result<Option<Sheet>, DeskError> {
    let told = match asked.page.split_once('/') {
        None if asked.page.is_empty() => list::tell(asked).await?,
        Some((id, "edit")) => edit::tell(asked, id).await?,
        Some((id, "alert")) => alert::tell(asked, id).await?,
        Some((id, "delete")) => delete::tell(asked, id).await?,
        _ => return Ok(None),
    };
    Ok(Some(told))
}

/// Why a person may not change views, if so.
#[cfg(feature = "ssr")]
fn why_not(asked: &Asked) -> String {
    server::why_not_save(asked.role).unwrap_or_default()
}

/// The view a page is about, with all that is saved beside it.
#[cfg(feature = "ssr")]
async fn found(asked: &Asked, id: &str) -> Result<(actions::view::Views, model::view::View), DeskError> {
    use crate::desk;
    let missing = || desk::refuse(actions::Error::NotFound { what: "view" });
    let all = actions::view::list(&asked.desk, &asked.caller, &asked.instance.id).await;
    let all = all.map_err(desk::refuse)?;
    let view = all.views.iter().find(|view| view.id.as_str() == id).cloned();
    Ok((all, view.ok_or_else(missing)?))
}

//! Boards: pages of graphs.
//!
//! They are told on the server, a module for each page, and drawn as [`crate::ui::Sheet`] by
//! [`crate::sheets`]. What a graph looks like is the matter of the crate `chart`.

#[cfg(feature = "ssr")]
mod add;
#[cfg(feature = "ssr")]
mod board;
#[cfg(feature = "ssr")]
mod delete;
#[cfg(feature = "ssr")]
mod drawn;
#[cfg(feature = "ssr")]
mod edit;
#[cfg(feature = "ssr")]
mod file;
#[cfg(feature = "ssr")]
mod graph;
mod graph_form;
#[cfg(feature = "ssr")]
mod hiding;
#[cfg(feature = "ssr")]
mod list;
mod server;
#[cfg(feature = "ssr")]
mod telling;

#[cfg(feature = "ssr")]
use crate::{error::DeskError, sheets::Asked, ui::Sheet};

#[cfg(feature = "ssr")]
pub use drawn::{Drawn, Glance, draw_board};
#[cfg(feature = "ssr")]
pub use file::{GraphFile, GraphToWrite, graph_to_write};

/// Tells the page that is asked for, if there is one.
#[cfg(feature = "ssr")]
pub async fn tell(asked: &Asked) -> Result<Option<Sheet>, DeskError> {
    let told = match asked.page.split_once('/') {
        None if asked.page.is_empty() => list::tell(asked).await?,
        None if asked.page == "add" => add::tell(asked).await?,
        None => board::tell(asked, &asked.page).await?,
        Some((id, "edit")) => edit::tell(asked, id).await?,
        Some((id, "graph")) => graph::tell(asked, id).await?,
        Some((id, "delete")) => delete::tell(asked, id).await?,
        _ => return Ok(None),
    };
    Ok(Some(told))
}

/// Why a person may not change boards, if so.
#[cfg(feature = "ssr")]
fn why_not(asked: &Asked) -> String {
    let may = asked.role >= model::person::Role::Member;
    if may {
        String::new()
    } else {
        "Readers look at boards; making and changing them takes the role member.".to_owned()
    }
}

/// The board a page is about, and the headings there are.
#[cfg(feature = "ssr")]
async fn found(
    asked: &Asked,
    id: &str,
) -> Result<(model::board::Board, Vec<model::category::Category>), DeskError> {
    use crate::desk::refuse;
    let Asked { desk, caller, instance, .. } = asked;
    let id = id.parse().map_err(|_| refuse(actions::Error::NotFound { what: "board" }))?;
    let board = actions::board::find(desk, caller, &instance.id, &id).await.map_err(refuse)?;
    let kind = model::category::CategoryKind::Boards;
    let categories = actions::category::list(desk, caller, &instance.id, kind).await.map_err(refuse)?;
    Ok((board, categories))
}

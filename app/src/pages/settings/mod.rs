//! The settings of an instance, a module for each page.

#[cfg(feature = "ssr")]
mod deleted;
mod server;

#[cfg(feature = "ssr")]
use crate::{
    error::DeskError,
    sheets::Asked,
    ui::{Sheet, SheetTab},
};

/// Tells the page that is asked for, if there is one.
#[cfg(feature = "ssr")]
pub async fn tell(asked: &Asked) -> Result<Option<Sheet>, DeskError> {
    let (title, pieces) = match asked.page.as_str() {
        "" | "deleted" => ("Deleted", deleted::tell(asked).await?),
        _ => return Ok(None),
    };
    Ok(Some(Sheet { title: title.to_owned(), tabs: tabs(asked), pieces }))
}

/// The pages of the settings.
#[cfg(feature = "ssr")]
fn tabs(asked: &Asked) -> Vec<SheetTab> {
    [("deleted", "Deleted")].map(|(page, label)| asked.tab(page, label)).to_vec()
}

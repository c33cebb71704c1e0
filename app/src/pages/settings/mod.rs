//! The settings of an instance, a module for each page.

#[cfg(feature = "ssr")]
mod archiving;
mod categories;
#[cfg(feature = "ssr")]
mod deleted;
mod exclusion_rules;
#[cfg(feature = "ssr")]
mod general;
#[cfg(feature = "ssr")]
pub mod inputs;
#[cfg(feature = "ssr")]
mod instances;
#[cfg(feature = "ssr")]
mod keys;
mod parsing_templates;
mod server;
#[cfg(feature = "ssr")]
mod streaming;

#[cfg(feature = "ssr")]
pub use instances::notice;

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
        "" | "general" => ("Settings", general::tell(asked).await?),
        "keys" => ("Keys", keys::tell(asked).await?),
        "archiving" => ("Archiving", archiving::tell(asked).await?),
        "streaming" => ("Streaming", streaming::tell(asked).await?),
        "instances" => ("Instances", instances::tell(asked).await?),
        "deleted" => ("Deleted", deleted::tell(asked).await?),
        "categories" => ("Categories", categories::tell(asked).await?),
        "exclusion-rules" => ("Exclusion rules", exclusion_rules::tell(asked).await?),
        "parsing-templates" => ("Parsing templates", parsing_templates::tell(asked).await?),
        _ => return Ok(None),
    };
    Ok(Some(Sheet { title: title.to_owned(), tabs: tabs(asked), pieces }))
}

/// The pages of the settings.
#[cfg(feature = "ssr")]
fn tabs(asked: &Asked) -> Vec<SheetTab> {
    let pages = [
        ("general", "General"),
        ("keys", "Keys"),
        ("categories", "Categories"),
        ("exclusion-rules", "Exclusion rules"),
        ("parsing-templates", "Parsing templates"),
        ("archiving", "Archiving"),
        ("streaming", "Streaming"),
        ("instances", "Instances"),
        ("deleted", "Deleted"),
    ];
    pages.map(|(page, label)| asked.tab(page, label)).to_vec()
}

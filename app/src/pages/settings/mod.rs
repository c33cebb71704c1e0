//! The settings of an instance, a module for each page.

mod categories;
#[cfg(feature = "ssr")]
mod deleted;
mod exclusion_rules;
mod parsing_templates;
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
        "categories" => ("Categories", categories::tell(asked).await?),
        "exclusion-rules" => ("Exclusion rules", exclusion_rules::tell(asked).await?),
        "parsing-templates" => ("Parsing templates", parsing_templates::tell(asked).await?),
        "" | "deleted" => ("Deleted", deleted::tell(asked).await?),
        _ => return Ok(None),
    };
    Ok(Some(Sheet { title: title.to_owned(), tabs: tabs(asked), pieces }))
}

/// The pages of the settings.
#[cfg(feature = "ssr")]
fn tabs(asked: &Asked) -> Vec<SheetTab> {
    [
        ("categories", "Categories"),
        ("exclusion-rules", "Exclusion rules"),
        ("parsing-templates", "Parsing templates"),
        ("deleted", "Deleted"),
    ]
    .map(|(page, label)| asked.tab(page, label))
    .to_vec()
}

//! What told pages ask the server.

use leptos::{server, server_fn::codec::GetUrl};

use crate::{error::DeskError, told::Told};

/// Tells the page an address names.
#[server(prefix = "/api", endpoint = "sheet", input = GetUrl)]
pub async fn sheet(address: String) -> Result<Told, DeskError> {
    use crate::pages::{activity, alerts, boards, docs, settings, sources, views};
    let asked = super::Asked::read(&address).await?;
    let told = match asked.section.as_str() {
        "activity" => activity::tell(&asked).await?,
        "alerts" => alerts::tell(&asked).await?,
        "boards" => boards::tell(&asked).await?,
        "docs" => docs::tell(&asked).await?,
        "settings" => settings::tell(&asked).await?,
        "sources" => sources::tell(&asked).await?,
        "views" => views::tell(&asked).await?,
        _ => None,
    };
    let unknown = || crate::desk::refuse(actions::Error::NotFound { what: "page" });
    let mut told = told.ok_or_else(unknown)?;
    told.pieces.splice(0..0, settings::notice(&asked));
    Told::of(&told)
}

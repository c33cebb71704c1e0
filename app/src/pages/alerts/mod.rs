//! The pages about presets, the alerts that views follow, and the form for a channel of any alert.

mod channel_form;
#[cfg(feature = "ssr")]
mod inputs;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod preset;
mod server;
#[cfg(feature = "ssr")]
pub mod telling;

pub use channel_form::ChannelForm;
#[cfg(feature = "ssr")]
pub use inputs::refusal;

#[cfg(feature = "ssr")]
use crate::{error::DeskError, sheets::Asked, ui::Sheet};

/// Tells the page that is asked for, if there is one.
#[cfg(feature = "ssr")]
pub async fn tell(asked: &Asked) -> Result<Option<Sheet>, DeskError> {
    if !asked.page.is_empty() {
        return Ok(None);
    }
    let (preset, delete) = (asked.part("preset"), asked.part("delete"));
    Ok(Some(match (preset, delete) {
        ("", "") => list::tell(asked).await?,
        (id, "") => preset::tell(asked, id).await?,
        (_, id) => preset::tell_delete(asked, id).await?,
    }))
}

/// Why a person may not change alerts, if so.
#[cfg(feature = "ssr")]
fn why_not(asked: &Asked) -> String {
    let why = "Readers see alerts; setting them up takes the role member.";
    let may = asked.role >= model::person::Role::Member;
    if may { String::new() } else { why.to_owned() }
}

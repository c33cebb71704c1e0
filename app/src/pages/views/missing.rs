//! What stands where a view was looked for and there is none.

use leptos::prelude::*;

use crate::{error::DeskError, ui::Failure};

/// Says so, with the status that says the same to programs.
#[component]
pub fn MissingView() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::desk::set_status(axum::http::StatusCode::NOT_FOUND);
    view! { <Failure error=DeskError::NotFound/> }
}

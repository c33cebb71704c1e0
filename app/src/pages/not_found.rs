//! The page for addresses that lead nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

/// Says that nothing is here, and where something is.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::desk::set_status(axum::http::StatusCode::NOT_FOUND);
    view! {
        <Title text="Not found"/>
        <main class="lone" id="main">
            <h1 class="lone__title">"There is no page at this address"</h1>
            <p>"It may have been mistyped, or what it showed was deleted."</p>
            <p><a class="button" href="/events">"Go to events"</a></p>
        </main>
    }
}

//! Any told page, as the server told it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_url;

use super::server::sheet;
use crate::{
    parts::FrameContext,
    sending::failed_before,
    ui::{Failure, Loaded, Sheet, SheetPieces, SheetTabs, memo, reading},
};

/// A told page; its address says which.
#[component]
pub fn SheetPage() -> impl IntoView {
    let url = use_url();
    let address = memo(move |_| {
        let url = url.read();
        format!("{}?{}", url.path(), url.search())
    });
    let told = crate::told::ask(move || address.get(), sheet);
    let frame = expect_context::<FrameContext>();
    let done = Callback::new(move |()| {
        told.refetch();
        frame.facts.refetch();
    });
    let failed = failed_before(|_| true).map(|error| view! { <Failure error/> });
    let show = move |sheet: Sheet| {
        let Sheet { title, tabs, pieces } = sheet;
        view! {
            <Title text=title.clone()/>
            <header class="page__head"><h1 class="page__title">{title}</h1></header>
            <SheetTabs tabs/>
            <SheetPieces pieces done/>
        }
    };
    view! { <div class="page sheet">{failed}<Loaded resource=told show=reading(show)/></div> }
}

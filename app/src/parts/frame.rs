//! The frame: what stands around every page.

use leptos::prelude::*;
use leptos_router::{
    components::Outlet,
    hooks::{use_query_map, use_url},
};

use super::{
    finder::Finder,
    key_sheet::KeySheet,
    keys,
    server::{FrameFacts, frame},
    sidebar::Sidebar,
};
use crate::{
    told::{Asked, ask},
    ui::{Loaded, memo, reading},
};

/// What a page may want of the frame around it.
#[derive(Clone, Copy)]
pub struct FrameContext {
    /// Who is signed in, where they are, what is saved there.
    pub facts: Asked,
}

/// The frame. The page stands in its middle.
#[component]
pub fn Frame() -> impl IntoView {
    let query = use_query_map();
    let instance = memo(move |_| query.read().get("instance").unwrap_or_default());
    let facts = ask(move || instance.get(), frame);
    provide_context(FrameContext { facts });
    keys::listen();
    let url = use_url();
    let here = memo(move |_| url.read().path().to_owned());
    view! {
        <a class="skip" href="#main">"Skip to the page"</a>
        <div class="frame">
            <Loaded resource=facts rows=6 show=reading(move |facts: FrameFacts| view! {
                <Sidebar facts=facts.clone() here/>
                <Finder facts/>
            })/>
            <main class="frame__page" id="main" tabindex="-1">
                <Outlet/>
            </main>
        </div>
        <KeySheet/>
    }
}

//! Which address shows which page. A page lies in `pages/<first part of the address>`.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

use crate::{
    pages::{events::EventsPage, not_found::NotFoundPage, setup::SetupPage, sign_in::SignInPage},
    parts::Frame,
    sheets::SheetPage,
};

/// The whole desk. Each route waits for its answers before the page is sent, so that every
/// page is complete without scripts and carries the right status.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Spoor".to_owned() } else { format!("{title} · Spoor") }/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=|| view! { <Redirect path="/events"/> } ssr=SsrMode::Async/>
                    <Route path=path!("/events") view=EventsPage ssr=SsrMode::Async/>
                    <Route path=path!("/activity") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/alerts") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/boards") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/boards/:id") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/boards/:id/:page") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/docs") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/docs/:page") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/:page") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/sources") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/sources/:page") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/views") view=SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/views/:id/:page") view=SheetPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

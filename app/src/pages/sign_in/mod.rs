//! Signing in.

mod server;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::server::{SignIn, setup_needed};
use crate::{
    sending::Sending,
    ui::{Failure, Field, Loaded, Notice, NoticeKind, reading},
};

/// Asks for address and password. A plain form: the whole page is new afterwards.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let back = move || query.read().get("back").unwrap_or_default();
    let action = Sending::to::<SignIn>();
    let needed = crate::told::ask(String::new, |_| setup_needed());
    view! {
        <Title text="Sign in"/>
        <main class="lone" id="main">
            <Brand/>
            <h1 class="lone__title">"Sign in"</h1>
            <Loaded resource=needed rows=0 show=reading(|needed: bool| needed.then(|| view! {
                <Notice kind=NoticeKind::Fact>
                    "This desk has no owner yet. Open the setup link the server printed when it started."
                </Notice>
            }))/>
            {move || action.error().map(|error| view! { <Failure error/> })}
            <form class="form" method="post" action="/api/sign-in">
                <input type="hidden" name="back" value=back/>
                <Field name="email" label="E-mail address" kind="email" autocomplete="username" required=true autofocus=true/>
                <Field name="password" label="Password" kind="password" autocomplete="current-password" required=true/>
                <button class="button button--main">"Sign in"</button>
            </form>
            <p class="lone__note">
                "No account? Ask an owner of this desk. On the server itself, "
                <code>"spoor init"</code> " makes another owner."
            </p>
        </main>
    }
}

/// The product's name with its mark.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <p class="brand">
            <svg class="brand__mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
                <path d="M6 26V6M12 26V14M18 26V10M24 26V18" stroke="currentColor" stroke-width="3" stroke-linecap="round"></path>
            </svg>
            <span>"Spoor"</span>
        </p>
    }
}

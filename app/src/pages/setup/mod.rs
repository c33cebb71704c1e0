//! The first page of a new desk: its owner and its first instance.

mod server;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::server::{CompleteSetup, Geography, SetupFacts, read_setup};
use super::sign_in::Brand;
use crate::{
    sending::Sending,
    ui::{Failure, Field, Loaded, Notice, NoticeKind, memo, reading},
};

/// Asks for the owner and the location. Afterwards one is signed in.
#[component]
pub fn SetupPage() -> impl IntoView {
    let facts = crate::told::ask(String::new, |_| read_setup());
    view! {
        <Title text="Set up"/>
        <main class="lone" id="main">
            <Brand/>
            <h1 class="lone__title">"Set up this desk"</h1>
            <Loaded resource=facts show=reading(|facts: SetupFacts| {
                if facts.needed {
                    view! { <SetupForm geographies=facts.geographies/> }.into_any()
                } else {
                    view! {
                        <Notice kind=NoticeKind::Fact>"This desk is set up already."</Notice>
                        <p><a class="button" href="/sign-in">"Sign in"</a></p>
                    }.into_any()
                }
            })/>
        </main>
    }
}

#[component]
fn SetupForm(geographies: Vec<Geography>) -> impl IntoView {
    let query = use_query_map();
    let token = move || query.read().get("token").unwrap_or_default();
    let action = Sending::to::<CompleteSetup>();
    let failed = memo(move |_| action.error());
    let of_field = move |name: &'static str| Signal::derive(move || failed.get()?.of_field(name));
    let elsewhere = move || {
        failed.get().filter(|error| {
            !["email", "password", "repeated"].iter().any(|name| error.of_field(name).is_some())
        })
    };
    let group = |geography: Geography| {
        view! {
            <optgroup label=geography.name>
                {geography.regions.into_iter().map(|region| view! {
                    <option value=region.id.clone()>{format!("{} ({})", region.city, region.id)}</option>
                }).collect_view()}
            </optgroup>
        }
    };
    view! {
        {move || elsewhere().map(|error| view! { <Failure error/> })}
        <Show when=move || token().is_empty()>
            <Notice kind=NoticeKind::Fact>
                "The setup link carries a token. Open the link exactly as the server printed it when it started."
            </Notice>
        </Show>
        <form class="form" method="post" action="/api/setup">
            <input type="hidden" name="token" value=token/>
            <Field name="email" label="Your e-mail address" kind="email" autocomplete="username" required=true autofocus=true
                hint="You own this desk: you make its instances and let others in." error=of_field("email")/>
            <Field name="password" label="Password" kind="password" autocomplete="new-password" required=true
                hint="At least 12 characters." error=of_field("password")/>
            <Field name="repeated" label="The password again" kind="password" autocomplete="new-password" required=true
                error=of_field("repeated")/>
            <div class="field">
                <label class="field__label" for="location">"Location of the first instance"</label>
                <select class="field__input" id="location" name="location" aria-describedby="location-hint">
                    {geographies.into_iter().map(group).collect_view()}
                </select>
                <p class="field__hint" id="location-hint">
                    "An instance keeps the events of one location. Global events go to Frankfurt, and more instances can follow."
                </p>
            </div>
            <button class="button button--main">"Set up and sign in"</button>
        </form>
    }
}

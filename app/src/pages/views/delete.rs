//! The page that deletes a view, by name.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    missing::MissingView,
    server::{DeleteView, Saved, SavedView, views},
};
use crate::{
    sending::{SendForm, Sending},
    ui::{Failure, Field, Loaded, Notice, NoticeKind, reading},
};

/// Says what goes and asks for the name.
#[component]
pub fn DeleteViewPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let instance = Memo::new(move |_| query.read().get("instance").unwrap_or_default());
    let saved = crate::told::ask(move || instance.get(), views);
    view! {
        <Title text="Delete view"/>
        <div class="page page--narrow">
            <Loaded resource=saved show=reading(move |saved: Saved| {
                match saved.views.into_iter().find(|view| view.id == id.get()) {
                    Some(view) => view! { <DeleteForm view why_not=saved.why_not/> }.into_any(),
                    None => view! { <MissingView/> }.into_any(),
                }
            })/>
        </div>
    }
}

#[component]
fn DeleteForm(view: SavedView, why_not: Option<String>) -> impl IntoView {
    let action = Sending::to::<DeleteView>();
    let error = Signal::derive(move || action.error());
    let of_name = Signal::derive(move || error.get()?.of_field("confirmed"));
    let elsewhere = move || error.get().filter(|error| error.of_field("confirmed").is_none());
    let back = format!("/views?instance={}", view.address.instance);
    let disabled = why_not.is_some();
    view! {
        <header class="page__head"><h1 class="page__title">{format!("Delete {}", view.name)}</h1></header>
        {why_not.map(|why| view! { <Notice kind=NoticeKind::Fact>{why}</Notice> })}
        {move || elsewhere().map(|error| view! { <Failure error/> })}
        <p>
            "The view goes, for everybody in this instance and from everybody's stars. The events it finds stay, and so does the record of who deleted it."
        </p>
        <SendForm sending=action class="form">
            <input type="hidden" name="id" value=view.id.clone()/>
            <input type="hidden" name="instance" value=view.address.instance.clone()/>
            <Field prefix="delete-" name="confirmed" label="Type its name to confirm" hint=view.name.clone() required=true error=of_name/>
            <p class="form__acts">
                <button class="button button--danger" disabled=disabled>"Delete view"</button>
                <a class="button" href=back>"Keep it"</a>
            </p>
        </SendForm>
    }
}

//! The page that changes a view.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    form::ViewFields,
    missing::MissingView,
    server::{Saved, SavedView, UpdateView, views},
};
use crate::{
    sending::{SendForm, Sending},
    ui::{Chip, Failure, Field, Loaded, Notice, NoticeKind, reading},
};

/// Name, query, categories and the rest of one view.
#[component]
pub fn EditViewPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let instance = Memo::new(move |_| query.read().get("instance").unwrap_or_default());
    let saved = crate::told::ask(move || instance.get(), views);
    view! {
        <Title text="Edit view"/>
        <div class="page page--narrow">
            <Loaded resource=saved show=reading(move |saved: Saved| {
                let found = saved.views.iter().find(|view| view.id == id.get()).cloned();
                match found {
                    Some(view) => view! { <EditForm view saved/> }.into_any(),
                    None => view! { <MissingView/> }.into_any(),
                }
            })/>
        </div>
    }
}

#[component]
fn EditForm(view: SavedView, saved: Saved) -> impl IntoView {
    let action = Sending::to::<UpdateView>();
    let error = Signal::derive(move || action.error());
    let of_query = Signal::derive(move || error.get()?.of_field("query"));
    let filters: Vec<_> =
        view.address.filters().map(|(filter, value)| format!("{}: {value}", filter.label())).collect();
    let back = format!("/views?instance={}", view.address.instance);
    let disabled = saved.why_not.is_some();
    view! {
        <header class="page__head"><h1 class="page__title">{format!("Edit {}", view.name)}</h1></header>
        {saved.why_not.map(|why| view! { <Notice kind=NoticeKind::Fact>{why}</Notice> })}
        {move || error.get().map(|error| view! { <Failure error/> })}
        <SendForm sending=action class="form">
            <input type="hidden" name="id" value=view.id.clone()/>
            <input type="hidden" name="search" value=view.address.href()/>
            <ViewFields prefix="edit-" name=view.name.clone() categories=saved.categories chosen=view.categories.clone()
                description=view.description.clone() custom_line=view.custom_line.clone() error/>
            <Field prefix="edit-" name="query" label="Query" value=view.address.query.clone() error=of_query/>
            {(!filters.is_empty()).then(|| view! {
                <p class="field__hint">
                    "Filters stay as they are: "
                    {filters.into_iter().map(|text| view! { <Chip text/> }).collect_view()}
                </p>
            })}
            <p class="form__acts">
                <button class="button button--main" disabled=disabled>"Save"</button>
                <a class="button" href=back>"Cancel"</a>
            </p>
        </SendForm>
    }
}

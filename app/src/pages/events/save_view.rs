//! Saving a search under a name, without leaving it.

use leptos::{html::Details, prelude::*};

use super::address::Address;
use crate::{
    error::DeskError,
    pages::views::{CreateView, Saved, ViewFields},
    sending::{SendForm, Sending},
    ui::{Failure, Glyph, Icon, memo},
};

/// The button, and the form that folds out of it.
#[component]
pub fn SaveView(
    /// What the page shows.
    address: Memo<Address>,
    /// What is saved already.
    saved: Saved,
) -> impl IntoView {
    let action = Sending::to::<CreateView>();
    let error = Signal::derive(move || action.error());
    let elsewhere = move || {
        let known =
            |error: &DeskError| ["name", "category"].iter().any(|name| error.of_field(name).is_some());
        error.get().filter(|error| !known(error))
    };
    let fold = NodeRef::<Details>::new();
    Effect::new(move |_| {
        if matches!(action.outcome.get(), Some(Ok(()))) {
            close(fold);
        }
    });
    let why_not = saved.why_not.clone();
    let why_not = memo(move |_| match &why_not {
        Some(why) => Some(why.clone()),
        None if !address.read().narrows() => {
            Some("Write a query or choose a filter first: that is what a view saves.".to_owned())
        }
        None => None,
    });
    // Where the page shows a view this makes another.
    let ids: Vec<String> = saved.views.iter().map(|view| view.id.clone()).collect();
    let again = memo(move |_| ids.contains(&address.read().view));
    let label = move || if again.get() { "Save as new" } else { "Save view" };
    // The fold stands where it is through another search, so that what was typed is kept.
    view! {
        <Show when=move || why_not.read().is_some()>
            <button type="button" class="button" disabled=true title=move || why_not.get() aria-describedby="save-view-reason">
                <Icon glyph=Glyph::View/>{label}
            </button>
            <span class="unseen" id="save-view-reason">{move || why_not.get()}</span>
        </Show>
        <details class="menu save-view" id="save-view" node_ref=fold name="bar-menu" hidden=move || why_not.read().is_some()
            open=move || error.read().is_some()>
            <summary class="button"><Icon glyph=Glyph::View/>{label}<Icon glyph=Glyph::Down/></summary>
            <div class="menu__list menu__list--right save-view__panel">
                {move || elsewhere().map(|error| view! { <Failure error/> })}
                <SendForm sending=action class="form">
                    <input type="hidden" name="search" value=move || address.read().href()/>
                    <ViewFields prefix="save-" categories=saved.categories.clone() error/>
                    <p class="save-view__what">
                        "Saves the query "
                        <code>{move || address.read().query.clone()}</code>
                        {move || address.read().filters().next().is_some().then_some(" and the filters")}
                        ", not the time range."
                    </p>
                    <button class="button button--main">"Save"</button>
                </SendForm>
            </div>
        </details>
    }
}

/// Closes the fold and empties its form, for the next view.
fn close(fold: NodeRef<Details>) {
    let Some(fold) = fold.get_untracked() else { return };
    fold.set_open(false);
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let form = fold.query_selector("form").ok().flatten();
        if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
            form.reset();
        }
    }
}

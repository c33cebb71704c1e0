//! Which view the page shows, and whether it was changed.

use leptos::prelude::*;

use super::address::Address;
use crate::{
    pages::views::{Saved, SavedView, UpdateView},
    sending::{SendForm, Sending},
    ui::{Failure, memo},
};

/// Whether a search differs from the one a view saved. Time is never part of a view.
fn is_changed(view: &SavedView, now: &Address) -> bool {
    let saved = &view.address;
    let same = saved.query.trim() == now.query.trim()
        && saved.hosts == now.hosts
        && saved.apps == now.apps
        && saved.levels == now.levels
        && saved.tags == now.tags;
    !same
}

/// The bar with the view's name and what to do with its changes.
#[component]
pub fn ViewBar(
    /// What the page shows.
    address: Memo<Address>,
    /// What is saved in this instance.
    saved: Saved,
) -> impl IntoView {
    let update = Sending::to::<UpdateView>();
    let views = saved.views.clone();
    let view = memo(move |_| {
        let id = &address.read().view;
        views.iter().find(|view| view.id == *id).cloned()
    });
    let why_not = saved.why_not.clone();
    let named = move || {
        let view = view.get()?;
        let changed = is_changed(&view, &address.read());
        let name = view.name.clone();
        Some(view! {
            <p class="view-bar__name">
                <span class="view-bar__label">"View"</span>
                <strong>{name}</strong>
                {changed.then(|| view! { <span class="view-bar__changed">"unsaved changes"</span> })}
            </p>
            {changed.then(|| view! { <Changed view address update why_not=why_not.clone()/> })}
        })
    };
    view! {
        <div class="view-bar">{named}</div>
        {move || update.error().map(|error| view! { <Failure error/> })}
    }
}

/// Save and Discard for a view whose search was changed.
#[component]
fn Changed(
    view: SavedView,
    address: Memo<Address>,
    update: Sending,
    why_not: Option<String>,
) -> impl IntoView {
    let now = address.get_untracked();
    let discard = Address {
        query: view.address.query.clone(),
        hosts: view.address.hosts.clone(),
        apps: view.address.apps.clone(),
        levels: view.address.levels.clone(),
        tags: view.address.tags.clone(),
        ..now.with_query("")
    };
    let disabled = why_not.is_some();
    view! {
        <SendForm sending=update class="view-bar__save">
            <input type="hidden" name="id" value=view.id/>
            <input type="hidden" name="search" value=now.href()/>
            <button class="button button--main" disabled=disabled title=why_not>"Save"</button>
        </SendForm>
        <a class="button" href=discard.href()>"Discard"</a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_range_does_not_change_a_view_and_another_query_does() {
        let address = Address { query: "kms".into(), ..Address::default() };
        let view = SavedView {
            id: String::new(),
            name: String::new(),
            address: address.clone(),
            categories: vec![],
            starred: false,
        };
        assert!(!is_changed(&view, &address.over("7 days ago", "")));
        assert!(is_changed(&view, &address.with_query("iam")));
    }
}

//! The values of fields in the events that match, counted; a click narrows the search.

#[cfg(feature = "ssr")]
mod counting;
mod server;

use std::time::Duration;

use leptos::prelude::*;
use query::edit;

use super::{address::Address, going::Go};
use crate::{
    told::Asked,
    ui::{Glyph, Icon, Loaded, reading},
};

pub use server::facets;
use server::{Counted, Facet, Value};

/// How long typing rests before the values are counted again.
const REST: Duration = Duration::from_millis(250);

/// The panel beside the list. On a wide screen it is there until it is put away, on a narrow
/// one it waits to be called; both without scripts.
#[component]
pub fn Facets(
    /// What the page shows.
    address: Memo<Address>,
    /// What the links keep of it.
    kept: Memo<Address>,
    /// What was counted.
    counted: Asked,
) -> impl IntoView {
    let go = Go::here();
    let show = move |counted: Counted| {
        let Counted { facets, incomplete } = counted;
        let incomplete = incomplete.map(|why| {
            view! { <p class="facets__note"><strong class="status-line__missing">{format!("incomplete: {why}")}</strong></p> }
        });
        let nothing = facets.iter().all(|facet| facet.values.is_empty());
        let nothing = nothing.then(|| view! { <p class="facets__note">"There is nothing to count."</p> });
        let facets = move || {
            let now = kept.get();
            facets.iter().cloned().map(|facet| one(facet, &now, address, go)).collect_view()
        };
        view! { {incomplete}{nothing}{facets} }.into_any()
    };
    view! {
        <input class="facets__switch" type="checkbox" id="facets-switch" autocomplete="off"/>
        <label class="facets__toggle" for="facets-switch">
            <Icon glyph=Glyph::Down/>
            <span class="facets__hide">"Put the facets away"</span>
            <span class="facets__show">"Facets"</span>
        </label>
        <aside class="facets" aria-label="Facets" on:click=move |event| exclude_with_alt(&event, go)>
            <Loaded resource=counted rows=20 show=reading(show)/>
        </aside>
    }
}

/// With Alt, a click leaves out what it would have asked for.
fn exclude_with_alt(event: &leptos::ev::MouseEvent, go: Go) {
    #[cfg(feature = "hydrate")]
    if event.alt_key() {
        use wasm_bindgen::JsCast;
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let row = target.and_then(|target| target.closest(".facet__row").ok().flatten());
        let exclude = row.and_then(|row| row.query_selector(".facet__exclude").ok().flatten());
        // Not by a click of our own: it would come back here before this one is over.
        if let Some(href) = exclude.and_then(|link| link.get_attribute("href")) {
            event.prevent_default();
            event.stop_propagation();
            go.to(&Address::parse(&href));
        }
    }
    let _ = (event, go);
}

fn one(facet: Facet, now: &Address, address: Memo<Address>, go: Go) -> AnyView {
    let Facet { field, label, values, note, more, pinned } = facet;
    let long = now.facet == field;
    if values.is_empty() && !long && !pinned {
        return ().into_any();
    }
    let rows: Vec<_> = values.into_iter().map(|value| row(value, &field, now)).collect();
    let link = |href: String, words: String| {
        view! { <a class="facet__more" href=href data-noscroll="true">{words}<span class="unseen">" of "{label.clone()}</span></a> }
            .into_any()
    };
    let add = link(now.on_board(&field, "bar"), "Add to board".to_owned());
    let unpin = pinned.then(|| link(now.pinning(&field).href(), "Unpin".to_owned()));
    let ways = match (long, more) {
        (true, _) => {
            let less = link(now.with_facet("", "").href(), "Show few".to_owned());
            view! { {note}" "{less} }.into_any()
        }
        (false, true) => link(now.with_facet(&field, "").href(), note),
        (false, false) => note.into_any(),
    };
    view! {
        <section class="facet">
            <h2 class="facet__name" title=field.clone()>{label.clone()}{unpin}</h2>
            {long.then(|| search(now, address, go))}
            <ul aria-label=label.clone()>{rows}</ul>
            <p class="facets__note">{ways}" "{add}</p>
        </section>
    }
    .into_any()
}

fn row(value: Value, field: &str, now: &Address) -> AnyView {
    let Value { text, shown, count, d, chosen } = value;
    let to = |query: String| now.with_query(&query).href();
    let include = if chosen {
        edit::without(&now.query, field, &text)
    } else {
        edit::include(&now.query, field, &text)
    };
    let title = if chosen {
        "Asked for; click to ask no longer"
    } else {
        "Only events with this value; with Alt, none of them"
    };
    view! {
        <li class="facet__row">
            <a class="facet__value" href=to(include) title=title aria-current=chosen.then_some("true")>
                <span class="facet__text" title=text.clone()>{shown}</span>
                <span class="facet__count">{count}</span>
                <svg class="facet__bar" viewBox="0 -1 100 2" preserveAspectRatio="none" aria-hidden="true"><path d=d></path></svg>
            </a>
            <a class="facet__only" href=to(edit::only(&now.query, field, &text)) title="This value and no other of the field"
                aria-label=format!("Only {text}")>"only"</a>
            <a class="facet__exclude" href=to(edit::exclude(&now.query, field, &text)) title="No events with this value"
                aria-label=format!("Leave out {text}")><Icon glyph=Glyph::Exclude/></a>
        </li>
    }
    .into_any()
}

/// Searches among the values: a form without scripts, letter by letter with them.
fn search(now: &Address, address: Memo<Address>, go: Go) -> AnyView {
    let kept: Vec<_> = now
        .pairs()
        .into_iter()
        .filter(|(name, _)| *name != "find")
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> })
        .collect();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |event| {
        let text = event_target_value(&event);
        if let Some(before) = waiting.get_value() {
            before.clear();
        }
        let count = move || {
            let now = address.get_untracked();
            go.on(&now.with_facet(&now.facet, &text));
        };
        waiting.set_value(set_timeout_with_handle(count, REST).ok());
    };
    view! {
        <form method="get" action="/events">
            {kept}
            <input class="field__input facet__find" name="find" type="search" autocomplete="off" value=now.find.clone()
                placeholder="Search values" aria-label="Search values" on:input=typed/>
        </form>
    }
    .into_any()
}

//! The query, the time range and the button: one form, which works without scripts.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    address::Address,
    completion::{Completion, Suggestions},
    going::Go,
    ink::{Ink, errors},
    time_range::TimeRange,
};
use crate::ui::{Glyph, Icon};

/// The names the form's own inputs carry, or that another search begins without.
const OWN: [&str; 12] =
    ["q", "from", "to", "zone", "before", "after", "id", "tab", "around", "facet", "find", "saved"];

/// The bar at the top of the page.
#[component]
pub fn QueryBar(
    /// What the page shows.
    address: Memo<Address>,
) -> impl IntoView {
    let typed = RwSignal::new(address.read_untracked().query.clone());
    let from = RwSignal::new(address.read_untracked().from.clone());
    let to = RwSignal::new(address.read_untracked().to.clone());
    let zone = RwSignal::new(address.read_untracked().zone.clone());
    Effect::new(move |_| {
        let address = address.read();
        typed.set(address.query.clone());
        from.set(address.from.clone());
        to.set(address.to.clone());
        zone.set(address.zone.clone());
    });
    let (completion, go) = (Completion::new(address, typed), Go::here());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        completion.close();
        let next = address.read_untracked().in_zone(zone.read_untracked().trim());
        let next =
            next.with_query(&typed.read_untracked()).over(&from.read_untracked(), &to.read_untracked());
        go.to(&next);
    };
    let kept = move || {
        let address = address.get();
        let pairs = address.pairs().into_iter().filter(|(name, _)| !OWN.contains(name));
        pairs
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> })
            .collect_view()
    };
    // What is wrong with the query that was searched stands over the list.
    let wrong = move || errors(&typed.read()).into_iter().next();
    let message = move || wrong().filter(|_| *typed.read() != address.read().query);
    view! {
        <form class="query-bar" method="get" action="/events" role="search" on:submit=submit>
            {kept}
            <label class="unseen" for="query">"Query"</label>
            <div class="query-bar__box">
                <Icon glyph=Glyph::Find/>
                <div class="query-bar__text">
                    <Ink typed/>
                    <input class="query-bar__input" id="query" name="q" type="text" autocomplete="off" spellcheck="false"
                        autocapitalize="off" placeholder="Search: words, \"phrases\", action:delete, -outcome:success"
                        aria-describedby="query-message" value=typed.get_untracked() prop:value=typed
                        aria-invalid=move || wrong().is_some().then_some("true")
                        role="combobox" aria-autocomplete="list" aria-controls="completion" node_ref=completion.input
                        aria-expanded=move || if completion.is_open() { "true" } else { "false" }
                        aria-activedescendant=move || completion.active()
                        on:input=move |event| {
                            typed.set(event_target_value(&event));
                            completion.ask();
                        }
                        on:keydown=move |event| completion.key(&event) on:blur=move |_| completion.close()
                        on:scroll=|event| follow(&event)/>
                </div>
                <Suggestions completion/>
                <kbd class="query-bar__key needs-scripts" aria-hidden="true">"/"</kbd>
            </div>
            <TimeRange address from to zone/>
            <button class="button button--main">"Search"</button>
            <p class="query-bar__message" id="query-message" role="status">{message}</p>
        </form>
    }
}

/// Keeps the coloured text under the typed one when a long query scrolls.
fn follow(event: &leptos::ev::Event) {
    #[cfg(feature = "hydrate")]
    {
        let input = event_target::<web_sys::HtmlElement>(event);
        if let Some(ink) = input.previous_element_sibling() {
            ink.set_scroll_left(input.scroll_left());
        }
    }
    let _ = event;
}

//! An expanded event: the sentence, the facts, and everything it holds.

use leptos::prelude::*;

use super::{
    address::{Address, Tab},
    context::Context,
    fields::Fields,
    ink::marked,
    pretty::pretty,
    server::{EventDetail, Words},
};
use crate::ui::{Chip, ChipKind, Copy, SheetPieces, memo};

/// One event, whole.
#[component]
pub fn Detail(
    /// The event.
    event: EventDetail,
    /// What the page shows.
    address: Memo<Address>,
) -> impl IntoView {
    let words = |words: Words| view! { <span class=words.class title=words.path>{words.text}</span> };
    let facts: Vec<_> = event
        .facts
        .iter()
        .map(|fact| {
            let kind = if fact.marked { ChipKind::Marked } else { ChipKind::Plain };
            view! { <Chip text=fact.text.clone() title=fact.title.clone() kind/> }
        })
        .collect();
    let has_form = !event.form.is_empty();
    let tab = move |tab: Tab| {
        (tab != Tab::Form || has_form).then(|| {
            view! {
                <a class="tabs__tab" href=move || address.read().tabbed(tab).href() data-noscroll="true"
                    aria-current=move || (address.read().tab == tab).then_some("true")>{tab.label()}</a>
            }
        })
    };
    let (text, link) = (event.text.clone(), event.link.clone());
    let sentence = event.sentence.clone();
    let summary = event.summary.clone();
    let open = memo(move |_| {
        let address = address.read();
        (address.tab, if address.tab == Tab::Context { Address::default() } else { address.kept() })
    });
    // The links of the first keep what the address says; the last asks by itself.
    let body = move || match open.get().0 {
        Tab::Fields => view! { <Fields event=event.clone() address/> }.into_any(),
        Tab::Json => view! { <Json text=event.text.clone() address/> }.into_any(),
        Tab::Form => view! { <div class="sheet"><SheetPieces pieces=event.form.clone() done=|()| ()/></div> }
            .into_any(),
        Tab::Context => view! { <Context address/> }.into_any(),
    };
    view! {
        <article class="detail">
            <p class="sentence">{sentence.into_iter().map(words).collect_view()}"."</p>
            <div class="detail__facts">
                {facts}
                {summary.map(|summary| view! { <span class="detail__summary">{summary}</span> })}
            </div>
            <div class="detail__bar">
                <nav class="tabs" aria-label="Ways to see this event">{Tab::ALL.map(tab).collect_view()}</nav>
                <span class="detail__acts">
                    <Copy text=text label="Copy JSON"/>
                    <Copy text=link.clone() label="Copy link"/>
                    <a class="button button--quiet" href=link>"Alone"</a>
                    <a class="button button--quiet" href=move || address.read().expanding("").href() data-noscroll="true">"Close"</a>
                </span>
            </div>
            {body}
        </article>
    }
}

#[component]
fn Json(text: String, address: Memo<Address>) -> impl IntoView {
    let query = query::parse(&address.read_untracked().query).query;
    let formatted = text.find('{').map(|start| pretty(&text[start..]));
    view! {
        <div class="json">
            {formatted.map(|formatted| view! {
                <h3 class="json__name">"Formatted"</h3>
                <pre class="json__text" tabindex="0">{marked(&formatted, &query)}</pre>
            })}
            <h3 class="json__name">"As it came, byte for byte"</h3>
            <pre class="json__text json__text--wrapped" tabindex="0">{text}</pre>
        </div>
    }
}

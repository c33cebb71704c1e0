//! An expanded event among the lines before and after it.

mod server;

use leptos::prelude::*;

use self::server::{Lines, event_context};
use super::{
    address::{Address, Around, Tab},
    row::Row,
};
use crate::{
    told::ask,
    ui::{Loaded, OutcomeMark, SeverityMark, memo, reading},
};

/// How many more lines of a side a click brings.
const FURTHER: u32 = 25;

/// The lines around the expanded event.
#[component]
pub fn Context(
    /// What the page shows.
    address: Memo<Address>,
) -> impl IntoView {
    let asked = memo(move |_| {
        let address = address.read();
        // Nothing else of the address changes what is around the event.
        let Address { id, zone, around, older, newer, .. } = address.clone();
        Address { id, zone, around, older, newer, ..Address::default() }
    });
    let lines = ask(move || asked.get().href(), event_context);
    let kind = move |(around, name): (Around, &'static str)| {
        view! {
            <a class="segments__choice" href=move || address.read().around(around).href() data-noscroll="true"
                aria-current=move || (address.read().around == around).then_some("true")>{name}</a>
        }
    };
    view! {
        <section class="context" aria-label="Context">
            <p class="context__kinds">
                "Around it by "
                <span class="segments__choices">{Around::ALL.map(kind).collect_view()}</span>
            </p>
            <Loaded resource=lines rows=17 show=reading(move |lines: Lines| around(lines, address))/>
        </section>
    }
    .into_any()
}

fn around(lines: Lines, address: Memo<Address>) -> AnyView {
    let now = address.get_untracked();
    let (older, newer) = lines.sides;
    let more = |is_more: bool, older: u32, newer: u32, name: &'static str| {
        let href = now.reaching(older, newer).href();
        is_more.then(|| {
            view! { <p class="context__more"><a href=href data-noscroll="true">{name}</a></p> }.into_any()
        })
    };
    let before = more(lines.more.0, older + FURTHER, newer.max(1), "Show more before");
    let after = more(lines.more.1, older.max(1), newer + FURTHER, "Show more after");
    let rows: Vec<_> = lines.rows.into_iter().map(|row| line(row, &now)).collect();
    view! {
        {lines.missing.map(|why| view! { <p class="status-line__missing">{why}</p> })}
        {before}
        <ol class="context__lines">{rows}</ol>
        {after}
    }
    .into_any()
}

fn line(row: Row, now: &Address) -> AnyView {
    let is_it = row.id == now.id;
    let href = Address { tab: Tab::Context, around: now.around, ..now.expanding(&row.id) }.href();
    let class = if is_it { "context__line context__line--it" } else { "context__line" };
    view! {
        <li class=class aria-current=is_it.then_some("true")>
            <a class="context__link" href=href data-noscroll="true">
                <time datetime=row.moment><span class="event-list__day">{row.day}</span>" "{row.clock}</time>
            </a>
            <SeverityMark level=row.level/>
            <span class="context__action">{row.action}</span>
            <span class="context__who">{row.initiator}</span>
            <span class="context__who">{row.target}</span>
            <OutcomeMark outcome=row.outcome code=row.code/>
        </li>
    }
    .into_any()
}

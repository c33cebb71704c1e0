//! The list of events, with the expanded one under its row.

use leptos::prelude::*;

use super::{
    address::Address,
    detail::Detail,
    empty::NoEvents,
    ink::marked,
    live::{Live, NewsPill},
    row::Row,
    server::{Answer, EventDetail},
    status_line::StatusLine,
};
use crate::{
    told::Asked,
    ui::{Chip, ChipKind, Loaded, Notice, NoticeKind, OutcomeMark, SeverityMark, SheetPieces, memo, reading},
};

/// The columns, as the table's head names them.
const COLUMNS: [&str; 7] = ["Time", "Severity", "Source", "Action", "Initiator", "Target", "Outcome"];

/// What was found, as a table, with the way to older and newer.
#[component]
pub fn List(
    /// What was found.
    answer: Answer,
    /// What the page shows.
    address: Memo<Address>,
    /// The expanded event.
    detail: Asked,
    /// How many there are.
    counted: Asked,
    /// What comes while the list is there.
    live: Live,
) -> impl IntoView {
    if let Some(message) = answer.refused.clone() {
        return view! {
            <Notice kind=NoticeKind::Bad>
                <strong>{message}</strong>
                " Nothing was searched; what you wrote is still there."
            </Notice>
        }
        .into_any();
    }
    let open = memo(move |_| address.read().id.clone());
    let ids: Vec<String> = answer.rows.iter().map(|row| row.id.clone()).collect();
    live.begin(answer.seen, ids.clone());
    let elsewhere = move || {
        let is_open = |id: &String| *id == *open.read();
        !open.read().is_empty()
            && !ids.iter().any(is_open)
            && !live.rows.read().iter().any(|row| is_open(&row.id))
    };
    let empty = answer.rows.is_empty();
    let empty = memo(move |_| empty && live.rows.read().is_empty());
    let (previous, next) = (answer.previous.clone(), answer.next.clone());
    let caption = format!("Events, {}, times in {}", answer.range, answer.zone);
    let zone = answer.zone.clone();
    let rows = answer.rows.clone();
    let line = move |row: Row| view! { <Line row address open detail/> }.into_any();
    let table = move || {
        let head = |column: &'static str| {
            let zone = (column == "Time")
                .then(|| view! { " " <span class="event-list__zone">{zone.clone()}</span> });
            view! { <th scope="col">{column}{zone}</th> }
        };
        view! {
            <table class="event-list">
                <caption class="unseen">{caption.clone()}</caption>
                <thead><tr>{COLUMNS.into_iter().map(head).collect_view()}</tr></thead>
                <tbody>
                    <For each=move || live.rows.get() key=|row| row.id.clone() children=line/>
                    {rows.iter().cloned().map(line).collect_view()}
                </tbody>
            </table>
        }
        .into_any()
    };
    let (origin, location) = (answer.origin.clone(), answer.location.clone());
    let offers = answer.offers.clone();
    view! {
        <SheetPieces pieces=offers done=|()| ()/>
        <StatusLine answer counted address/>
        <NewsPill live/>
        {move || elsewhere().then(|| view! {
            <section class="event-alone" aria-label="The event the address names">
                <p class="event-alone__note">
                    "This event is not on this page of the list. "
                    <a href=move || address.read().expanding("").href() data-noscroll="true">"Close it"</a>
                </p>
                {expanded(detail, address)}
            </section>
        })}
        {move || if empty.get() {
            view! { <NoEvents address origin=origin.clone() location=location.clone()/> }.into_any()
        } else {
            table()
        }}
        <Pager previous next address/>
    }
    .into_any()
}

/// The expanded event, if it is there.
fn expanded(detail: Asked, address: Memo<Address>) -> AnyView {
    let show = move |found: Option<EventDetail>| found.map(|event| view! { <Detail event address/> });
    view! { <Loaded resource=detail rows=6 show=reading(show)/> }.into_any()
}

/// An action, cut behind the service that its source column names already.
fn service_and_act(action: &str) -> (String, String) {
    let end = model::event::service_of_action(action).map_or(0, |service| service.len() + 1);
    (action.get(..end).unwrap_or_default().to_owned(), action.get(end..).unwrap_or_default().to_owned())
}

#[component]
fn Line(row: Row, address: Memo<Address>, open: Memo<String>, detail: Asked) -> impl IntoView {
    let id = StoredValue::new(row.id.clone());
    let is_open = memo(move |_| id.with_value(|id| *id == *open.read()));
    let href = move || {
        let address = address.read();
        id.with_value(|id| address.expanding(if is_open.get() { "" } else { id }).href())
    };
    let query = query::parse(&address.read_untracked().query).query;
    let mark = |text: &str| marked(text, &query);
    let (service, act) = service_and_act(&row.action);
    let known = |text: &str| match text {
        "" => view! { <span class="event-list__none">"—"</span> }.into_any(),
        text => mark(text).into_any(),
    };
    let transient = row.transient.then(|| {
        let why = "Shown while it is live and not stored, as an exclusion rule wants it";
        view! { " " <Chip text="not retained" title=why kind=ChipKind::Marked/> }
    });
    let what = if row.plain {
        view! { <td class="event-list__plain" colspan="4">{mark(&row.action)}</td> }.into_any()
    } else {
        view! {
            <td class="event-list__action" data-label="Action" title=row.action.clone()>
                <span class="event-list__service">{mark(&service)}</span>{mark(&act)}
            </td>
            <td class="event-list__initiator" data-label="Initiator" title=row.initiator.clone()>{known(&row.initiator)}</td>
            <td class="event-list__target" data-label="Target" title=row.target.clone()>{known(&row.target)}</td>
            <td class="event-list__outcome" data-label="Outcome"><OutcomeMark outcome=row.outcome code=row.code/></td>
        }
        .into_any()
    };
    view! {
        <tr class="event-list__row" class:event-list__row--open=is_open>
            <td class="event-list__time">
                <a class="event-list__link" href=href data-noscroll="true"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }>
                    <time datetime=row.moment><span class="event-list__day">{row.day}</span>" "{row.clock}</time>
                </a>
            </td>
            <td class="event-list__severity" data-label="Severity"><SeverityMark level=row.level/></td>
            <td class="event-list__source" data-label="Source" title=row.host.clone()>{mark(&row.host)}{transient}</td>
            {what}
        </tr>
        {move || is_open.get().then(|| view! {
            <tr class="event-list__detail">
                <td colspan="7">
                    {expanded(detail, address)}
                </td>
            </tr>
        })}
    }
}

#[component]
fn Pager(previous: Option<String>, next: Option<String>, address: Memo<Address>) -> impl IntoView {
    let oldest_first = address.read_untracked().oldest_first;
    let (back, on) = if oldest_first { ("← Older", "Newer →") } else { ("← Newer", "Older →") };
    let link = move |label: &'static str, rel: &'static str, href: String| {
        view! { <a class="button" href=href rel=rel>{label}</a> }
    };
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages of events">
                {previous.map(|place| link(back, "prev", address.read_untracked().paged(&place, "").href()))}
                {next.map(|place| link(on, "next", address.read_untracked().paged("", &place).href()))}
            </nav>
        }
    })
}

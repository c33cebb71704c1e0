//! The page itself: what it fetches and where its pieces stand.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    address::Address,
    facets::{Facets, facets},
    filters::Filters,
    histogram::{Bars, Histogram, histogram},
    list::List,
    live::{Live, LiveButton},
    query_bar::QueryBar,
    save_view::SaveView,
    server::{Answer, find_event, search_events},
    view_bar::ViewBar,
};
use crate::{
    pages::views::{Saved, views},
    parts::FrameContext,
    told::{Asked, Told, ask},
    ui::{Loaded, Notice, NoticeKind, memo, reading},
};

/// The events page.
#[component]
pub fn EventsPage() -> impl IntoView {
    let query = use_query_map();
    let address = memo(move |_| {
        let map = query.get();
        let pairs: Vec<_> = map.into_iter().collect();
        Address::read(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str())))
    });
    let searched = memo(move |_| address.read().search());
    let expanded = memo(move |_| {
        let address = address.read();
        Address { id: address.id.clone(), zone: address.zone.clone(), ..Address::default() }
    });
    let instance = memo(move |_| address.read().instance.clone());
    let live = Live::new(address);
    let again = live.again;
    let answer = ask(move || searched.get().href(), search_events);
    let kept = memo(move |_| address.read().kept());
    let bars = memo(move |_| address.read().bars());
    let counted = ask(move || bars.get().href(), histogram);
    let fields = memo(move |_| address.read().facets());
    let valued = ask(move || fields.get().href(), facets);
    Effect::watch(
        move || again.get(),
        move |_, _, _| [answer, counted, valued].iter().for_each(Asked::refetch),
        false,
    );
    let detail = ask(
        move || expanded.get().href(),
        |href| async move {
            let Address { id, zone, .. } = Address::parse(&href);
            if id.is_empty() { Ok(Told::nothing()) } else { find_event(id, zone).await }
        },
    );
    let saved = ask(move || instance.get(), views);
    // A view that was saved just now is news to the bar and to the sidebar.
    let news = memo(move |_| {
        let address = address.read();
        (address.view.clone(), address.saved.clone())
    });
    let frame = expect_context::<FrameContext>();
    Effect::watch(
        move || news.get(),
        move |(_, act), _, _| {
            if !act.is_empty() {
                saved.refetch();
                frame.facts.refetch();
            }
        },
        false,
    );
    view! {
        <Title text=move || title(&address.read())/>
        <div class="events">
            <h1 class="unseen">"Events"</h1>
            <div class="events__top">
                <QueryBar address/>
                <LiveButton live/>
                <Loaded resource=saved rows=0 show=reading(move |saved: Saved| view! { <SaveView address saved/> })/>
            </div>
            <Loaded resource=saved rows=0 show=reading(move |saved: Saved| view! { <ViewBar address saved/> })/>
            <Filters address/>
            {move || saved_notice(&address.read())}
            <div class="histogram-place">
                <Loaded resource=counted rows=0 show=reading(move |bars: Bars| {
                    move || view! { <Histogram bars=bars.clone() address now=kept.get()/> }
                })/>
            </div>
            <div class="events__body">
                <Facets address kept counted=valued/>
                <div class="events__list">
                    <Loaded resource=answer rows=24 show=reading(move |answer: Answer| view! { <List answer address detail counted live/> })/>
                </div>
            </div>
        </div>
    }
}

fn title(address: &Address) -> String {
    if address.query.is_empty() { "Events".to_owned() } else { format!("{} · Events", address.query) }
}

/// Says that a view was saved and leads to the event that tells of it.
fn saved_notice(address: &Address) -> Option<impl IntoView + use<>> {
    let action = match address.saved.as_str() {
        "create" => "logdnaat.view.create",
        "update" => "logdnaat.view.update",
        _ => return None,
    };
    let record =
        Address { instance: address.instance.clone(), zone: address.zone.clone(), ..Address::default() }
            .with_query(&format!("action:{action}"));
    Some(view! {
        <Notice kind=NoticeKind::Good>
            <strong>"Saved."</strong> " Your act was recorded as " <a href=record.href()>{action}</a> "."
        </Notice>
    })
}

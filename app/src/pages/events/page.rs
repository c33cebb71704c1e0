//! The page itself: what it fetches and where its pieces stand.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    address::Address,
    filters::Filters,
    list::List,
    query_bar::QueryBar,
    server::{find_event, search_events},
    view_bar::ViewBar,
};
use crate::{
    pages::views::views,
    parts::FrameContext,
    ui::{Loaded, Notice, NoticeKind},
};

/// The events page.
#[component]
pub fn EventsPage() -> impl IntoView {
    let query = use_query_map();
    let address = Memo::new(move |_| {
        let map = query.get();
        let pairs: Vec<_> = map.into_iter().collect();
        Address::read(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str())))
    });
    let searched = Memo::new(move |_| address.read().search());
    let expanded = Memo::new(move |_| {
        let address = address.read();
        (address.id.clone(), address.zone.clone())
    });
    let instance = Memo::new(move |_| address.read().instance.clone());
    let answer = Resource::new(move || searched.get(), |address| search_events(address.href()));
    let detail = Resource::new(
        move || expanded.get(),
        |(id, zone)| async move { if id.is_empty() { Ok(None) } else { find_event(id, zone).await.map(Some) } },
    );
    let saved = Resource::new(move || instance.get(), views);
    // A view that was saved just now is news to the bar and to the sidebar.
    let news = Memo::new(move |_| {
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
            <QueryBar address/>
            <Filters address/>
            <Loaded resource=saved rows=0 show=move |saved| view! { <ViewBar address saved/> }/>
            {move || saved_notice(&address.read())}
            <Loaded resource=answer rows=24 show=move |answer| view! { <List answer address detail/> }/>
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

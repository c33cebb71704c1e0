//! What stands where no events are.

use leptos::prelude::*;

use super::address::Address;
use crate::ui::{Command, Empty};

/// Says why the list may be empty and what to do: widen the search, or send an event.
#[component]
pub fn NoEvents(
    /// What the page shows.
    address: Memo<Address>,
    /// The address of this server.
    origin: String,
    /// The location of the instance.
    location: String,
) -> impl IntoView {
    let now = address.get_untracked();
    if now.narrows() || !now.to.is_empty() {
        let bare = Address { instance: now.instance.clone(), zone: now.zone.clone(), ..Address::default() };
        return view! {
            <Empty title="Nothing fits in this range">
                <ul class="empty__ways">
                    <li><a href=now.over("30 days ago", "").href()>"Look over the last 30 days"</a></li>
                    {now.narrows().then(|| view! {
                        <li><a href=bare.over(&now.from, &now.to).href()>"Look at everything in this range"</a></li>
                    })}
                </ul>
                <p>
                    "Every word must stand in the event; " <code>"OR"</code> " in capitals allows either, a minus sign leaves out. "
                    <code>"action:delete"</code> " looks into one field."
                </p>
            </Empty>
        }
        .into_any();
    }
    let key = format!("spoor key create --data ./data --location {location} --type ingestion --name first");
    let send = format!(
        "curl {origin}/v1/events -H \"apikey: $KEY\" -H 'content-type: application/json' \\\n  -d '{{\"action\":\"desk.greeting.create\",\"outcome\":\"success\",\"initiator\":{{\"name\":\"me\"}}}}'"
    );
    let title =
        if now.from.is_empty() { "No events in the last 24 hours" } else { "No events in this range" };
    view! {
        <Empty title=title>
            <p>"Services send their audit events here with an ingestion key. On the server, make one:"</p>
            <Command text=key/>
            <p>"Then send a first event with it and load this page again:"</p>
            <Command text=send/>
            <p><a href=now.over("30 days ago", "").href()>"Or look over the last 30 days"</a></p>
        </Empty>
    }
    .into_any()
}

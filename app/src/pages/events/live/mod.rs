//! Events as they come: pushed into the list while it is live, counted while it is not.

mod news;
#[cfg(feature = "hydrate")]
mod source;
#[cfg(feature = "ssr")]
mod stream;

use leptos::prelude::*;

use super::{address::Address, going::Go, row::Row};
use crate::ui::{Glyph, Icon};

#[cfg(feature = "ssr")]
pub use stream::Following;

/// How many pushed events the page holds; older ones are on the list's pages.
#[cfg(feature = "hydrate")]
const MOST: usize = 300;
/// When the browser gave the connection up, it is made anew after this.
#[cfg(feature = "hydrate")]
const AGAIN: std::time::Duration = std::time::Duration::from_secs(3);

/// How the list is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// New events are counted.
    Off,
    /// They are pushed into the list.
    On,
    /// They are counted until the person goes on.
    Paused,
}

/// The news of the page's list.
#[derive(Clone, Copy)]
pub struct Live {
    /// How it is followed.
    pub mode: RwSignal<Mode>,
    /// What was pushed, the newest first.
    pub rows: RwSignal<Vec<Row>>,
    /// How many matching events came that are not shown.
    pub fresh: RwSignal<u32>,
    /// Raised to have everything searched and counted again.
    pub again: RwSignal<u32>,
    /// How the connection is and how much comes, for people.
    state: RwSignal<String>,
    address: Memo<Address>,
    /// The number of the last line that is shown, and of the last that was counted.
    shown: StoredValue<(u64, u64)>,
    /// The events of the list, which may be news as well.
    known: StoredValue<Vec<String>>,
    #[cfg(feature = "hydrate")]
    source: StoredValue<Option<source::Source>, LocalStorage>,
}

impl Live {
    /// For the list of an address. It is not followed before it has been searched.
    pub fn new(address: Memo<Address>) -> Self {
        let live = Self {
            mode: RwSignal::new(Mode::Off),
            rows: RwSignal::new(vec![]),
            fresh: RwSignal::new(0),
            again: RwSignal::new(0),
            state: RwSignal::new(String::new()),
            address,
            shown: StoredValue::new((0, 0)),
            known: StoredValue::new(vec![]),
            #[cfg(feature = "hydrate")]
            source: StoredValue::new_local(None),
        };
        #[cfg(feature = "hydrate")]
        {
            let seen = window_event_listener(leptos::ev::visibilitychange, move |_| live.connect());
            on_cleanup(move || {
                seen.remove();
                live.source.set_value(None);
            });
        }
        live
    }

    /// Follows a list from the last line that was stored when it was searched.
    pub fn begin(self, seen: u64, known: Vec<String>) {
        self.shown.set_value((seen, seen));
        self.known.set_value(known);
        self.rows.set(vec![]);
        self.fresh.set(0);
        #[cfg(feature = "hydrate")]
        self.connect();
    }

    fn turn(self, mode: Mode) {
        self.mode.set(mode);
        self.state.set(String::new());
        if mode == Mode::On && self.fresh.get_untracked() > 0 {
            self.fresh.set(0);
            self.shown.update_value(|(shown, counted)| *counted = *shown);
        }
        #[cfg(feature = "hydrate")]
        self.connect();
    }
}

#[cfg(feature = "hydrate")]
impl Live {
    /// Makes the connection that fits, in place of the one there was.
    fn connect(self) {
        self.source.set_value(None);
        let (mode, address) = (self.mode.get_untracked(), self.address.get_untracked());
        if !address.is_current() || (mode != Mode::On && source::is_hidden()) {
            return;
        }
        let (shown, counted) = self.shown.get_value();
        let search = address.search().href();
        let query = search.split_once('?').map_or("", |(_, query)| query);
        let own =
            if mode == Mode::On { format!("after={shown}") } else { format!("after={counted}&counts=1") };
        let opened = source::Source::open(
            &format!("/live?{query}&{own}"),
            move |text, number| self.told(&text, number),
            move |state| self.turned(state),
        );
        self.source.set_value(opened);
    }

    fn told(self, text: &str, number: Option<u64>) {
        let Ok(mut news) = serde_json::from_str::<news::News>(text) else { return };
        if self.mode.get_untracked() != Mode::On {
            self.shown.update_value(|(_, counted)| *counted = number.unwrap_or(*counted));
            if news.count > 0 {
                self.fresh.update(|fresh| *fresh = fresh.saturating_add(news.count));
            }
            return;
        }
        self.shown.update_value(|shown| *shown = number.map_or(*shown, |number| (number, number)));
        self.state.set(news.rate);
        news.rows.retain(|row| !self.known.with_value(|known| known.contains(&row.id)));
        if !news.rows.is_empty() {
            self.rows.update(|rows| {
                let newest = news.rows.into_iter().rev();
                rows.splice(0..0, newest);
                rows.truncate(MOST);
            });
        }
    }

    fn turned(self, state: u16) {
        use web_sys::EventSource;
        let told = match state {
            EventSource::OPEN => "connected",
            EventSource::CONNECTING => "connecting again…",
            _ => {
                set_timeout(move || self.retry(), AGAIN);
                "not connected, trying again…"
            }
        };
        self.state.set(told.to_owned());
    }

    fn retry(self) {
        // The page may be gone by now.
        if self.mode.try_get_untracked().is_some() {
            self.connect();
        }
    }
}

/// The button that makes the list live, and what there is to say while it is.
#[component]
pub fn LiveButton(
    /// The news of the list.
    live: Live,
) -> impl IntoView {
    let (mode, go) = (live.mode, Go::here());
    let switch = move |_| {
        let on = mode.get_untracked() == Mode::Off;
        let now = live.address.get_untracked();
        if on && !now.is_current() {
            go.to(&now.current());
        }
        live.turn(if on { Mode::On } else { Mode::Off });
    };
    let pause = move |_| {
        live.turn(if mode.get_untracked() == Mode::Paused { Mode::On } else { Mode::Paused });
    };
    view! {
        <div class="live needs-scripts">
            <button type="button" class="button live__switch" id="live" on:click=switch
                aria-pressed=move || if mode.get() == Mode::Off { "false" } else { "true" }>
                <Icon glyph=Glyph::Live/>"Live"
            </button>
            {move || (mode.get() != Mode::Off).then(|| {
                let paused = mode.get() == Mode::Paused;
                view! {
                    <button type="button" class="button" on:click=pause>{if paused { "Go on" } else { "Pause" }}</button>
                    <span class="live__state" role="status">
                        {move || if paused { "paused".to_owned() } else { live.state.get() }}
                    </span>
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

/// Says that newer events have come, and brings them.
#[component]
pub fn NewsPill(
    /// The news of the list.
    live: Live,
) -> impl IntoView {
    let bring = move |_| {
        if live.mode.get_untracked() == Mode::Paused {
            live.turn(Mode::On);
        } else {
            live.again.update(|again| *again += 1);
        }
    };
    view! {
        <div class="news" role="status">
            {move || {
                let fresh = live.fresh.get();
                let events = if fresh == 1 { "event" } else { "events" };
                (fresh > 0).then(|| view! {
                    <button type="button" class="news__pill" on:click=bring>{format!("{fresh} new {events} ↑")}</button>
                }.into_any())
            }}
        </div>
    }
    .into_any()
}

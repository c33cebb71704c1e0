//! The browser's connection to the news.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

/// An open connection; it ends when dropped. The browser itself connects again after a loss
/// and says which news came last.
pub struct Source {
    source: EventSource,
    _told: Closure<dyn FnMut(MessageEvent)>,
    _turned: Closure<dyn FnMut(Event)>,
}

impl Source {
    /// Connects. `told` gets each news with its number; `turned` whether there is a connection,
    /// or that the browser has given it up.
    pub fn open(
        address: &str,
        mut told: impl FnMut(String, Option<u64>) + 'static,
        mut turned: impl FnMut(u16) + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
        let told = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                told(text, event.last_event_id().parse().ok());
            }
        });
        let here = source.clone();
        let turned = Closure::<dyn FnMut(Event)>::new(move |_| turned(here.ready_state()));
        source.set_onmessage(Some(told.as_ref().unchecked_ref()));
        source.set_onopen(Some(turned.as_ref().unchecked_ref()));
        source.set_onerror(Some(turned.as_ref().unchecked_ref()));
        Some(Self { source, _told: told, _turned: turned })
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// Whether nobody sees the page just now.
pub fn is_hidden() -> bool {
    document().hidden()
}

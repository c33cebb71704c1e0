//! Suggestions below the query while one types: fields, values, known actions, views.
//!
//! The server says what may be meant and what the query would then be; here it is shown and
//! chosen. Enter stays the search's own key until something is chosen.

#[cfg(feature = "ssr")]
mod place;
mod server;
#[cfg(feature = "ssr")]
mod suggest;

use std::time::Duration;

use leptos::{ev::KeyboardEvent, html::Input, prelude::*, task::spawn_local};

use self::server::{Suggestion, complete};
use super::{address::Address, going::Go};

/// How long typing rests before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// The suggestions for one input.
#[derive(Clone, Copy)]
pub struct Completion {
    /// The input.
    pub input: NodeRef<Input>,
    typed: RwSignal<String>,
    address: Memo<Address>,
    go: Go,
    found: RwSignal<Vec<Suggestion>>,
    chosen: RwSignal<Option<usize>>,
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Completion {
    /// For an input that holds what is typed.
    pub fn new(address: Memo<Address>, typed: RwSignal<String>) -> Self {
        Self {
            input: NodeRef::new(),
            typed,
            address,
            go: Go::here(),
            found: RwSignal::new(vec![]),
            chosen: RwSignal::new(None),
            waiting: StoredValue::new(None),
        }
    }

    /// Whether there is anything to choose from.
    pub fn is_open(self) -> bool {
        !self.found.read().is_empty()
    }

    /// The id of the suggestion that is chosen.
    pub fn active(self) -> Option<String> {
        self.chosen.get().map(option_id)
    }

    /// Asks once typing rests.
    pub fn ask(self) {
        self.stop();
        self.waiting.set_value(set_timeout_with_handle(move || self.ask_now(), REST).ok());
    }

    /// Puts the suggestions away.
    pub fn close(self) {
        self.stop();
        self.chosen.set(None);
        self.found.set(vec![]);
    }

    fn stop(self) {
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    }

    fn ask_now(self) {
        let Some(input) = self.input.get_untracked() else { return };
        let typed = self.typed.get_untracked();
        let cursor = input.selection_start().ok().flatten().unwrap_or_default();
        let address = self.address.get_untracked().bars().with_query("").href();
        spawn_local(async move {
            let found = complete(address, typed.clone(), cursor).await.and_then(|told| told.read());
            // What was typed meanwhile has its own question.
            if self.typed.try_get_untracked() == Some(typed) {
                self.chosen.set(None);
                // What is typed can be searched without suggestions as well.
                self.found.set(found.unwrap_or_default());
            }
        });
    }

    /// Arrows choose, Enter and Tab take what is chosen, Escape puts all away.
    pub fn key(self, event: &KeyboardEvent) {
        let count = self.found.with_untracked(Vec::len);
        let chosen = self.chosen.get_untracked();
        match (event.key().as_str(), chosen) {
            ("ArrowDown", _) if count == 0 => self.ask_now(),
            ("ArrowDown", chosen) => self.chosen.set(Some(chosen.map_or(0, |place| (place + 1) % count))),
            ("ArrowUp", Some(place)) => self.chosen.set(place.checked_sub(1)),
            ("Enter" | "Tab", Some(place)) => self.take(place),
            ("Escape", _) if count > 0 => self.close(),
            ("Enter", None) => return self.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn take(self, place: usize) {
        let Some(taken) = self.found.with_untracked(|found| found.get(place).cloned()) else { return };
        self.close();
        if !taken.href.is_empty() {
            return self.go.to(&Address::parse(&taken.href));
        }
        self.typed.set(taken.query.clone());
        if let Some(input) = self.input.get_untracked() {
            input.set_value(&taken.query);
            // The cursor is then at the end, where one can go on as well.
            let _ = input.set_selection_range(taken.cursor, taken.cursor);
            let _ = input.focus();
        }
        if taken.kind == "field" {
            self.ask();
        }
    }
}

fn option_id(place: usize) -> String {
    format!("suggestion-{place}")
}

/// The list below the input.
#[component]
pub fn Suggestions(
    /// The suggestions.
    completion: Completion,
) -> impl IntoView {
    let option = move |(place, suggestion): (usize, Suggestion)| {
        let is_chosen = move || completion.chosen.get() == Some(place);
        view! {
            <li class="completion__option" role="option" id=option_id(place)
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                on:mousedown=move |event| {
                    // The cursor stays in the query.
                    event.prevent_default();
                    completion.take(place);
                }>
                <span class="completion__kind">{suggestion.kind}</span>
                <span class="completion__label">{suggestion.label}</span>
                <span class="completion__note">{suggestion.note}</span>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="completion" id="completion" role="listbox" aria-label="Suggestions" hidden=move || !completion.is_open()>
            {move || completion.found.get().into_iter().enumerate().map(option).collect_view()}
        </ul>
    }
    .into_any()
}

//! The sheet of keys.

use leptos::prelude::*;

const KEYS: [(&str, &str); 15] = [
    ("/", "write the query"),
    ("t", "choose the time"),
    ("j", "next event"),
    ("k", "previous event"),
    ("Enter", "expand or close the event"),
    ("f", "show or hide the facets"),
    ("l", "follow events as they come"),
    ("s", "save as a view"),
    ("g e", "go to events"),
    ("g v", "go to views"),
    ("g b", "go to boards"),
    ("g a", "go to alerts"),
    ("g o", "go to sources"),
    ("Ctrl K", "find a view or a page"),
    ("?", "this sheet"),
];

/// The dialog; `?` opens it.
#[component]
pub fn KeySheet() -> impl IntoView {
    view! {
        <dialog class="dialog key-sheet" id="key-sheet" aria-labelledby="key-sheet-title">
            <h2 class="dialog__title" id="key-sheet-title">"Keyboard"</h2>
            <dl class="key-sheet__list">
                {KEYS.map(|(key, what)| view! {
                    <div class="key-sheet__row"><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>
                }).collect_view()}
            </dl>
            <form method="dialog"><button class="button">"Close"</button></form>
        </dialog>
    }
}

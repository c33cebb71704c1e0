//! A small fact in a frame.

use leptos::prelude::*;

/// How loudly a chip speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChipKind {
    /// A fact among others.
    #[default]
    Plain,
    /// One that asks for a second look.
    Marked,
}

impl ChipKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Marked => "chip chip--marked",
        }
    }
}

/// A small fact in a frame, with a longer explanation where one is needed.
#[component]
pub fn Chip(
    /// What it says.
    #[prop(into)]
    text: String,
    /// The explanation.
    #[prop(into, optional)]
    title: String,
    /// How loudly.
    #[prop(optional)]
    kind: ChipKind,
) -> impl IntoView {
    view! { <span class=kind.class() title=(!title.is_empty()).then_some(title)>{text}</span> }
}

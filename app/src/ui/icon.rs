//! A handful of drawings on a grid of 16, in the colour of the text beside them.

use leptos::prelude::*;

/// Which drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// Lines of events.
    Events,
    /// A saved search.
    View,
    /// A magnifier.
    Find,
    /// A star, filled.
    Starred,
    /// A person.
    Person,
    /// A clock.
    Clock,
    /// Two sheets.
    Copy,
    /// Boxes that stand above each other.
    Source,
    /// Points down: more behind it.
    Down,
    /// A cross: take away.
    Remove,
    /// A plus in a circle.
    Include,
    /// A minus in a circle.
    Exclude,
    /// A pin.
    Pin,
    /// Columns of three heights.
    Board,
    /// A bell.
    Alert,
    /// Two sliders.
    Settings,
    /// A point with waves around it: what comes now.
    Live,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Events => "M2 4h12M2 8h12M2 12h8",
            Self::View => "M4 2.5h8v11l-4-3-4 3z",
            Self::Find => "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3 14 14",
            Self::Starred => "M8 1.8l1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6z",
            Self::Person => {
                "M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.5 14c.6-3 2.7-4.3 5.5-4.3s4.9 1.3 5.5 4.3"
            }
            Self::Clock => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.6V8l2.4 1.8",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Source => "M3 2.5h10v3H3zM3 6.5h10v3H3zM3 10.5h10v3H3z",
            Self::Down => "M4 6l4 4 4-4",
            Self::Remove => "M4 4l8 8M12 4l-8 8",
            Self::Include => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v6M5 8h6",
            Self::Pin => "M5.5 2h5l-.7 5 2.2 2.5H4L6.2 7zM8 9.5V14",
            Self::Live => {
                "M8 7.2v1.6M5 5a4.2 4.2 0 0 0 0 6M11 5a4.2 4.2 0 0 1 0 6M2.8 2.8a7.4 7.4 0 0 0 0 10.4M13.2 2.8a7.4 7.4 0 0 1 0 10.4"
            }
            Self::Board => "M3 13.5V8M8 13.5V2.5M13 13.5V5.5",
            Self::Alert => "M3 11.5h10L11.7 9V6.5a3.7 3.7 0 0 0-7.4 0V9zM6.8 13.5h2.4",
            Self::Settings => "M2 5h6M12 5h2M2 11h2M8 11h6M10 3v4M6 9v4",
            Self::Exclude => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5 8h6",
        }
    }
}

/// A drawing. It is decoration: the words beside it, or the control's label, say the same.
#[component]
pub fn Icon(
    /// Which drawing.
    glyph: Glyph,
) -> impl IntoView {
    let fill = if glyph == Glyph::Starred { "currentColor" } else { "none" };
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill=fill aria-hidden="true">
            <path d=glyph.path() stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" stroke-linecap="round"></path>
        </svg>
    }
}

//! How grave an event is, by colour and by shape.

use leptos::prelude::*;

/// The severities of the standard, and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Business as usual: a dot.
    Normal,
    /// Worth a look: a triangle.
    Warning,
    /// Act: a diamond.
    Critical,
    /// A level of the sender's own, or none: a ring.
    Other,
}

impl Severity {
    /// Reads a level; senders of plain lines use other words for the same.
    pub fn of(level: &str) -> Self {
        match level.to_ascii_lowercase().as_str() {
            "normal" | "info" | "notice" | "debug" | "trace" => Self::Normal,
            "warning" | "warn" => Self::Warning,
            "critical" | "error" | "err" | "fatal" | "alert" | "emerg" | "emergency" => Self::Critical,
            _ => Self::Other,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Normal => "severity severity--normal",
            Self::Warning => "severity severity--warning",
            Self::Critical => "severity severity--critical",
            Self::Other => "severity",
        }
    }
}

/// The mark of a severity with its word.
#[component]
pub fn SeverityMark(
    /// The level as the line has it.
    #[prop(into)]
    level: String,
) -> impl IntoView {
    let severity = Severity::of(&level);
    let shape = match severity {
        Severity::Normal => view! { <circle cx="5" cy="5" r="3"></circle> }.into_any(),
        Severity::Warning => view! { <path d="M5 .8 9.6 9H.4z"></path> }.into_any(),
        Severity::Critical => view! { <path d="M5 0l5 5-5 5-5-5z"></path> }.into_any(),
        Severity::Other => view! { <circle class="severity__ring" cx="5" cy="5" r="3"></circle> }.into_any(),
    };
    view! {
        <span class=severity.class()>
            <svg class="severity__shape" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">{shape}</svg>
            <span class="severity__word">{level}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_words_for_a_severity_mean_the_same() {
        assert_eq!(Severity::of("WARN"), Severity::Warning);
        assert_eq!(Severity::of("error"), Severity::Critical);
        assert_eq!(Severity::of("mauve"), Severity::Other);
        assert_eq!(Severity::of(""), Severity::Other);
    }
}

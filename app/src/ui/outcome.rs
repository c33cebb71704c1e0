//! How an act ended, by mark and word.

use leptos::prelude::*;

/// The mark of an outcome. An outcome no standard knows is shown as it was written.
#[component]
pub fn OutcomeMark(
    /// `success`, `failure`, `pending`, or anything else.
    #[prop(into)]
    outcome: String,
    /// The reason code beside it, if there is one.
    #[prop(into, optional)]
    code: String,
) -> impl IntoView {
    let (mark, class) = match outcome.as_str() {
        "success" => ("✓", "outcome outcome--success"),
        "failure" => ("✕", "outcome outcome--failure"),
        "pending" => ("…", "outcome outcome--pending"),
        _ => ("", "outcome"),
    };
    view! {
        <span class=class>
            <span class="outcome__mark" aria-hidden="true">{mark}</span>
            <span class="outcome__word">{outcome}</span>
            <span class="outcome__code">{code}</span>
        </span>
    }
}

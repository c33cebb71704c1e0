//! A button that copies a text.

use leptos::prelude::*;

use crate::ui::{Glyph, Icon};

/// Copies a text to the clipboard and says so. It hides where there are no scripts.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// What the button is called.
    #[prop(into)]
    label: String,
    /// Shows the drawing alone, with the label for those who do not see it.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let (copied, set_copied) = signal(false);
    let copy = move |_| {
        #[cfg(feature = "hydrate")]
        {
            // A refused clipboard leaves the text where it can still be selected.
            let _ = window().navigator().clipboard().write_text(&text);
        }
        let _ = &text;
        set_copied.set(true);
        set_timeout(move || set_copied.set(false), std::time::Duration::from_millis(1600));
    };
    let class = if quiet { "button button--quiet needs-scripts" } else { "button needs-scripts" };
    let name = label.clone();
    view! {
        <button type="button" class=class title=label.clone() on:click=copy>
            <Icon glyph=Glyph::Copy/>
            <span class:unseen=quiet role="status">
                {move || if copied.get() { "Copied".to_owned() } else { name.clone() }}
            </span>
        </button>
    }
}

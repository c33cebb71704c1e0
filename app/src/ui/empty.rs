//! What stands where nothing is: what the page is for and the one thing to do next.

use leptos::prelude::*;

use crate::ui::Copy;

/// An empty place that teaches.
#[component]
pub fn Empty(
    /// What is the case.
    #[prop(into)]
    title: String,
    /// What to do about it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="empty">
            <h2 class="empty__title">{title}</h2>
            {children()}
        </section>
    }
}

/// A command for the terminal, to be copied as it stands.
#[component]
pub fn Command(
    /// The command.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="command">
            <pre class="command__text" tabindex="0">{text.clone()}</pre>
            <Copy text=text label="Copy"/>
        </div>
    }
}

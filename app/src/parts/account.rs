//! The account menu: who is signed in, how it looks, and the way out.

use leptos::prelude::*;
use model::person::Role;

use super::{look::LookSwitch, server::FrameFacts};
use crate::ui::{Glyph, Icon};

/// The account menu.
#[component]
pub fn Account(
    /// Who is signed in and what they chose.
    facts: FrameFacts,
) -> impl IntoView {
    let role = match (facts.owner, facts.role) {
        (true, _) => "owner of this desk",
        (_, Role::Manager) => "manager here",
        (_, Role::Member) => "member here",
        (_, Role::Reader) => "reader here",
    };
    view! {
        <details class="account menu" name="frame-menu">
            <summary class="account__now" aria-label=format!("Account of {}", facts.email)>
                <Icon glyph=Glyph::Person/>
                <span class="account__email">{facts.email.clone()}</span>
                <Icon glyph=Glyph::Down/>
            </summary>
            <div class="menu__list menu__list--up">
                <p class="menu__note">{facts.email.clone()}<br/>{role}</p>
                <LookSwitch look=facts.look/>
                <button type="button" class="menu__item needs-scripts" id="open-keys">
                    <span>"Keyboard"</span>
                    <kbd class="menu__aside">"?"</kbd>
                </button>
                <form method="post" action="/api/sign-out">
                    <button class="menu__item">"Sign out"</button>
                </form>
                <form method="post" action="/api/sign-out-everywhere">
                    <button class="menu__item">"Sign out everywhere"</button>
                </form>
            </div>
        </details>
    }
}

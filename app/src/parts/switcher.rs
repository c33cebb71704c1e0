//! The instance switcher at the top left.

use leptos::prelude::*;

use super::server::FrameFacts;
use crate::ui::{Glyph, Icon};

/// Names the instance the desk is about; with more than one, opens the list of them.
#[component]
pub fn Switcher(
    /// The instances and which is current.
    facts: FrameFacts,
) -> impl IntoView {
    let (city, location) = match facts.current() {
        Some(instance) => (instance.city.clone(), instance.location.clone()),
        None => ("No instance".to_owned(), String::new()),
    };
    let name = view! {
        <span class="switcher__mark" aria-hidden="true"></span>
        <span class="switcher__name">
            <span class="switcher__city">{city}</span>
            <span class="switcher__location">{location}</span>
        </span>
    };
    if facts.instances.len() < 2 {
        return view! { <div class="switcher"><div class="switcher__now">{name}</div></div> }.into_any();
    }
    let current = facts.instance.clone();
    let choice = move |instance: super::server::InstanceLink| {
        view! {
            <li>
                <a class="menu__item" href=format!("/events?instance={}", instance.id)
                    aria-current=(instance.id == current).then_some("true")>
                    <span>{instance.city}</span>
                    <span class="menu__aside">{instance.location}</span>
                </a>
            </li>
        }
    };
    view! {
        <details class="switcher menu" name="frame-menu">
            <summary class="switcher__now">{name}<Icon glyph=Glyph::Down/></summary>
            <ul class="menu__list" aria-label="Instances">
                {facts.instances.clone().into_iter().map(choice).collect_view()}
            </ul>
        </details>
    }
    .into_any()
}

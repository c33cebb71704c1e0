//! The column on the left: where one is and where one can go.

use leptos::prelude::*;

use super::{account::Account, server::FrameFacts, switcher::Switcher};
use crate::{
    pages::events::encode,
    ui::{Glyph, Icon},
};

/// The sidebar.
#[component]
pub fn Sidebar(
    /// What it shows.
    facts: FrameFacts,
    /// The path of the page.
    here: Memo<String>,
) -> impl IntoView {
    let suffix =
        if facts.instance.is_empty() { String::new() } else { format!("?instance={}", facts.instance) };
    let current = move |path: &'static str| move || here.get().starts_with(path).then_some("page");
    let starred: Vec<_> = facts.views.iter().filter(|view| view.starred).cloned().collect();
    let categories = facts.categories.clone();
    let in_category =
        |name: &str| facts.views.iter().filter(|view| view.categories.iter().any(|own| own == name)).count();
    let category = |name: &String| {
        let href =
            format!("/views{}{}category={}", suffix, if suffix.is_empty() { '?' } else { '&' }, encode(name));
        view! {
            <li>
                <a class="sidebar__link sidebar__link--sub" href=href>
                    <span class="sidebar__name">{name.clone()}</span>
                    <span class="sidebar__count">{in_category(name)}</span>
                </a>
            </li>
        }
    };
    let page = |id: &'static str, path: &'static str, glyph: Glyph, name: &'static str| {
        view! {
            <li>
                <a class="sidebar__link" id=id href=format!("{path}{suffix}") aria-current=current(path)>
                    <Icon glyph/>
                    <span class="sidebar__name">{name}</span>
                </a>
            </li>
        }
        .into_any()
    };
    view! {
        <header class="sidebar">
            <Switcher facts=facts.clone()/>
            <a class="sidebar__find" id="open-finder" href=format!("/views{suffix}") aria-haspopup="dialog">
                <Icon glyph=Glyph::Find/>
                <span>"Find…"</span>
                <kbd class="sidebar__keys needs-scripts">"Ctrl K"</kbd>
            </a>
            <nav class="sidebar__nav" aria-label="Pages">
                <ul class="sidebar__list">
                    {page("go-events", "/events", Glyph::Events, "Events")}
                    <li>
                        <a class="sidebar__link" id="go-views" href=format!("/views{suffix}") aria-current=current("/views")>
                            <Icon glyph=Glyph::View/>
                            <span class="sidebar__name">"Views"</span>
                            <span class="sidebar__count">{facts.views.len()}</span>
                        </a>
                        <ul class="sidebar__list sidebar__list--sub">
                            {starred.into_iter().map(|view| view! {
                                <li>
                                    <a class="sidebar__link sidebar__link--sub" href=view.href>
                                        <Icon glyph=Glyph::Starred/>
                                        <span class="sidebar__name">{view.name}</span>
                                    </a>
                                </li>
                            }).collect_view()}
                            {categories.iter().map(category).collect_view()}
                        </ul>
                    </li>
                    {page("go-boards", "/boards", Glyph::Board, "Boards")}
                    {page("go-alerts", "/alerts", Glyph::Alert, "Alerts")}
                    <li>
                        <a class="sidebar__link" id="go-sources" href=format!("/sources{suffix}") aria-current=current("/sources")>
                            <Icon glyph=Glyph::Source/>
                            <span class="sidebar__name">"Sources"</span>
                            {(facts.waiting > 0).then(|| view! {
                                <span class="sidebar__count sidebar__count--marked" title="Locations without an instance whose lines are held">
                                    {facts.waiting}<span class="sidebar__word">" waiting"</span>
                                </span>
                            })}
                        </a>
                    </li>
                    {page("go-activity", "/activity", Glyph::Person, "Activity")}
                    {page("go-settings", "/settings", Glyph::Settings, "Settings")}
                </ul>
            </nav>
            <Account facts=facts.clone()/>
        </header>
    }
}

//! The finder: every page and view by a few letters of its name.

use leptos::prelude::*;

use super::server::FrameFacts;
use crate::ui::{Glyph, Icon, memo};

/// One thing that can be gone to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    name: String,
    kind: String,
    href: String,
}

/// What the finder offers: pages first, then views, then instances.
fn places(facts: &FrameFacts) -> Vec<Place> {
    let here = &facts.instance;
    let place = |name: &str, kind: &str, href: String| Place { name: name.into(), kind: kind.into(), href };
    let page = |(name, path): &(String, String)| place(name, "page", format!("{path}?instance={here}"));
    let mut places: Vec<Place> = facts.pages.iter().map(page).collect();
    for view in &facts.views {
        let kind = if view.categories.is_empty() {
            "view".to_owned()
        } else {
            format!("view in {}", view.categories.join(", "))
        };
        places.push(place(&view.name, &kind, view.href.clone()));
    }
    for instance in facts.instances.iter().filter(|instance| instance.id != *here) {
        places.push(place(&instance.city, &instance.location, format!("/events?instance={}", instance.id)));
    }
    places
}

/// Whether every word of what was typed stands somewhere in the place's name or kind.
fn fits(place: &Place, typed: &str) -> bool {
    let text = format!("{} {}", place.name, place.kind).to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// The dialog; `Ctrl K` opens it.
#[component]
pub fn Finder(
    /// What can be found.
    facts: FrameFacts,
) -> impl IntoView {
    let all = places(&facts);
    let typed = RwSignal::new(String::new());
    let found = memo(move |_| {
        let typed = typed.get();
        all.iter().filter(|place| fits(place, &typed)).take(12).cloned().collect::<Vec<_>>()
    });
    let row = |place: Place| {
        view! {
            <li>
                <a class="finder__place" href=place.href>
                    <span class="finder__name">{place.name}</span>
                    <span class="finder__kind">{place.kind}</span>
                </a>
            </li>
        }
    };
    view! {
        <dialog class="dialog finder" id="finder" aria-label="Find a view or a page">
            <div class="finder__bar">
                <Icon glyph=Glyph::Find/>
                <input class="finder__input" id="finder-input" type="text" autocomplete="off"
                    placeholder="A view, a page, an instance" aria-label="Find" aria-controls="finder-list"
                    prop:value=typed on:input=move |event| typed.set(event_target_value(&event))/>
            </div>
            <ul class="finder__list" id="finder-list">
                {move || found.get().into_iter().map(row).collect_view()}
            </ul>
            <p class="finder__none" role="status">
                {move || found.read().is_empty().then_some("Nothing here has that name.")}
            </p>
        </dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_typed_must_be_there_in_any_order() {
        let place =
            Place { name: "Refused by IAM".into(), kind: "view in Access".into(), href: String::new() };
        assert!(fits(&place, ""));
        assert!(fits(&place, "iam acc"));
        assert!(!fits(&place, "iam backup"));
    }
}

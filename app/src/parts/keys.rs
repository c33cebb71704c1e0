//! The keyboard: what a key does depends only on what the page shows, so it works on the
//! page's elements by their ids and needs to know no page.

/// Which act a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg(any(feature = "hydrate", test))]
enum Act {
    /// Puts the cursor into an input.
    Focus(&'static str),
    /// Opens a fold and goes to its first input.
    Open(&'static str),
    /// Follows a link or presses a button.
    Follow(&'static str),
    /// Shows a dialog.
    Show(&'static str),
    /// Goes to the next row, or the one before.
    Step(i32),
    /// Waits for the second key.
    Wait,
}

/// The act of a key, `before` being the key pressed just before it.
#[cfg(any(feature = "hydrate", test))]
fn act(before: &str, key: &str) -> Option<Act> {
    Some(match (before, key) {
        ("g", "a") => Act::Follow("go-alerts"),
        ("g", "e") => Act::Follow("go-events"),
        ("g", "o") => Act::Follow("go-sources"),
        ("g", "v") => Act::Follow("go-views"),
        ("g", "b") => Act::Follow("go-boards"),
        (_, "/") => Act::Focus("query"),
        (_, "t") => Act::Open("time-range"),
        (_, "s") => Act::Open("save-view"),
        (_, "l") => Act::Follow("live"),
        (_, "f") => Act::Follow("facets-switch"),
        (_, "j") => Act::Step(1),
        (_, "k") => Act::Step(-1),
        (_, "?") => Act::Show("key-sheet"),
        (_, "g") => Act::Wait,
        _ => return None,
    })
}

/// Listens for keys as long as the frame stands. Does nothing on the server.
pub fn listen() {
    #[cfg(feature = "hydrate")]
    browser::listen();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{ev, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

    use super::{Act, act};

    pub fn listen() {
        let before = StoredValue::new(String::new());
        let keys = window_event_listener(ev::keydown, move |event| {
            let was = before.get_value();
            before.set_value(String::new());
            if let Some(key) = pressed(&event, &was) {
                before.set_value(key);
            }
        });
        let clicks = window_event_listener(ev::click, |event| {
            let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
                return;
            };
            clicked(&target, &event);
        });
        on_cleanup(move || {
            keys.remove();
            clicks.remove();
        });
    }

    /// Does what a key stands for, and gives the key back if a second one is to follow.
    fn pressed(event: &KeyboardEvent, before: &str) -> Option<String> {
        let key = event.key();
        if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            show("finder");
            return None;
        }
        if key == "Escape" {
            close_folds(None);
        }
        if document().query_selector("#finder[open]").is_ok_and(|finder| finder.is_some()) {
            in_finder(event, &key);
            return None;
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(event) {
            return None;
        }
        let act = act(before, &key)?;
        let done = match act {
            Act::Focus(id) => focus(id),
            Act::Open(id) => open(id),
            Act::Follow(id) => element(id).map(|link| link.click()).is_some(),
            Act::Show(id) => show(id),
            Act::Step(by) => step(".event-list__link", by),
            Act::Wait => return Some(key),
        };
        if done {
            event.prevent_default();
        }
        None
    }

    /// Buttons that stand for a key, and folds that close when one clicks beside them.
    fn clicked(target: &Element, event: &web_sys::MouseEvent) {
        for (opener, dialog) in [("#open-finder", "finder"), ("#open-keys", "key-sheet")] {
            if target.closest(opener).ok().flatten().is_some() && show(dialog) {
                event.prevent_default();
            }
        }
        if let Some(dialog) = target.dyn_ref::<HtmlDialogElement>() {
            // The click went beside the dialog's content: on the backdrop.
            dialog.close();
        }
        if let Ok(Some(dialog)) = target
            .closest("dialog a[href]")
            .map(|link| link.and_then(|link| link.closest("dialog").ok().flatten()))
            && let Some(dialog) = dialog.dyn_ref::<HtmlDialogElement>()
        {
            dialog.close();
        }
        // Whoever followed a link has chosen; any other click in a fold leaves it open.
        let fold =
            if target.closest("a[href]").is_ok_and(|link| link.is_some()) { "link" } else { "details" };
        close_folds(target.closest(fold).ok().flatten().as_ref());
    }

    fn close_folds(but: Option<&Element>) {
        let Ok(folds) = document().query_selector_all("details.menu[open]") else { return };
        for place in 0..folds.length() {
            let fold = folds.item(place).and_then(|fold| fold.dyn_into::<Element>().ok());
            if let Some(fold) = fold.filter(|fold| Some(fold) != but) {
                // A fold that does not close stays open; nothing is lost.
                let _ = fold.remove_attribute("open");
            }
        }
    }

    fn is_typing(event: &KeyboardEvent) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|target| {
            matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || target.closest("dialog[open]").ok().flatten().is_some()
        })
    }

    fn element(id: &str) -> Option<HtmlElement> {
        document().get_element_by_id(id)?.dyn_into().ok()
    }

    fn focus(id: &str) -> bool {
        let Some(element) = element(id) else { return false };
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            // One goes on where the text ends; where that is refused, where it begins.
            let end = input.value().len().try_into().unwrap_or(u32::MAX);
            let _ = input.set_selection_range(end, end);
        }
        element.focus().is_ok()
    }

    fn open(id: &str) -> bool {
        let Some(fold) = document().get_element_by_id(id) else { return false };
        if fold.toggle_attribute("open").unwrap_or(false)
            && let Ok(Some(input)) = fold.query_selector("input:not([type=hidden]), select, textarea")
            && let Some(input) = input.dyn_ref::<HtmlElement>()
        {
            // Without focus the fold is open all the same.
            let _ = input.focus();
        }
        true
    }

    fn show(id: &str) -> bool {
        let dialog = element(id).and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok());
        dialog.is_some_and(|dialog| dialog.open() || dialog.show_modal().is_ok())
    }

    /// Arrows walk through what was found; Enter while typing takes the first.
    fn in_finder(event: &KeyboardEvent, key: &str) {
        let places = ".finder__place";
        let done = match key {
            "ArrowDown" => step(places, 1),
            "ArrowUp" => step(places, -1) || focus("finder-input"),
            "Enter" if is_typing_into(event, "finder-input") => {
                let first = document().query_selector(places).ok().flatten();
                first
                    .and_then(|first| first.dyn_into::<HtmlElement>().ok())
                    .map(|first| first.click())
                    .is_some()
            }
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    }

    fn is_typing_into(event: &KeyboardEvent, id: &str) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|target| target.id() == id)
    }

    fn step(links: &str, by: i32) -> bool {
        let Ok(links) = document().query_selector_all(links) else { return false };
        let count = i32::try_from(links.length()).unwrap_or(i32::MAX);
        let active = document().active_element();
        let link = |place: i32| {
            let item = links.item(u32::try_from(place).ok()?)?;
            item.dyn_into::<HtmlElement>().ok()
        };
        let current = (0..count).find(|place| {
            link(*place).map(Element::from).zip(active.clone()).is_some_and(|(link, active)| link == active)
        });
        let next = current.map_or(if by > 0 { 0 } else { -1 }, |current| current + by);
        link(next).is_some_and(|link| link.focus().is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g_alone_waits_and_goes_somewhere_with_the_next_key() {
        assert_eq!(act("", "g"), Some(Act::Wait));
        assert_eq!(act("g", "e"), Some(Act::Follow("go-events")));
        assert_eq!(act("", "e"), None);
        assert_eq!(act("g", "/"), Some(Act::Focus("query")));
    }
}

//! Which series are hidden. Graphs that are drawn anew stand in the same places of the page, maybe with other
//! series: what was hidden is found again by its name.

use std::{cell::RefCell, collections::HashSet};

use leptos::{ev, html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

thread_local! {
    static HIDDEN: RefCell<HashSet<String>> = RefCell::default();
}

/// Puts the boxes right once graphs are drawn, and the one place of each that the Tab key stops at.
pub fn settle(graphs: NodeRef<Div>) {
    Effect::new(move |_| {
        let Some(graphs) = graphs.get() else { return };
        request_animation_frame(move || {
            each(&graphs, ".graph__toggle", |toggle| {
                let (Some(name), Some(toggle)) = (name_of(toggle), toggle.dyn_ref::<HtmlInputElement>())
                else {
                    return;
                };
                toggle.set_checked(!HIDDEN.with_borrow(|hidden| hidden.contains(&name)));
            });
            each(&graphs, "g:first-of-type > .chart__spot", |spot| {
                // A further stop for the Tab key does no harm.
                let _ = spot.set_attribute("tabindex", "0");
            });
        });
    });
}

/// Remembers what was hidden or shown.
pub fn changed(event: &ev::Event) {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(toggle) = target.filter(|target| target.class_list().contains("graph__toggle")) else { return };
    let Some(name) = name_of(&toggle) else { return };
    HIDDEN
        .with_borrow_mut(|hidden| if toggle.checked() { hidden.remove(&name) } else { hidden.insert(name) });
}

fn name_of(toggle: &Element) -> Option<String> {
    let graph = toggle.closest("figure").ok()??.get_attribute("data-graph")?;
    Some(format!("{graph} {}", toggle.get_attribute("data-label")?))
}

fn each(of: &Element, which: &str, mut act: impl FnMut(&Element)) {
    let Ok(found) = of.query_selector_all(which) else { return };
    for place in 0..found.length() {
        if let Some(element) = found.item(place).and_then(|found| found.dyn_into::<Element>().ok()) {
            act(&element);
        }
    }
}

//! Pointing at graphs: what is there is told in all of them at once, dragging zooms all, a click leads to
//! the events.

use std::{cell::RefCell, time::Duration};

use leptos::{ev, html::Div, leptos_dom::helpers::IntervalHandle, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::pages::events::encode;

type Go = Box<dyn Fn(&str) + Send + Sync>;

/// What is pointed at among graphs.
#[derive(Clone, Copy)]
pub struct Pointing {
    /// What holds all graphs.
    pub graphs: NodeRef<Div>,
    zoom: StoredValue<String>,
    go: StoredValue<Go>,
    /// Where dragging began and has come to: the ranges there.
    dragged: StoredValue<Option<[(String, String); 2]>>,
    /// Whether the click that follows was a drag.
    was_dragged: StoredValue<bool>,
}

thread_local! {
    /// What looks again: it outlives the graphs, which are gone for a while when the server does not answer.
    static AGAIN: RefCell<Option<IntervalHandle>> = const { RefCell::new(None) };
}

/// Looks again and again, for as long as one stays on the page.
pub fn again(seconds: u32, done: Callback<()>) {
    Effect::new(move |_| {
        stop();
        let here = location().pathname().ok();
        let every = Duration::from_secs(u64::from(seconds));
        let look = move || if location().pathname().ok() == here { done.run(()) } else { stop() };
        if seconds > 0 {
            AGAIN.set(set_interval_with_handle(look, every).ok());
        }
    });
}

fn stop() {
    if let Some(handle) = AGAIN.take() {
        handle.clear();
    }
}

impl Pointing {
    /// Over graphs of a page whose address, without a range, is this.
    pub fn new(zoom: String) -> Self {
        let navigate = leptos_router::hooks::use_navigate();
        let go: Go = Box::new(move |href| navigate(href, leptos_router::NavigateOptions::default()));
        Self {
            graphs: NodeRef::new(),
            zoom: StoredValue::new(zoom),
            go: StoredValue::new(go),
            dragged: StoredValue::new(None),
            was_dragged: StoredValue::new(false),
        }
    }

    /// Has the Tab key stop at the first place of each graph. Graphs that are drawn anew stand in the same places
    /// of the page, in which somebody may have walked on.
    pub fn settle(self) {
        Effect::new(move |_| {
            if self.graphs.get().is_some() {
                request_animation_frame(move || {
                    for spot in all(self.graphs, "g:first-of-type > .chart__spot") {
                        set(&spot, "tabindex", "0");
                    }
                });
            }
        });
    }

    /// Tells what is under the pointer or the cursor, in every graph that has the same time.
    pub fn over(self, event: &ev::Event) {
        let Some(spot) = spot_of(event) else { return };
        let range = range_of(&spot);
        if let Some(dragged) = self.dragged.get_value() {
            self.dragged.set_value(Some([dragged[0].clone(), range.clone()]));
        }
        let chosen = self
            .dragged
            .get_value()
            .map(|[one, other]| if one.0 <= other.0 { (one.0, other.0) } else { (other.0, one.0) });
        for figure in all(self.graphs, "figure") {
            let mut told = String::new();
            for other in children(&figure, ".chart__spot") {
                let from = other.get_attribute("data-from").unwrap_or_default();
                let is_here = other == spot || (!from.is_empty() && from == range.0);
                let is_chosen = chosen
                    .as_ref()
                    .is_some_and(|(first, last)| first <= &from && &from <= last && !from.is_empty());
                mark(&other, "chart__spot--here", is_here);
                mark(&other, "chart__spot--chosen", is_chosen);
                if is_here {
                    told = other.get_attribute("aria-label").unwrap_or_default();
                }
            }
            self.tell(&figure, &told);
        }
    }

    /// Nothing is pointed at any more.
    pub fn leave(self) {
        for figure in all(self.graphs, "figure") {
            for spot in children(&figure, ".chart__spot") {
                mark(&spot, "chart__spot--here", false);
                mark(&spot, "chart__spot--chosen", false);
            }
            self.tell(&figure, "");
        }
        self.dragged.set_value(None);
    }

    fn tell(self, figure: &Element, told: &str) {
        if let Some(place) = children(figure, ".graph__told").pop() {
            place.set_text_content(Some(told));
        }
    }

    /// A drag may begin here.
    pub fn pressed(self, event: &ev::PointerEvent) {
        self.was_dragged.set_value(false);
        if let Some(target) = element_of(event) {
            // A finger keeps what it touched first; let go, it tells what it comes over.
            let _ = target.release_pointer_capture(event.pointer_id());
        }
        let spot = spot_of(event).map(|spot| range_of(&spot)).filter(|range| !range.0.is_empty());
        self.dragged.set_value(spot.filter(|_| event.button() == 0).map(|range| [range.clone(), range]));
    }

    /// The drag ends: all graphs show what was dragged over.
    pub fn released(self, event: &ev::PointerEvent) {
        self.over(event);
        let Some([one, other]) = self.dragged.get_value() else { return };
        self.leave();
        if one != other {
            self.was_dragged.set_value(true);
            self.zoom_to(&one, &other);
        }
    }

    /// A click is left to the link, unless it ends a drag.
    pub fn clicked(self, event: &ev::MouseEvent) {
        if self.was_dragged.get_value() {
            self.was_dragged.set_value(false);
            event.prevent_default();
        }
        let tool =
            element_of(event).and_then(|it| it.closest("a").ok()?).and_then(|it| it.get_attribute("href"));
        match tool.as_deref() {
            Some("#print") => {
                event.prevent_default();
                // Where nothing can be printed the page stays as it is.
                let _ = window().print();
            }
            Some("#full") => {
                event.prevent_default();
                if let Some(graphs) = self.graphs.get_untracked() {
                    // A browser that refuses says so itself.
                    let _ = graphs.request_fullscreen();
                }
            }
            Some(href) if spot_of(event).is_some() && is_plain(event) => {
                event.prevent_default();
                self.go.with_value(|go| go(href));
            }
            _ => {}
        }
    }

    /// Arrows walk from place to place, with Shift they choose; Enter zooms where something is chosen.
    pub fn key(self, event: &ev::KeyboardEvent) {
        let Some(spot) = spot_of(event) else { return };
        let step = match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => -1,
            "ArrowRight" | "ArrowDown" => 1,
            "Escape" => return self.leave(),
            "Enter" => {
                if let Some([one, other]) = self.dragged.get_value().filter(|[one, other]| one != other) {
                    event.prevent_default();
                    self.leave();
                    self.zoom_to(&one, &other);
                }
                return;
            }
            _ => return,
        };
        let Some(chart) = spot.closest("svg").ok().flatten() else { return };
        let spots = children(&chart, ".chart__spot");
        let Some(at) = spots.iter().position(|other| *other == spot) else { return };
        let Some(next) = at.checked_add_signed(step).and_then(|at| spots.get(at)) else { return };
        event.prevent_default();
        let range = range_of(&spot);
        let begun = self.dragged.get_value();
        self.dragged.set_value(
            (event.shift_key() && !range.0.is_empty()).then(|| begun.unwrap_or([range.clone(), range])),
        );
        set(&spot, "tabindex", "-1");
        set(next, "tabindex", "0");
        if let Some(next) = next.dyn_ref::<web_sys::SvgElement>() {
            // Without focus it is where the next Tab leads.
            let _ = next.focus();
        }
    }

    fn zoom_to(self, one: &(String, String), other: &(String, String)) {
        let (from, to) = if one.0 <= other.0 { (&one.0, &other.1) } else { (&other.0, &one.1) };
        let href = self.zoom.with_value(|zoom| format!("{zoom}&from={}&to={}", encode(from), encode(to)));
        self.go.with_value(|go| go(&href));
    }
}

fn element_of(event: &ev::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// Whether a click is not to open another tab or window.
fn is_plain(event: &ev::MouseEvent) -> bool {
    event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key()
}

fn spot_of(event: &ev::Event) -> Option<Element> {
    element_of(event)?.closest(".chart__spot").ok().flatten()
}

fn range_of(spot: &Element) -> (String, String) {
    (spot.get_attribute("data-from").unwrap_or_default(), spot.get_attribute("data-to").unwrap_or_default())
}

fn all(of: NodeRef<Div>, which: &str) -> Vec<Element> {
    of.get_untracked().map(|of| children(&of, which)).unwrap_or_default()
}

fn children(of: &Element, which: &str) -> Vec<Element> {
    let Ok(found) = of.query_selector_all(which) else { return vec![] };
    (0..found.length()).filter_map(|place| found.item(place)).map(JsCast::unchecked_into).collect()
}

fn mark(element: &Element, class: &str, on: bool) {
    // A place that can not be marked is told all the same.
    let _ = element.class_list().toggle_with_force(class, on);
}

fn set(element: &Element, name: &str, value: &str) {
    // A further stop for the Tab key does no harm.
    let _ = element.set_attribute(name, value);
}

//! Arranging graphs by dragging and by keyboard. Each move is one of the forms in the graph's menu, sent
//! for the person who moves.

use std::cell::RefCell;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

thread_local! {
    /// The graph that was moved last: its handle has the cursor again when the graphs stand anew.
    static MOVED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The arranging of some graphs.
#[derive(Clone, Copy)]
pub struct Arrange {
    is_on: bool,
    lifted: StoredValue<String>,
}

impl Arrange {
    /// For graphs that may be arranged, or may not.
    pub fn new(is_on: bool) -> Self {
        Effect::new(move |_| request_animation_frame(back_to_handle));
        Self { is_on, lifted: StoredValue::new(String::new()) }
    }

    /// Whether graphs may be arranged.
    pub fn is_on(self) -> bool {
        self.is_on
    }

    /// Arrow keys on a handle move its graph, with Shift they size it.
    pub fn key(self, event: &ev::KeyboardEvent) {
        let Some(figure) = figure_of(event, ".graph__handle") else { return };
        let step = match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft" | "ArrowUp", false) => "earlier",
            ("ArrowRight" | "ArrowDown", false) => "later",
            ("ArrowLeft", true) => "narrower",
            ("ArrowRight", true) => "wider",
            ("ArrowUp", true) => "shorter",
            ("ArrowDown", true) => "taller",
            _ => return,
        };
        event.prevent_default();
        send(&figure, &format!("input[value=\"{step}\"]"), None);
    }

    /// A graph is lifted by its handle.
    pub fn lifted(self, event: &ev::DragEvent) {
        match figure_of(event, ".graph__handle") {
            Some(figure) => self.lifted.set_value(id_of(&figure)),
            None => event.prevent_default(),
        }
    }

    /// It may be dropped on any other.
    pub fn over(self, event: &ev::DragEvent) {
        if !self.lifted.with_value(String::is_empty) {
            event.prevent_default();
        }
    }

    /// It takes the place of the graph it is dropped on.
    pub fn dropped(self, event: &ev::DragEvent) {
        let lifted = self.lifted.get_value();
        self.lifted.set_value(String::new());
        let Some(target) = figure_of(event, "figure").filter(|_| !lifted.is_empty()) else { return };
        event.prevent_default();
        // As the server told it, whatever was written since.
        let place = |figure: &Element| input(figure, "input[name=position]")?.get_attribute("value");
        let figure = document().query_selector(&format!("figure[data-graph=\"{lifted}\"]")).ok().flatten();
        if let (Some(figure), Some(place)) = (figure, place(&target)) {
            send(&figure, "input[name=position]", Some(&place));
        }
    }
}

/// Gives the handle of the graph that was moved last the cursor again. The handle that has it may be that of
/// another graph by now.
fn back_to_handle() {
    let moved = MOVED.take();
    let of_page = |it: &Element| it.tag_name() == "BODY" || it.class_list().contains("graph__handle");
    if moved.is_empty() || !document().active_element().as_ref().is_none_or(of_page) {
        return;
    }
    let handle = document().query_selector(&format!("[data-graph=\"{moved}\"] .graph__handle"));
    if let Some(handle) = handle.ok().flatten().and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // Without focus it is where the next Tab leads.
        let _ = handle.focus();
    }
}

/// The graph of what an event is about, if that is in one of these.
fn figure_of(event: &ev::Event, within: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(within).ok()??.closest("figure").ok()?
}

fn id_of(figure: &Element) -> String {
    figure.get_attribute("data-graph").unwrap_or_default()
}

fn input(figure: &Element, which: &str) -> Option<HtmlInputElement> {
    figure.query_selector(which).ok()??.dyn_into().ok()
}

/// Sends the form of a graph that has this input, with this in it.
fn send(figure: &Element, which: &str, value: Option<&str>) {
    let Some(input) = input(figure, which) else { return };
    let before = input.value();
    if let Some(value) = value {
        input.set_value(value);
    }
    let form = input.closest("form").ok().flatten().and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        MOVED.set(id_of(figure));
        // A form that can not be sent says so itself.
        let _ = form.request_submit();
    }
    input.set_value(&before);
}

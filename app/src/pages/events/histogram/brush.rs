//! Choosing a range by dragging over the bars, or with Shift and the arrow keys.

use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    html::Ol,
    prelude::*,
};

use crate::pages::events::{address::Address, going::Go};

/// What is chosen among the bars.
#[derive(Clone, Copy)]
pub struct Brush {
    /// The list of bars.
    pub list: NodeRef<Ol>,
    ranges: StoredValue<Vec<(String, String)>>,
    address: Memo<Address>,
    go: Go,
    /// The bar at which it began, and the bar it has come to.
    chosen: StoredValue<Option<(usize, usize)>>,
}

impl Brush {
    /// Over bars with these ranges.
    pub fn new(ranges: Vec<(String, String)>, address: Memo<Address>) -> Self {
        let last = ranges.len().saturating_sub(1);
        let brush = Self {
            list: NodeRef::new(),
            ranges: StoredValue::new(ranges),
            address,
            go: Go::here(),
            chosen: StoredValue::new(None),
        };
        // With scripts the bars are one stop for the Tab key: arrows walk through them.
        Effect::new(move |_| brush.stop_at(last));
        brush
    }

    /// A drag may begin here.
    pub fn pressed(self, event: &PointerEvent) {
        if event.button() == 0 {
            self.chosen.set_value(self.under(event).map(|place| (place, place)));
        }
    }

    /// The drag goes on.
    pub fn moved(self, event: &PointerEvent) {
        let (Some((start, end)), Some(place)) = (self.chosen.get_value(), self.under(event)) else { return };
        if event.buttons() == 0 {
            self.clear();
        } else if place != end || start != end {
            if start == end {
                // From here on it is no click on a bar any more.
                self.capture(event.pointer_id());
            }
            self.choose(start, place);
        }
    }

    /// The drag ends; a click is left to the link.
    pub fn released(self) {
        match self.chosen.get_value() {
            Some((start, end)) if start != end => self.zoom(),
            _ => self.clear(),
        }
    }

    /// Arrows go from bar to bar, with Shift they choose, Enter zooms, Escape gives up.
    pub fn key(self, event: &KeyboardEvent) {
        let Some(place) = self.focused() else { return };
        let last = self.ranges.with_value(Vec::len).saturating_sub(1);
        let next = match event.key().as_str() {
            "ArrowLeft" => place.saturating_sub(1),
            "ArrowRight" => (place + 1).min(last),
            "Home" => 0,
            "End" => last,
            "Escape" => return self.clear(),
            "Enter" if self.chosen.with_value(Option::is_some) => {
                event.prevent_default();
                return self.zoom();
            }
            _ => return,
        };
        event.prevent_default();
        if event.shift_key() {
            let start = self.chosen.get_value().map_or(place, |(start, _)| start);
            self.choose(start, next);
        } else {
            self.clear();
        }
        self.stop_at(next);
        self.focus(next);
    }

    /// Gives up what was chosen.
    pub fn clear(self) {
        self.chosen.set_value(None);
        self.mark(None);
    }

    fn choose(self, start: usize, end: usize) {
        self.chosen.set_value(Some((start, end)));
        self.mark(Some((start.min(end), start.max(end))));
    }

    fn zoom(self) {
        let Some((start, end)) = self.chosen.get_value() else { return };
        self.clear();
        let range = self.ranges.with_value(|ranges| {
            Some((ranges.get(start.min(end))?.0.clone(), ranges.get(start.max(end))?.1.clone()))
        });
        if let Some((from, to)) = range {
            self.go.to(&self.address.get_untracked().over(&from, &to));
        }
    }

    /// The bar under the pointer.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "pixels"
    )]
    fn under(self, event: &PointerEvent) -> Option<usize> {
        let list = self.list.get_untracked()?.get_bounding_client_rect();
        let count = self.ranges.with_value(Vec::len);
        let place = (f64::from(event.client_x()) - list.left()) / list.width() * count as f64;
        Some((place.max(0.0) as usize).min(count.saturating_sub(1)))
    }

    fn capture(self, pointer: i32) {
        if let Some(list) = self.list.get_untracked() {
            // Without it the drag ends at the edge of the bars.
            let _ = list.set_pointer_capture(pointer);
        }
    }

    /// The bar that has the cursor.
    fn focused(self) -> Option<usize> {
        let bar = document().active_element()?.parent_element()?;
        let bars = self.list.get_untracked()?.children();
        (0..bars.length()).find(|place| bars.item(*place).as_ref() == Some(&bar)).map(|place| place as usize)
    }

    fn each(self, mut act: impl FnMut(usize, &web_sys::Element)) {
        let Some(list) = self.list.get_untracked() else { return };
        let bars = list.children();
        for place in 0..bars.length() {
            if let Some(bar) = bars.item(place) {
                act(place as usize, &bar);
            }
        }
    }

    fn mark(self, chosen: Option<(usize, usize)>) {
        self.each(|place, bar| {
            let inside = chosen.is_some_and(|(first, last)| (first..=last).contains(&place));
            // A bar that can not be marked is chosen all the same.
            let _ = bar.class_list().toggle_with_force("histogram__bar--chosen", inside);
        });
    }

    fn stop_at(self, stop: usize) {
        self.each(|place, bar| {
            if let Some(link) = bar.first_element_child() {
                // A further stop for the Tab key does no harm.
                let _ = link.set_attribute("tabindex", if place == stop { "0" } else { "-1" });
            }
        });
    }

    fn focus(self, wanted: usize) {
        use wasm_bindgen::JsCast;
        self.each(|place, bar| {
            let link = bar.first_element_child().filter(|_| place == wanted);
            if let Some(link) = link.as_ref().and_then(|link| link.dyn_ref::<web_sys::HtmlElement>()) {
                // Without focus it is where the next Tab leads.
                let _ = link.focus();
            }
        });
    }
}

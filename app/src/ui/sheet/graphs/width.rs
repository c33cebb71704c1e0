//! Has the server draw for the page as wide as it is.

use std::time::Duration;

use leptos::{ev, html::Div, leptos_dom::helpers::TimeoutHandle, prelude::*};

/// What is drawn for another width is stretched; up to here that does no harm.
const SLACK: f64 = 0.1;
/// So long after a window was sized for the last time it is drawn anew; meanwhile drawings are stretched.
const REST: Duration = Duration::from_millis(250);

/// Tells the server how wide the graphs may be, for this page and those to come, and asks again where they
/// were drawn for another width, now or when the window is sized.
pub fn fit(graphs: NodeRef<Div>, drawn: u32, done: Callback<()>) {
    let look = move |is_sized: bool| {
        let Some(graphs) = graphs.get_untracked() else { return };
        let width = graphs.get_bounding_client_rect().width();
        let is_off = width > 0.0 && (width / f64::from(drawn) - 1.0).abs() > SLACK;
        // What was said before and did not help is not asked again; another window may have said it, though.
        if is_off && (say(width) || is_sized) {
            done.run(());
        }
    };
    Effect::new(move |_| {
        graphs.track();
        look(false);
    });
    let resting = StoredValue::new(None::<TimeoutHandle>);
    let wake = move || {
        if let Some(timer) = resting.try_get_value().flatten() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        let sized = window_event_listener(ev::resize, move |_| {
            wake();
            resting.set_value(set_timeout_with_handle(move || look(true), REST).ok());
        });
        on_cleanup(move || {
            sized.remove();
            wake();
        });
    });
}

/// Writes the cookie; false where it said so already, or can not be written.
fn say(width: f64) -> bool {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() else { return false };
        let said = format!("spoor-width={width:.0}");
        if document.cookie().unwrap_or_default().contains(&said) {
            return false;
        }
        document.set_cookie(&format!("{said}; path=/; max-age=31536000; samesite=lax")).is_ok()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = width;
        false
    }
}

//! Has the server draw for the page as wide as it is.

use leptos::{html::Div, prelude::*};

/// What is drawn for another width is stretched; up to here that does no harm.
const SLACK: f64 = 0.1;

/// Tells the server how wide the graphs may be, for this page and those to come, and asks again where they
/// were drawn for another width.
pub fn fit(graphs: NodeRef<Div>, drawn: u32, done: Callback<()>) {
    Effect::new(move |_| {
        let Some(graphs) = graphs.get() else { return };
        let width = graphs.get_bounding_client_rect().width();
        if width > 0.0 && (width / f64::from(drawn) - 1.0).abs() > SLACK && say(width) {
            done.run(());
        }
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

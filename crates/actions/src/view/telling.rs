//! What the events of views tell.

use model::{audit::with_change, category::Category, view::View};
use serde_json::{Value, json};

use crate::{alert, category};

/// The documented fields of the events (spec 7.3).
pub(super) fn to_request(view: &View, categories: &[Category]) -> Value {
    json!({
        "name": view.draft.name,
        "query": view.draft.query,
        "hosts": view.draft.hosts,
        "apps": view.draft.apps,
        "levels": view.draft.levels,
        "category": category::names(&view.categories, categories),
        "viewId": view.id,
        "description": view.draft.description,
        "customLine": view.draft.custom_line,
    })
}

/// The same, and what an alert is, which is documented nowhere: that of a view that was made or that
/// is gone would not be told at all.
pub(super) fn with_alert(view: &View, categories: &[Category], when: &str) -> Value {
    let mut request = to_request(view, categories);
    if view.alert != model::view::ViewAlert::None {
        request["spoor"] = json!({when: in_full(view, categories)});
    }
    request
}

/// The fields with everything that is different.
pub(super) fn changed(
    before: &View,
    old_categories: &[Category],
    view: &View,
    categories: &[Category],
) -> Value {
    let mut after = in_full(view, categories);
    after["channels"] = alert::masked_after(before.alert.channels(), view.alert.channels());
    with_change(to_request(view, categories), in_full(before, old_categories), after)
}

/// Everything of a view, for before and after; nothing secret.
fn in_full(view: &View, categories: &[Category]) -> Value {
    let mut full = to_request(view, categories);
    full["tags"] = json!(view.draft.tags);
    full["channels"] = alert::masked(view.alert.channels());
    full["presetid"] = json!(view.alert.preset());
    full
}

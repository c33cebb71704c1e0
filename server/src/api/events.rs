//! `/v1/events`: our own door for sending events and for asking about them.

mod aggregate;
mod context;
mod create;
mod facets;
mod fields;
mod find;
mod histogram;
mod list;
mod parameters;
mod tail;

pub use aggregate::aggregate;
pub use context::context;
pub use create::create;
pub(crate) use create::read_line;
pub use facets::facets;
pub use fields::fields;
pub use find::find;
pub use histogram::histogram;
pub use list::list;
pub use tail::tail;

use std::time::Duration;

use axum::Json;
use model::{event::Event, line::StoredLine, time};
use serde_json::{Value, json};

/// One line as programs read it.
fn to_json(stored: &StoredLine) -> Value {
    let line = &stored.line;
    let mut told = json!({
        "id": stored.id,
        "seq": stored.id.seq,
        "time": time::format_rfc3339(line.time_ms),
        "received": time::format_rfc3339(stored.received_ms),
        "source": line.host,
        "app": line.app,
        "level": line.level,
        "line": line.text,
        "event": Event::read(&line.text).map(|event| event.fields),
    });
    // Where there is nothing to say, a line is as it was before there was anything.
    if !line.added.is_empty() {
        told["added"] = json!(line.added);
    }
    if line.flags.transient {
        told["retained"] = json!(false);
    }
    told
}

/// An answer that says how far it can be trusted.
fn honest(mut body: Value, incomplete: Option<String>, took: Duration) -> Json<Value> {
    body["complete"] = json!(incomplete.is_none());
    body["took_ms"] = json!(took.as_secs_f64() * 1000.0);
    if let Some(reason) = incomplete {
        body["reason"] = json!(reason);
    }
    Json(body)
}

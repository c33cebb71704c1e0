//! `/v1/events`: our own door for sending events and for finding them.

mod create;
mod find;
mod list;

pub use create::create;
pub use find::find;
pub use list::list;

use model::{event::Event, line::StoredLine, time};
use serde_json::{Value, json};

/// One line as programs read it.
fn to_json(stored: &StoredLine) -> Value {
    let line = &stored.line;
    json!({
        "id": stored.id,
        "seq": stored.id.seq,
        "time": time::format_rfc3339(line.time_ms),
        "received": time::format_rfc3339(stored.received_ms),
        "source": line.host,
        "app": line.app,
        "level": line.level,
        "line": line.text,
        "event": Event::read(&line.text).map(|event| event.fields),
    })
}

//! One stored line: what a sender sent, and what the desk derived from it.

use std::{collections::BTreeMap, mem};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    head::Head,
    id::{EventId, KeyId},
    time,
};

/// A line as it goes into the store: the original text and everything known beside it.
///
/// Empty text means "not known" for `host`, `app`, `level`, `file` and `env`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Milliseconds since 1970 UTC: the event's own time, else the sender's, else arrival.
    pub time_ms: i64,
    /// Whether the line brought that time with it; only such lines are recognised as
    /// duplicates across requests.
    pub own_time: bool,
    /// The source: the service that made the event.
    pub host: String,
    /// The service instance, usually a CRN.
    pub app: String,
    /// The event's severity, or whatever level the sender named.
    pub level: String,
    /// The file the line was read from, if any.
    pub file: String,
    /// The environment the sender named, if any.
    pub env: String,
    /// Tags the sender set.
    pub tags: Vec<String>,
    /// Metadata the sender set beside the line: an object, or null.
    pub meta: Value,
    /// Labels the sender set, and `platform` where the catalogue knows it.
    pub labels: BTreeMap<String, String>,
    /// The original text, byte for byte.
    pub text: String,
    /// Fields that parsing templates have added, by their path: texts and numbers.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub added: Map<String, Value>,
    /// The address the line came from.
    pub sender: String,
    /// The key it was sent with; none for the desk's own events.
    pub key: Option<KeyId>,
    /// What kind of line it is, apart from its content.
    pub flags: Flags,
}

/// What kind of line it is, apart from its content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// The event came in the legacy `payload`/`meta` envelope.
    pub legacy: bool,
    /// Only for live tail and alerts; not kept.
    pub transient: bool,
    /// Came by import: alerts, stream and archive skip it.
    pub imported: bool,
}

/// A line with the place the store gave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredLine {
    /// Names the line for good.
    pub id: EventId,
    /// When it arrived, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The line itself.
    pub line: Line,
}

fn size_of_json(value: &Value) -> usize {
    match value {
        Value::String(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(size_of_json).sum::<usize>(),
        Value::Object(fields) => {
            64 + fields.iter().map(|(name, value)| name.len() + size_of_json(value)).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 32,
    }
}

impl StoredLine {
    /// The line's place in the order used everywhere: by time, then by commit.
    pub fn position(&self) -> (i64, u64) {
        (self.line.time_ms, self.id.seq)
    }
}

impl Line {
    /// About how many bytes the line takes in memory: every text of it, and something for
    /// the rest.
    pub fn size(&self) -> usize {
        let texts = [&self.host, &self.app, &self.level, &self.file, &self.env, &self.text, &self.sender];
        let texts: usize = texts.into_iter().chain(&self.tags).map(String::len).sum();
        let labels: usize = self.labels.iter().map(|(name, value)| name.len() + value.len() + 64).sum();
        let added: usize = self.added.iter().map(|(name, value)| name.len() + 64 + size_of_json(value)).sum();
        256 + texts + labels + added + size_of_json(&self.meta)
    }

    /// Fills in what the text itself tells: time, level, source and app (spec 1.1).
    ///
    /// A severity always becomes the level. The sender's own source and app stay; where it
    /// named none they come from the event. Without a time of its own the line keeps
    /// `time_ms`, which the caller has set to the sender's timestamp or to arrival.
    pub fn derive(&mut self) {
        let text = mem::take(&mut self.text);
        if let Some(head) = Head::read(&text) {
            self.derive_from(&head);
        }
        self.text = text;
    }

    /// As [`Line::derive`], for a caller who has read the event's head already.
    pub(crate) fn derive_from(&mut self, head: &Head<'_>) {
        self.flags.legacy = head.legacy;
        if let Some(time_ms) = time::parse_event_time(&head.event_time) {
            self.time_ms = time_ms;
            self.own_time = true;
        }
        let level = if head.severity.is_empty() { &head.level } else { &head.severity };
        if !level.is_empty() {
            level.as_ref().clone_into(&mut self.level);
        }
        if self.app.is_empty() {
            head.log_source_crn.as_ref().clone_into(&mut self.app);
        }
        if self.host.is_empty() {
            head.service().unwrap_or_default().clone_into(&mut self.host);
        }
    }
}

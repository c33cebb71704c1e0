//! An event in the form services send today, and what had to be done to it.
//!
//! Older events come in an envelope, under older names, with JSON inside of text. [`current`]
//! writes them as the same service would today and says of each part why it changed. Nothing
//! is made up: what the older form never had is listed as missing.

mod message;
mod steps;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::{
    catalog::Catalog,
    diff::{self, Leaf},
    event,
};

/// An event in today's form beside the one that came.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    /// The event in today's form.
    pub fields: Map<String, Value>,
    /// All leaves of both, in the order of their paths in today's form.
    pub rows: Vec<Row>,
    /// Fields of today's form which neither the event nor anything known can fill.
    pub missing: Vec<&'static str>,
}

/// One leaf in both forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What was done to it.
    pub kind: RowKind,
    /// Where it stood and what it held, as JSON; none where it was added.
    pub before: Option<(String, Value)>,
    /// Where it stands and what it holds; none where it was removed.
    pub after: Option<(String, Value)>,
    /// Why; empty where nothing was done.
    pub why: String,
}

/// What was done to a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Nothing.
    Same,
    /// It stands elsewhere and holds what it held.
    Moved,
    /// It holds something else.
    Changed,
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
}

/// What today's form has and no older event brought.
const MISSABLE: [&str; 6] = [
    "correlationId",
    "initiator.authnId",
    "initiator.authnName",
    "initiator.host.addressType",
    "reason.reasonType",
    "target.resourceGroupId",
];

/// Writes the event of a line in today's form. None for a line that holds no event.
pub fn current(text: &str, catalog: &Catalog) -> Option<Current> {
    let raw = event::read_object(text)?;
    let wrapped = event::is_wrapped(&raw);
    let mut lifted = raw.clone();
    if wrapped && let Some(Value::Object(payload)) = lifted.remove("payload") {
        lifted.extend(payload);
    }
    let mut work = Work { fields: lifted.clone(), whys: HashMap::new() };
    steps::take(&mut work, wrapped && !raw.contains_key("event_type"), catalog);
    let in_payload = |path: &str| {
        let first = path.split('.').next().unwrap_or_default();
        wrapped && raw.get("payload").and_then(|payload| payload.get(first)).is_some()
    };
    let rows = diff::leaves(&lifted, &work.fields)
        .into_iter()
        .map(|leaf| row(leaf, &in_payload, &work.whys))
        .collect();
    let missing = MISSABLE.into_iter().filter(|path| at(&work.fields, path).is_none()).collect();
    Some(Current { fields: work.fields, rows, missing })
}

impl Current {
    /// Whether the event came in today's form already.
    pub fn is_unchanged(&self) -> bool {
        self.rows.iter().all(|row| row.kind == RowKind::Same)
    }
}

/// The event as far as it was written anew, and why.
struct Work {
    fields: Map<String, Value>,
    whys: HashMap<String, String>,
}

impl Work {
    fn text(&self, path: &str) -> Option<&str> {
        at(&self.fields, path)?.as_str()
    }

    /// Puts a value in place, and remembers why if it is another one.
    fn put(&mut self, path: &str, value: impl Into<Value>, why: impl Into<String>) {
        let value = value.into();
        if at(&self.fields, path) == Some(&value) {
            return;
        }
        let (parents, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut inner = &mut self.fields;
        for parent in parents.split('.').filter(|parent| !parent.is_empty()) {
            let next = inner.entry(parent).or_insert_with(|| Value::Object(Map::new()));
            // An event may have anything in this place; then it stays as it is.
            let Value::Object(next) = next else { return };
            inner = next;
        }
        inner.insert(name.to_owned(), value);
        self.whys.insert(path.to_owned(), why.into());
    }

    /// Takes a value out, with what stood around it alone.
    fn take_out(&mut self, path: &str, why: &str) {
        let Some((parent, name)) = path.rsplit_once('.') else {
            self.fields.remove(path);
            self.whys.insert(path.to_owned(), why.to_owned());
            return;
        };
        let mut inner = Some(&mut self.fields);
        for step in parent.split('.') {
            inner = inner.and_then(|inner| inner.get_mut(step)?.as_object_mut());
        }
        let Some(inner) = inner else { return };
        if inner.remove(name).is_none() {
            return;
        }
        let is_empty = inner.is_empty();
        self.whys.insert(path.to_owned(), why.to_owned());
        if is_empty {
            self.take_out(parent, why);
        }
    }
}

fn at<'a>(fields: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let value = fields.get(first)?;
    if rest.is_empty() { Some(value) } else { at(value.as_object()?, rest) }
}

fn row(leaf: Leaf, in_payload: &dyn Fn(&str) -> bool, whys: &HashMap<String, String>) -> Row {
    let moved = leaf.before.is_some() && in_payload(&leaf.path);
    let kind = match (&leaf.before, &leaf.after) {
        (None, _) => RowKind::Added,
        (_, None) => RowKind::Removed,
        (before, after) if before != after => RowKind::Changed,
        _ if moved => RowKind::Moved,
        _ => RowKind::Same,
    };
    // A reason may have been given for all that a field held.
    let given = leaf.path.match_indices('.').map(|(end, _)| &leaf.path[..end]).chain([leaf.path.as_str()]);
    let why = given.filter_map(|path| whys.get(path)).next_back().cloned();
    let why = why.unwrap_or_else(|| match kind {
        RowKind::Moved => "lifted out of the envelope".to_owned(),
        _ => String::new(),
    });
    let was = if moved { format!("payload.{}", leaf.path) } else { leaf.path.clone() };
    Row {
        kind,
        before: leaf.before.map(|value| (was, value)),
        after: leaf.after.map(|value| (leaf.path, value)),
        why: if kind == RowKind::Same { String::new() } else { why },
    }
}

//! What an operator has found, and how one of it is taken.

use std::borrow::Cow;

use serde_json::Value;

use crate::line::Text;

/// What an operator has found.
#[derive(Debug)]
pub(crate) enum Found<'t, 'l> {
    /// One value.
    One(Value),
    /// Values in their order.
    List(Vec<String>),
    /// The JSON that the line is, or ends with.
    Line(&'t Text<'l>),
    /// The fields of other JSON, pairs or groups.
    Named(Value),
}

impl Found<'_, '_> {
    /// The value of that name or number.
    pub fn take(&self, take: &str) -> Result<Cow<'_, Value>, String> {
        match self {
            Self::One(value) if take.is_empty() => Ok(Cow::Borrowed(value)),
            Self::One(_) => Err(format!("there is one value above, and none called {take:?}")),
            Self::List(_) => Err("a value of a list is taken as text".to_owned()),
            Self::Line(text) => text.at(take)?.ok_or_else(|| none_called(take)),
            Self::Named(fields) if take.is_empty() => Ok(Cow::Borrowed(fields)),
            Self::Named(fields) => at_path(fields, take).map(Cow::Borrowed).ok_or_else(|| none_called(take)),
        }
    }

    /// The value of that name or number, as text: a number as JSON writes it.
    pub fn text(&self, take: &str) -> Result<String, String> {
        if let Self::List(values) = self {
            return nth(values, take).cloned();
        }
        match self.take(take)?.as_ref() {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(_) => Err("the value is true or false, which can not be read as text".to_owned()),
            Value::Null => Err("the value is null".to_owned()),
            Value::Array(_) | Value::Object(_) => {
                Err("the value holds other values: name one of them".to_owned())
            }
        }
    }
}

fn none_called(take: &str) -> String {
    format!("there is no value called {take:?}")
}

/// A value of a list, counted from 0, or from the end with a minus.
fn nth<'a>(values: &'a [String], take: &str) -> Result<&'a String, String> {
    let number: i64 = match take {
        "" => 0,
        _ => take.parse().map_err(|_| format!("{take:?} is no number of a value"))?,
    };
    let place = match number {
        0.. => usize::try_from(number).ok(),
        _ => usize::try_from(number.unsigned_abs()).ok().and_then(|back| values.len().checked_sub(back)),
    };
    place
        .and_then(|place| values.get(place))
        .ok_or_else(|| format!("there is no value number {number}: {} were found", values.len()))
}

/// The value at a dotted path. A name with a dot in it is found as well; a number enters an array.
pub(crate) fn at_path<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let enter = |name: &str| match value {
        Value::Object(fields) => fields.get(name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    };
    if let Some(found) = enter(path) {
        return Some(found);
    }
    let (first, rest) = path.split_once('.')?;
    at_path(enter(first)?, rest)
}

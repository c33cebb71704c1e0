//! The operators that find several values in a text.

use model::parsing_template::Preserved;
use serde_json::{Map, Value};

use crate::VALUES_MAX;

/// Collects values, and refuses more than there may be.
#[derive(Default)]
struct Values(Vec<String>);

impl Values {
    fn push(&mut self, value: &str) -> Result<(), String> {
        if self.0.len() == VALUES_MAX {
            return Err(format!("the text has more than {VALUES_MAX} values"));
        }
        self.0.push(value.to_owned());
        Ok(())
    }
}

/// The values between delimiters. Where a preserved section does not end, the delimiter counts.
pub(crate) fn split(
    text: &str,
    delimiter: &str,
    preserve: Option<&Preserved>,
) -> Result<Vec<String>, String> {
    let (mut values, mut start, mut at) = (Values::default(), 0, 0);
    // Once a section was found not to end, no later one of the same end does.
    let mut may_preserve = preserve.is_some();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(kept) = preserve.filter(|kept| may_preserve && rest.starts_with(&kept.start)) {
            match rest[kept.start.len()..].find(&kept.end) {
                Some(inside) => {
                    at += kept.start.len() + inside + kept.end.len();
                    continue;
                }
                None => may_preserve = false,
            }
        }
        if rest.starts_with(delimiter) {
            values.push(&text[start..at])?;
            at += delimiter.len();
            start = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    values.push(&text[start..])?;
    Ok(values.0)
}

/// Every value that stands between two texts, one after the other.
pub(crate) fn between(text: &str, start: &str, end: &str) -> Result<Vec<String>, String> {
    let (mut values, mut rest) = (Values::default(), text);
    while let Some((_, after)) = rest.split_once(start)
        && let Some((value, after)) = after.split_once(end)
    {
        values.push(value)?;
        rest = after;
    }
    match values.0.is_empty() {
        true => Err(format!("nothing stands between {start:?} and {end:?}")),
        false => Ok(values.0),
    }
}

/// The JSON a text is, or ends with.
pub(crate) fn json(text: &str) -> Result<Value, String> {
    let text = text.trim();
    let read = |text: &str| {
        serde_json::from_str::<Value>(text).ok().filter(|value| value.is_object() || value.is_array())
    };
    let ending = || text.find('{').and_then(|start| read(&text[start..]));
    read(text).or_else(ending).ok_or_else(|| "the text is no JSON object or array".to_owned())
}

/// One row of comma-separated values. A quote inside quotes is written twice.
pub(crate) fn csv(text: &str) -> Result<Vec<String>, String> {
    let mut values = Values::default();
    let mut rest = text.trim_end_matches(['\r', '\n']);
    loop {
        let (value, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        values.push(&value)?;
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(values.0),
            None => return Err("something other than a comma stands behind a quoted value".to_owned()),
        }
    }
}

fn quoted_value(mut rest: &str) -> Result<(String, &str), String> {
    let mut value = String::new();
    loop {
        let end = rest.find('"').ok_or("a quoted value does not end")?;
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                value.push('"');
                rest = after;
            }
            None => return Ok((value, rest)),
        }
    }
}

/// The values of pairs by their key. A value may be in double quotes, and then hold what stands between
/// pairs; of a key that comes twice the last counts.
pub(crate) fn key_value(text: &str, pairs: &str, separator: &str) -> Result<Value, String> {
    let mut fields = Map::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(pairs) {
            rest = after;
            continue;
        }
        let end = rest.find(pairs).unwrap_or(rest.len());
        let Some(middle) = rest[..end].find(separator) else {
            rest = &rest[end..];
            continue;
        };
        let (key, value) = (rest[..middle].trim(), &rest[middle + separator.len()..]);
        let quoted = value.strip_prefix('"').and_then(|inner| inner.split_once('"'));
        let (value, after) = match quoted {
            Some((value, after)) => (value, after),
            None => value.split_at(value.find(pairs).unwrap_or(value.len())),
        };
        if fields.len() == VALUES_MAX {
            return Err(format!("the text has more than {VALUES_MAX} pairs"));
        }
        if !key.is_empty() {
            fields.insert(key.to_owned(), value.into());
        }
        rest = after;
    }
    match fields.is_empty() {
        true => Err(format!("the text has no pairs with {separator:?} between key and value")),
        false => Ok(Value::Object(fields)),
    }
}

//! A line that templates read, and its JSON.
//!
//! Templates mostly ask an event for a few of its values. The members of an ordinary object are told
//! apart without making values of them, and then only those are read that are asked for.

use std::{borrow::Cow, cell::OnceCell};

use model::json::{Cursor, NotOrdinary};
use serde_json::Value;

use crate::{extract, found::at_path};

/// An object with more members is read whole: they are looked through for each value.
const MEMBERS: usize = 128;
/// A member that is longer is read with the whole, once for all that is asked of it.
const MEMBER_BYTES: usize = 1024;

/// A line that several templates read: its JSON is read once for all of them.
#[derive(Debug)]
pub struct Text<'a> {
    pub(crate) line: &'a str,
    json: OnceCell<Result<Value, String>>,
    /// Names and values as they stand in the line; none where it is no ordinary object.
    members: OnceCell<Option<Vec<(&'a str, &'a str)>>>,
}

impl<'a> Text<'a> {
    /// The text of a line.
    pub fn new(line: &'a str) -> Self {
        Self { line, json: OnceCell::new(), members: OnceCell::new() }
    }

    /// Whether it is JSON, or ends with it; else why not.
    pub(crate) fn check_json(&self) -> Result<(), String> {
        if self.members().is_some() { Ok(()) } else { self.json().map(drop) }
    }

    /// The value of its JSON at a dotted path; all of it where there is none.
    pub(crate) fn at(&self, path: &str) -> Result<Option<Cow<'_, Value>>, String> {
        if path.is_empty() {
            return self.json().map(|value| Some(Cow::Borrowed(value)));
        }
        let whole = || self.json().map(|value| at_path(value, path).map(Cow::Borrowed));
        let Some(members) = self.members() else { return whole() };
        // Of a name that comes twice the last counts.
        let member = |wanted: &str| members.iter().rev().find(|(name, _)| *name == wanted);
        let (found, rest) = match (member(path), path.split_once('.')) {
            (None, Some((first, rest))) => (member(first), Some(rest)),
            (found, _) => (found, None),
        };
        match found {
            None => Ok(None),
            Some((_, value)) if value.len() > MEMBER_BYTES => whole(),
            Some((_, value)) => {
                let value: Value = serde_json::from_str(value).map_err(|error| error.to_string())?;
                Ok(match rest {
                    None => Some(Cow::Owned(value)),
                    Some(rest) => at_path(&value, rest).cloned().map(Cow::Owned),
                })
            }
        }
    }

    fn json(&self) -> Result<&Value, String> {
        self.json.get_or_init(|| extract::json(self.line)).as_ref().map_err(Clone::clone)
    }

    fn members(&self) -> Option<&[(&'a str, &'a str)]> {
        self.members.get_or_init(|| members(self.line.trim()).ok()).as_deref()
    }
}

fn members(text: &str) -> Result<Vec<(&str, &str)>, NotOrdinary> {
    let mut members = Vec::with_capacity(32);
    let mut cursor = Cursor::new(text);
    cursor.expect(b'{')?;
    loop {
        cursor.space();
        let name = cursor.key()?;
        cursor.space();
        cursor.expect(b':')?;
        cursor.space();
        let start = cursor.at();
        cursor.value(1)?;
        // The reader of JSON itself gives a meaning to some names that begin with a dollar sign.
        if members.len() == MEMBERS || name.starts_with('$') {
            return Err(NotOrdinary);
        }
        members.push((name, text.get(start..cursor.at()).ok_or(NotOrdinary)?));
        cursor.space();
        match cursor.next_byte()? {
            b',' => {}
            b'}' if cursor.at() == text.len() => return Ok(members),
            _ => return Err(NotOrdinary),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATHS: [&str; 9] = ["", "a", "a.b", "a.b.0", "b", "a.", ".", "x", "1"];

    /// What is read member by member is what reading the whole gives.
    fn check(line: &str) {
        let whole = extract::json(line);
        let text = Text::new(line);
        assert_eq!(text.check_json(), whole.as_ref().map(drop).map_err(Clone::clone), "{line}");
        let Ok(whole) = whole else { return };
        for path in PATHS {
            let expected = if path.is_empty() { Some(&whole) } else { at_path(&whole, path) };
            assert_eq!(Text::new(line).at(path).unwrap().as_deref(), expected, "{path} of {line}");
        }
    }

    #[test]
    fn a_member_is_what_it_is_in_the_whole() {
        check(r#"{"a":{"b":[1,2]},"a.b":"x","b":1.50,"a":{"b":[3]}}"#);
        check(r#" {"a" : {"" : 1, "b":"\n"} , "x" : null } "#);
        check(&format!(r#"{{"a":{{"b":["{}"]}},"x":1}}"#, "y".repeat(MEMBER_BYTES)));
        for text in
            ["{}", "[1,{\"a\":2}]", "text {\"a\":1}", "{\"a\":1} text", "{\"a\":1e3}", "{\"a\":1,}", "a"]
        {
            check(text);
        }
        check(r#"{"$serde_json::private::RawValue":"{\"a\":1}"}"#);
        let many: Vec<String> = (0..=MEMBERS).map(|name| format!("\"{name}\":{name}")).collect();
        check(&format!("{{{}}}", many.join(",")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn any_member_is_what_it_is_in_the_whole(
            parts in proptest::collection::vec(r#"("a"|"a.b"|"b"|"")( ?):("x"|"\\\\u0041"|"\\n"|true|12|1e5|null|\{"b":[1,"z"],"":2\}|\["}",\{"b":1\}\]| )"#, 0..6),
            cut in 0..80_usize,
        ) {
            let mut text = format!("{{{}}}", parts.join(","));
            check(&text);
            text.truncate(text.floor_char_boundary(cut));
            check(&text);
        }
    }
}

//! Takes the JSON of an ordinary event apart without reading it into maps first.
//!
//! It comes to the same leaves in the same order as reading the whole event does. What is out of the
//! ordinary (text before the event, the legacy envelope, JSON in a string, a key that comes twice) it
//! refuses.

use model::json::{Cursor, DEPTH, NotOrdinary};
use serde_json::Value;

use super::{Document, Flattening};

/// An object with more keys is not ordinary: that none comes twice would be dear to find out.
const KEYS: usize = 64;

/// Adds the leaves of the event that a text is. After an error, some of them may have been added.
pub(super) fn add(document: &mut Document, text: &str) -> Result<(), NotOrdinary> {
    let text = text.trim();
    let flattening = Flattening { document, path: String::with_capacity(64), key_start: 0 };
    let mut walk = Walk { text, cursor: Cursor::new(text), flattening, keys: Vec::with_capacity(32) };
    walk.object(0)?;
    if walk.cursor.at() == text.len() { Ok(()) } else { Err(NotOrdinary) }
}

struct Walk<'a, 'd> {
    text: &'a str,
    cursor: Cursor<'a>,
    flattening: Flattening<'d>,
    /// The keys that were met of the objects around this place.
    keys: Vec<&'a str>,
}

impl<'a> Walk<'a, '_> {
    fn object(&mut self, depth: usize) -> Result<(), NotOrdinary> {
        self.cursor.expect(b'{')?;
        self.cursor.space();
        if depth > DEPTH {
            return Err(NotOrdinary);
        }
        if self.cursor.peek() == Some(b'}') {
            return self.cursor.expect(b'}');
        }
        let (first, length) = (self.keys.len(), self.flattening.path.len());
        let mut seen = 0_u64;
        loop {
            self.cursor.space();
            let key = self.cursor.key()?;
            let bit = 1 << (key.bytes().fold(key.len(), |sum, byte| sum + usize::from(byte)) % 64);
            // Of keys that come to the same bit, and there are few, each is looked at.
            let is_again = seen & bit != 0 && self.keys[first..].contains(&key);
            if is_again || self.keys.len() - first == KEYS {
                return Err(NotOrdinary);
            }
            seen |= bit;
            self.keys.push(key);
            self.cursor.space();
            self.cursor.expect(b':')?;
            self.cursor.space();
            if self.is_special(key, depth) {
                return Err(NotOrdinary);
            }
            self.flattening.path.push_str(key);
            self.value(depth + 1)?;
            self.flattening.path.truncate(length);
            self.cursor.space();
            match self.cursor.next_byte()? {
                b',' => {}
                b'}' => break,
                _ => return Err(NotOrdinary),
            }
        }
        self.keys.truncate(first);
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<(), NotOrdinary> {
        self.cursor.expect(b'[')?;
        self.cursor.space();
        if depth > DEPTH {
            return Err(NotOrdinary);
        }
        if self.cursor.peek() == Some(b']') {
            return self.cursor.expect(b']');
        }
        loop {
            self.cursor.space();
            self.value(depth + 1)?;
            self.cursor.space();
            match self.cursor.next_byte()? {
                b',' => {}
                b']' => return Ok(()),
                _ => return Err(NotOrdinary),
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), NotOrdinary> {
        let start = self.cursor.at();
        let is_plain = match self.cursor.peek() {
            Some(b'{') => {
                let length = self.flattening.path.len();
                self.flattening.path.push('.');
                self.object(depth)?;
                self.flattening.path.truncate(length);
                return Ok(());
            }
            Some(b'[') => return self.array(depth),
            Some(b'"') => self.cursor.string()?,
            _ => {
                self.cursor.value(depth)?;
                false
            }
        };
        let token = self.text.get(start..self.cursor.at()).ok_or(NotOrdinary)?;
        let leaf = match is_plain {
            true => Value::from(&token[1..token.len() - 1]),
            false => serde_json::from_str(token).map_err(|_| NotOrdinary)?,
        };
        self.flattening.add(leaf);
        Ok(())
    }

    /// Whether reading the event makes something else of this key, whose value is next.
    fn is_special(&self, key: &str, depth: usize) -> bool {
        let is_encoded = || {
            let inner = self.cursor.ahead().get(1..).unwrap_or_default();
            let first = inner.iter().find(|byte| !byte.is_ascii_whitespace());
            self.cursor.peek() == Some(b'"') && matches!(first, Some(b'{' | b'[' | b'\\'))
        };
        // The reader of JSON itself gives a meaning to some keys that begin with a dollar sign.
        key.starts_with('$')
            || depth == 0
                && (key == "payload" || matches!(key, "requestData" | "responseData") && is_encoded())
    }
}

#[cfg(test)]
mod tests {
    use model::line::Line;
    use proptest::prelude::*;

    use super::*;

    fn leaves(document: &Document) -> Vec<String> {
        document.leaves().map(|leaf| format!("{leaf:?}")).collect()
    }

    /// Whether the text is ordinary; if it is, it gives what reading the whole event gives.
    fn check(text: &str) -> bool {
        let line = Line { text: text.to_owned(), ..Line::default() };
        let mut whole = Document::empty();
        let read = whole.add_event(text);
        let mut walked = Document::empty();
        let is_ordinary = add(&mut walked, text).is_ok();
        if is_ordinary {
            assert!(read, "{text}");
            assert_eq!(leaves(&walked), leaves(&whole), "{text}");
        }
        assert!(leaves(&Document::new(&line)).starts_with(&leaves(&whole)), "{text}");
        is_ordinary
    }

    #[test]
    fn an_ordinary_event_gives_the_leaves_that_reading_all_of_it_gives() {
        for text in [
            r#"{"action":"a.b.c","eventTime":"x","a":{"eventTime":1,"":{"b":[1,[-2.50,{"c":"\n"}],null,""]}}}"#,
            r#" { "requestData" : "plain" , "x" : { "payload" : { "action" : true } } } "#,
            r#"{"n":[0,0.10,123456789012345678,true,false,{}],"a":[],"é":"ü"}"#,
        ] {
            assert!(check(text), "{text}");
        }
        for text in [
            r#"{"a":1,"b":2,"a":3}"#,
            r#"{"payload":{"action":"a.b.c"}}"#,
            r#"{"requestData":" {\"a\":1}"}"#,
            r#"{"$serde_json::private::RawValue":"{\"a\":1}"}"#,
            r#"text {"a":1}"#,
            r#"{"a":1e5}"#,
            r#"{"a":1} x"#,
            "{",
            "",
        ] {
            assert!(!check(text), "{text}");
        }
        let many = |count: usize| (0..count).map(|key| format!("\"{key}\":1")).collect::<Vec<_>>().join(",");
        assert!(check(&format!("{{{}}}", many(KEYS))) && !check(&format!("{{{}}}", many(KEYS + 1))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn any_text_gives_what_reading_the_whole_event_gives(
            parts in proptest::collection::vec(r#"("a"|"eventTime"|"payload"|"requestData"|"x.y"|"")( ?):("a.b"|"\\\\u0041"|"\\n"|""|" \{\\"a\\":1\}"|true|12|1e5|-0|null|\{"a":"z","b":\{\}\}|\[1,"}",\["x"\]\]| )"#, 0..6),
            cut in 0..120_usize,
        ) {
            let mut text = format!("{{{}}}", parts.join(","));
            check(&text);
            text.truncate(text.floor_char_boundary(cut));
            check(&text);
        }
    }
}

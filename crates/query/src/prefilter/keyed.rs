//! Finds the values of one key in the JSON of a line, without reading the rest.

use memchr::{memchr, memchr3, memmem::Finder};

/// Finds values of keys that end alike.
#[derive(Debug)]
pub(super) struct Keyed {
    /// The end of the key with its quote.
    finder: Finder<'static>,
}

impl Keyed {
    /// For keys that end with this.
    pub fn new(key: &str) -> Self {
        Self { finder: Finder::new(&format!("{key}\"")).into_owned() }
    }

    /// Hands out every value as it stands in the text, or more of the text than that: an array with all
    /// that follows, as its elements are values too; and a text with escapes likewise.
    pub fn each<'a>(&self, text: &'a str, mut see: impl FnMut(&'a str)) {
        let mut rest = text;
        while let Some(at) = self.finder.find(rest.as_bytes()) {
            rest = &rest[at + self.finder.needle().len()..];
            let space = |text: &'a str| text.trim_start_matches([' ', '\n', '\r', '\t']);
            let Some(value) = space(rest).strip_prefix(':').map(space) else { continue };
            let end = match value.as_bytes().first() {
                Some(b'[') => None,
                Some(b'"') => memchr(b'"', &value.as_bytes()[1..])
                    .map(|end| end + 1)
                    .filter(|end| memchr(b'\\', &value.as_bytes()[..*end]).is_none()),
                _ => memchr3(b',', b'}', b']', value.as_bytes()),
            };
            match end {
                Some(end) => see(&value[..end]),
                // What comes later is in there.
                None => return see(value),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut values = vec![];
        Keyed::new("action").each(text, |value| values.push(value));
        assert_eq!(values, expected, "{text}");
    }

    #[test]
    fn every_value_of_a_key_is_handed_out_and_nothing_else_where_it_is_plain() {
        check(r#"{"action":"a.b","x":{"subaction" : true},"y":"action","z":1}"#, &["\"a.b", "true"]);
        check(r#"{"action":12}"#, &["12"]);
        check(r#"{"requestData":"{\"action\":\"a.b\"}"}"#, &[]);
        check("action", &[]);
        check(r#""action":"#, &[""]);
    }

    #[test]
    fn of_an_array_or_a_text_with_escapes_all_that_follows_is_handed_out() {
        check(r#"{"action":["a","b"],"action":"c"}"#, &[r#"["a","b"],"action":"c"}"#]);
        check(r#"{"action":"a\"b","x":1}"#, &[r#""a\"b","x":1}"#]);
        check(r#"{"action":"open"#, &[r#""open"#]);
    }
}

//! What must hold for any input: the fuzz targets and the replay test share it.

use jiff::tz::TimeZone;
use model::line::Line;
use query::{
    Document, Matcher, edit, marks,
    moment::{self, When},
    parse,
};

/// The text as a query, as a line, and as a value that is clicked on.
pub fn check_query(text: &str) {
    let parsed = parse(text);
    let printed = parsed.query.to_string();
    assert_eq!(parse(&printed).query, parsed.query, "{printed}");
    for error in &parsed.errors {
        assert!(text.get(error.span.clone()).is_some(), "{error:?}");
    }
    let mut end = 0;
    for token in &parsed.tokens {
        assert!(end <= token.span.start && text.get(token.span.clone()).is_some(), "{token:?}");
        end = token.span.end;
    }
    let line = Line { text: text.to_owned(), host: text.chars().rev().collect(), ..Line::default() };
    let document = Document::new(&line);
    Matcher::new(&parsed.query).matches(&document);
    for mark in marks(&parsed.query, text) {
        assert!(text.get(mark.clone()).is_some_and(|text| !text.is_empty()), "{mark:?}");
    }
    let matches = |query: &str| Matcher::new(&parse(query).query).matches(&document);
    for (path, value) in document.fields() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        assert!(matches(&edit::include("", path, &value)), "{path} {value}");
        assert!(!matches(&edit::exclude("", path, &value)), "{path} {value}");
    }
}

/// The text as a time.
pub fn check_moment(text: &str) {
    let zones = [TimeZone::UTC, TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("the zone is valid")];
    for zone in &zones {
        for now_ms in [1_795_270_000_000, 0, 1_774_746_000_000, -377_000_000_000_000, 253_400_000_000_000] {
            if let Ok(When::Range { from_ms, to_ms }) = moment::parse(text, now_ms, zone) {
                assert!(from_ms <= to_ms, "{from_ms} {to_ms}");
            }
        }
    }
}

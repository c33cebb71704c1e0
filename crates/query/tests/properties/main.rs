//! What holds for every text, every query and every line.
//!
//! Each run draws a new seed; a failure prints it, and `QUERY_SEED=<seed>` runs it again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::hash::{BuildHasher, RandomState};

use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};
use query::{Document, Filters, Matcher, Prefilter, Query, TokenKind, edit, marks, parse};

mod lines;
mod model_query;
mod naive;
mod needs;

use lines::{any_line, any_text};
use model_query::{any_query, any_query_text};

/// Runs one property on that many drawn inputs.
fn holds<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one("seed"));
    let config =
        Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    match TestRunner::new(config).run(&strategy, property) {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => panic!("QUERY_SEED={seed}: {reason}\n{input:#?}"),
        Err(TestError::Abort(reason)) => panic!("QUERY_SEED={seed}: {reason}"),
    }
}

#[test]
fn any_text_gives_a_tree_that_prints_and_reads_as_itself() {
    holds(2_000, any_query_text(), |text| {
        let parsed = parse(&text);
        let printed = parsed.query.to_string();
        let again = parse(&printed);
        prop_assert_eq!(&again.query, &parsed.query, "printed as {}", printed);
        prop_assert_eq!(again.query.to_string(), printed);
        prop_assert_eq!(parsed.query.is_everything(), parsed.query == Query::everything());
        let mut end = 0;
        for token in &parsed.tokens {
            prop_assert!(end <= token.span.start && token.span.start < token.span.end);
            let piece = text.get(token.span.clone());
            // Items of a list may be white space.
            let item = token.kind == TokenKind::Text;
            prop_assert!(piece.is_some_and(|piece| item || !piece.trim().is_empty()));
            end = token.span.end;
        }
        for error in &parsed.errors {
            prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error);
            prop_assert!(!error.message.ends_with('.') && !error.message.is_empty());
        }
        Ok(())
    });
}

#[test]
fn a_query_reads_as_it_was_meant_and_matches_as_a_plain_reading_of_it_does() {
    let found = std::cell::Cell::new(0);
    holds(2_500, (any_query(), any_line()), |(query, line)| {
        let text = query.to_string();
        let parsed = parse(&text);
        prop_assert!(parsed.errors.is_empty(), "{}: {:?}", text, parsed.errors);
        prop_assert_eq!(parse(&parsed.query.to_string()).query, parsed.query.clone(), "{}", text);
        let matches = Matcher::new(&parsed.query).matches(&Document::new(&line));
        prop_assert_eq!(matches, naive::matches(&query, &line), "{}", text);
        found.set(found.get() + u32::from(matches));
        Ok(())
    });
    // If nearly all lines matched, or nearly none, little was tested.
    assert!((250..2_250).contains(&found.get()), "{} of 2500 matched", found.get());
}

#[test]
fn a_line_that_matches_is_never_left_out_before_it_is_taken_apart() {
    let (left_out, matched) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let drawn = (proptest::collection::vec(any_query(), 1..6), any_line());
    holds(2_000, drawn, |(queries, line)| {
        // Metadata may match anything, and most of these lines have some.
        let line = model::line::Line { meta: serde_json::Value::Null, ..line };
        let texts: Vec<String> = queries.iter().map(ToString::to_string).collect();
        let matchers: Vec<Matcher> = texts.iter().map(|text| Matcher::new(&parse(text).query)).collect();
        let prefilter = Prefilter::new(matchers.iter());
        let mut candidates = prefilter.ask(&line);
        let document = Document::new(&line);
        for (place, matcher) in matchers.iter().enumerate() {
            let (may, does) = (candidates.may_match(place, &line), matcher.matches(&document));
            prop_assert!(may || !does, "{}", texts[place]);
            left_out.set(left_out.get() + u32::from(!may));
            matched.set(matched.get() + u32::from(does));
        }
        Ok(())
    });
    assert!(left_out.get() > 100 && matched.get() > 500, "{} left out of {}", left_out.get(), matched.get());
}

#[test]
fn a_query_without_errors_survives_being_stored() {
    holds(500, any_query(), |query| {
        let query = parse(&query.to_string()).query;
        let stored = serde_json::to_string(&query).unwrap();
        prop_assert_eq!(serde_json::from_str::<Query>(&stored).unwrap(), query);
        Ok(())
    });
    assert!(serde_json::from_str::<Query>("\"(kms\"").is_err());
}

#[test]
fn filters_and_scope_narrow_and_never_widen() {
    let drawn = (any_query(), any_query(), any_line(), any_text(), 0..4_u8, any::<bool>());
    holds(500, drawn, |(query, scope, line, value, which, own)| {
        let document = Document::new(&line);
        let held = match which {
            0 => vec![&line.host],
            1 => vec![&line.app],
            2 => vec![&line.level],
            _ => line.tags.iter().collect(),
        };
        // The line's own value, in another case, or some other one.
        let value = held.first().filter(|_| own).map_or(value, |held| naive::fold_text(held));
        let values = vec!["none such".to_owned(), value.clone()];
        let filters = match which {
            0 => Filters { hosts: values, ..Filters::default() },
            1 => Filters { apps: values, ..Filters::default() },
            2 => Filters { levels: values, ..Filters::default() },
            _ => Filters { tags: values, ..Filters::default() },
        };
        let same = |held: &&String| naive::fold_text(held) == naive::fold_text(&value);
        let chosen = held.iter().any(|held| !held.is_empty() && same(held));
        let (query, scope) = (parse(&query.to_string()).query, parse(&scope.to_string()).query);
        let matches = Matcher::new(&query).matches(&document);
        let visible = Matcher::new(&scope).matches(&document);
        let filtered = Matcher::new(&query).with_filters(&filters);
        prop_assert_eq!(filtered.matches(&document), matches && chosen);
        let scoped = filtered.and(Matcher::new(&scope));
        prop_assert_eq!(scoped.matches(&document), matches && chosen && visible);
        Ok(())
    });
    let everything = Matcher::new(&Query::everything());
    assert!(everything.clone().with_filters(&Filters::default()).and(everything).matches_everything());
}

#[test]
fn an_added_condition_holds_for_the_value_it_was_taken_from() {
    holds(1_000, (any_query(), any_line(), any::<prop::sample::Index>()), |(query, line, index)| {
        let document = Document::new(&line);
        let fields: Vec<_> = document.fields().collect();
        let (path, value) = fields[index.index(fields.len())];
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let text = query.to_string();
        let matches = |text: &str| {
            let parsed = parse(text);
            prop_assert!(parsed.errors.is_empty(), "{}: {:?}", text, parsed.errors);
            Ok(Matcher::new(&parsed.query).matches(&document))
        };
        let before = matches(&text)?;
        let included = edit::include(&text, path, &value);
        for edited in [&included, &edit::exists(&text, path)] {
            // Nothing changes for this line, unless the opposite stood there and was replaced.
            let replaced = !edited.starts_with(text.trim());
            prop_assert!(matches(edited)? == before || replaced, "{}", edited);
        }
        prop_assert!(matches(&edit::include("", path, &value))?);
        let excluded = edit::exclude(&text, path, &value);
        prop_assert!(!matches(&excluded)?, "{}", excluded);
        // Including what was just excluded replaces it.
        prop_assert_eq!(matches(&edit::include(&excluded, path, &value))?, matches(&included)?);
        prop_assert!(!matches(&edit::exclude(&included, path, &value))?);
        prop_assert_eq!(edit::include(&included, path, &value), included);
        Ok(())
    });
}

#[test]
fn an_added_condition_makes_no_error_in_any_text() {
    holds(1_000, (any_query_text(), any::<String>(), any::<String>()), |(text, path, value)| {
        for edited in [
            edit::include(&text, &path, &value),
            edit::exclude(&text, &path, &value),
            edit::exists(&text, &path),
        ] {
            let parsed = parse(&edited);
            // A term of one character stays one, whatever is added beside it.
            let short = |error: &query::ParseError| error.message.contains("two characters");
            prop_assert!(parsed.errors.iter().all(short), "{}: {:?}", edited, parsed.errors);
        }
        Ok(())
    });
}

#[test]
fn marks_are_in_order_and_found_wherever_a_text_matches() {
    holds(1_000, (any_query(), any_text()), |(query, text)| {
        let mut end = 0;
        for mark in marks(&parse(&query.to_string()).query, &text) {
            prop_assert!(end <= mark.start && mark.start < mark.end);
            prop_assert!(text.get(mark.clone()).is_some());
            end = mark.end;
        }
        Ok(())
    });
    holds(1_000, (any_text(), any_text()), |(needle, text)| {
        let literal = format!("_line:{}", model_query::quote(&needle));
        let line = model::line::Line { text: text.clone(), ..Default::default() };
        let parsed = parse(&literal);
        prop_assume!(parsed.errors.is_empty());
        let matches = Matcher::new(&parsed.query).matches(&Document::new(&line));
        let found = marks(&parsed.query, &text);
        prop_assert_eq!(!found.is_empty(), matches);
        let negated = parse(&format!("-{literal}")).query;
        prop_assert!(marks(&negated, &text).is_empty());
        Ok(())
    });
}

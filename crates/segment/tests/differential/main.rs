//! The index, the sealed index and the matcher agree on every line and every query.
//!
//! Each run draws a new seed; a failure prints it, and `QUERY_SEED=<seed>` runs it again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use model::line::Line;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};
use query::{Document, Matcher, parse};
use segment::{Builder, Chunk, Placed, Records, Source, evaluate, merkle};

#[path = "../../../query/cases/read.rs"]
mod cases;
mod ids;
#[path = "../../../query/tests/properties/lines.rs"]
mod lines;
mod memory;
#[expect(dead_code, reason = "shared with the tests of the query language")]
#[path = "../../../query/tests/properties/model_query.rs"]
mod model_query;

use memory::Memory;

fn holds<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one("seed"));
    let factor: u32 = std::env::var("QUERY_FACTOR").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    let config = Config {
        cases: cases * factor,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    };
    match TestRunner::new(config).run(&strategy, property) {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => panic!("QUERY_SEED={seed}: {reason}\n{input:#?}"),
        Err(TestError::Abort(reason)) => panic!("QUERY_SEED={seed}: {reason}"),
    }
}

fn chunks(lines: &[Line], split: usize) -> Vec<Arc<Chunk>> {
    let mut builder = Builder::default();
    let digests: Vec<_> = lines.iter().map(|line| merkle::digest(&line.text)).collect();
    let placed: Vec<_> = lines
        .iter()
        .zip(&digests)
        .zip(1..)
        .map(|((line, digest), seq)| Placed {
            seq,
            received_ms: 5 + i64::try_from(seq).unwrap(),
            line,
            digest,
        })
        .collect();
    placed.chunks(split.max(1)).map(|part| Arc::new(builder.chunk(part))).collect()
}

/// What the index says is true, and what it hands back is what it was given.
fn check(source: Source<'_>, lines: &[Line], queries: &[String]) -> Result<(), TestCaseError> {
    let mut records = Records::new(source).unwrap();
    let documents: Vec<_> = (0..source.len())
        .map(|number| {
            let record = records.read(number).unwrap();
            let line = &lines[usize::try_from(record.seq).unwrap() - 1];
            assert_eq!(&record.line, line);
            assert_eq!(record.received_ms, 5 + i64::try_from(record.seq).unwrap());
            Document::new(line)
        })
        .collect();
    for text in queries {
        let matcher = Matcher::new(&parse(text).query);
        let found = evaluate(source, &matcher, &|| false).unwrap();
        for (number, document) in documents.iter().enumerate() {
            let truth = matcher.matches(document);
            let (sure, possible) = (found.sure.contains(number), found.possible.contains(number));
            prop_assert!(
                (!sure || truth) && (!truth || possible),
                "{}: matches {}, sure {}, possible {}: {:?}",
                text,
                truth,
                sure,
                possible,
                records.read(number).unwrap().line
            );
        }
    }
    Ok(())
}

fn check_all(lines: &[Line], split: usize, queries: &[String]) -> Result<(), TestCaseError> {
    let chunks = chunks(lines, split);
    for chunk in &chunks {
        check(Source::Chunk(chunk), lines, queries)?;
    }
    if let Some(sealed) = Memory::seal(&chunks) {
        check(Source::Sealed(&sealed.directory, &sealed), lines, queries)?;
    }
    Ok(())
}

#[test]
fn every_case_of_the_query_language_is_found_alike() {
    for case in cases::cases() {
        let lines: Vec<_> = case.lines.iter().map(|(line, _)| line.clone()).collect();
        check_all(&lines, 2, &[case.query]).unwrap();
    }
}

#[test]
fn any_query_over_any_lines_is_answered_as_the_matcher_answers_it() {
    let queries = vec(model_query::any_query().prop_map(|query| query.to_string()), 1..5);
    holds(400, (vec(lines::any_line(), 1..20), 1..9_usize, queries), |(lines, split, queries)| {
        check_all(&lines, split, &queries)
    });
}

#[test]
fn ids_are_found_as_the_matcher_finds_them() {
    let queries = vec(ids::any_id_query(), 1..6);
    holds(600, (vec(ids::any_id_line(), 1..20), 1..9_usize, queries), |(lines, split, queries)| {
        check_all(&lines, split, &queries)
    });
}

#[test]
fn ids_that_come_often_are_found_as_the_matcher_finds_them() {
    let queries = vec(ids::any_id_query(), 1..6);
    let some = (vec(ids::any_id_line(), 1..4), 8..30_usize, vec(ids::any_id_line(), 0..8));
    holds(200, (some, 1..30_usize, queries), |((often, times, others), split, queries)| {
        let lines: Vec<_> = often.iter().cycle().take(often.len() * times).chain(&others).cloned().collect();
        check_all(&lines, split, &queries)
    });
}

#[test]
fn the_values_of_ids_that_come_often_are_known_without_reading_lines() {
    let line = |number: usize, id: usize| {
        let text = format!(
            "{{\"often\":\"x-7bf3bff3-6b13-4c53-9621-{id:012x}\",\"never\":\"y-7bf3bff3-6b13-4c53-9621-{number:012x}\"}}"
        );
        Line { text, time_ms: 7, ..Line::default() }
    };
    let lines: Vec<_> = (0..200).map(|number| line(number, number % 11)).collect();
    let sealed = Memory::seal(&chunks(&lines, 60)).unwrap();
    let source = Source::Sealed(&sealed.directory, &sealed);
    let whole = ["often", "never"].map(|path| {
        let all = segment::Set::all(source.len());
        segment::Column::read(source, &[path.to_owned()], &all, &|| false).unwrap().is_whole()
    });
    assert_eq!(whole, [true, false]);
}

#[test]
fn a_field_of_few_frequent_and_very_many_rare_ids_and_texts_comes_back() {
    let line = |text: String| Line { text: format!("{{\"a\":\"{text}\"}}"), time_ms: 7, ..Line::default() };
    let id = |number: usize| line(format!("id 7bf3bff3-6b13-4c53-9621-{number:012x}"));
    let often = (0..7900).map(|_| id(5000));
    let rare = (0..1100).map(id);
    let others = (0..1600).map(|number| line(format!("word{number}x")));
    let lines: Vec<_> = often.chain(rare).chain(others).collect();
    let sealed = Memory::seal(&chunks(&lines, 4000)).unwrap();
    let queries = ["7bf3bff3", "a:9621-000000001388", "a:9621-00000000000a", "word7x"].map(str::to_owned);
    check(Source::Sealed(&sealed.directory, &sealed), &lines, &queries).unwrap();
}

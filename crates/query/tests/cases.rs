//! Runs every case of `cases/` through the parser, the printer and the matcher.

use query::{Document, Matcher, parse};

#[path = "../cases/read.rs"]
mod read;

#[test]
fn every_case_reads_prints_and_matches_as_written() {
    let cases = read::cases();
    assert!(cases.len() > 150, "only {} cases were read", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let parsed = parse(&case.query);
        let printed = parsed.query.to_string();
        if !parsed.errors.is_empty() {
            wrong.push(format!("{}: {:?}", case.query, parsed.errors));
        }
        if printed != case.print {
            wrong.push(format!("{}: printed as {printed}", case.query));
        }
        if parse(&printed).query != parsed.query {
            wrong.push(format!("{}: reads differently once printed", case.query));
        }
        let matcher = Matcher::new(&parsed.query);
        for (line, expected) in &case.lines {
            if matcher.matches(&Document::new(line)) != *expected {
                let verb = if *expected { "misses" } else { "matches" };
                wrong.push(format!("{}: {verb} {line:?}", case.query));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_has_a_line_it_finds_or_one_it_does_not() {
    for case in read::cases() {
        assert!(!case.lines.is_empty(), "{}", case.query);
    }
}

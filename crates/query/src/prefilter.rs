//! Which of many queries a line may match, told from its text before it is taken apart.
//!
//! Most queries ask for some text that a line must have somewhere to match. All these texts are
//! looked for at once; a query none of whose texts is there can not match. It errs on one side
//! only: what may match is asked of the [`Matcher`], what may not is never asked.
//!
//! Where a query asks for the values of a field, its texts are looked for in the values of the keys that
//! end as the field does: of an event that is some dozen bytes of a thousand. What else such a query
//! asks for is looked for only in lines that have these, and then anywhere.
//!
//! A text is looked for in the JSON of a line as it was sent, so only characters count that JSON
//! never escapes but by number; a text with such an escape, or with one of the two letters that
//! fold to ASCII, may match anything. Numbers are printed anew before they are compared, so a
//! text that could be part of a number counts for nothing.

mod demand;
mod keyed;
mod scanner;

use std::{cmp::Reverse, collections::HashMap};

use memchr::memchr_iter;
use model::line::Line;
use serde_json::Value;

use crate::{document::with_text, matcher::Matcher};
use demand::{Clauses, Demand};
use keyed::Keyed;
use scanner::Scanner;

/// How many keys are looked for: each is a pass over the line, if a quick one. Values of others are
/// looked for anywhere.
const KEYS: usize = 4;
/// `İ` and the Kelvin sign, which fold to `i̇` and `k`.
const FOLD_TO_ASCII: [char; 2] = ['\u{130}', '\u{212a}'];

/// Some queries, made ready to be asked together which of them a line may match.
#[derive(Debug)]
pub struct Prefilter {
    /// For the keys with the most texts, those that are looked for in their values.
    keyed: Vec<(Keyed, Scanner)>,
    /// Those that every line is looked through for.
    anywhere: Scanner,
    /// Those that count only in a line that has something else.
    later: Scanner,
    /// For each text whether it is one of these.
    is_later: Vec<bool>,
    /// For each text the queries whose first list has it.
    opens: Vec<Vec<usize>>,
    /// For each query the lists of texts of which a line must have one each, by their numbers.
    needs: Vec<Vec<Vec<usize>>>,
    /// The queries that any line may match.
    always: Numbers,
}

/// What of the texts a line has.
#[derive(Debug)]
pub struct Candidates<'a> {
    prefilter: &'a Prefilter,
    found: Numbers,
    /// The queries that any line may match, and those of whose first list it has a text.
    open: Numbers,
    is_wild: bool,
    has_later: bool,
}

impl Prefilter {
    /// Makes queries ready; they are known by their place.
    pub fn new<'a>(queries: impl Iterator<Item = &'a Matcher>) -> Self {
        let mut queries: Vec<Clauses> = queries.map(|query| demand::of_query(query.root())).collect();
        let keys = keys(&queries);
        for (place, clause) in queries.iter_mut().flat_map(|clauses| clauses.iter_mut().enumerate()) {
            let is_known = |key: &String| place == 0 && keys.contains(key);
            clause.iter_mut().for_each(|demand| demand.key = demand.key.take().filter(is_known));
        }
        let mut texts = Texts::default();
        let mut number = |clauses: Clauses| {
            let waits = clauses.first().is_some_and(|clause| demand::is_keyed(clause));
            let mut of_clause = |(place, clause): (usize, Vec<Demand>)| {
                let is_later = waits && place > 0;
                clause.into_iter().map(|demand| texts.number(demand, is_later)).collect()
            };
            clauses.into_iter().enumerate().map(&mut of_clause).collect()
        };
        let needs: Vec<Vec<Vec<usize>>> = queries.into_iter().map(&mut number).collect();
        let mut opens = vec![vec![]; texts.demands.len()];
        let mut always = Numbers::up_to(needs.len());
        for (query, lists) in needs.iter().enumerate() {
            match lists.first() {
                Some(first) => first.iter().for_each(|text| opens[*text].push(query)),
                None => always.insert(query),
            }
        }
        let of_key = |key: &String| (Keyed::new(key), texts.scanner(Some(key), false));
        Self {
            keyed: keys.iter().map(of_key).collect(),
            anywhere: texts.scanner(None, false),
            later: texts.scanner(None, true),
            is_later: texts.is_later,
            opens,
            needs,
            always,
        }
    }

    /// Looks a line through.
    pub fn ask(&self, line: &Line) -> Candidates<'_> {
        let mut candidates = Candidates {
            prefilter: self,
            found: Numbers::up_to(self.opens.len()),
            open: self.always.clone(),
            is_wild: !line.meta.is_null(),
            has_later: false,
        };
        if !self.opens.is_empty() && !candidates.is_wild {
            let mut escapes = memchr_iter(b'\\', line.text.as_bytes());
            candidates.is_wild = escapes.any(|at| hides_ascii(&line.text[at + 1..]));
            for (keyed, scanner) in &self.keyed {
                keyed.each(&line.text, |value| candidates.scan(scanner, value));
            }
            candidates.scan_all(&self.anywhere, line);
            candidates.scan_added(line);
        }
        candidates
    }
}

impl Candidates<'_> {
    /// Whether the line, which is that which was looked through, may match the query at a place.
    pub fn may_match(&mut self, query: usize, line: &Line) -> bool {
        // Asked of every query for every line, and nearly always answered by the first two.
        let needs = || self.prefilter.needs.get(query).and_then(|needs| needs.get(1..)).unwrap_or_default();
        self.is_wild
            || self.open.has(query)
                && needs().iter().all(|texts| texts.iter().any(|text| self.has(*text, line)))
    }

    /// Counts what was added to the line since it was looked through.
    pub fn scan_added(&mut self, line: &Line) {
        let Prefilter { keyed, anywhere, later, .. } = self.prefilter;
        let scanners = || keyed.iter().map(|(_, scanner)| scanner).chain([anywhere, later]);
        for (name, value) in &line.added {
            for scanner in scanners() {
                self.scan(scanner, name);
                match value {
                    Value::String(text) => self.scan(scanner, text),
                    value => with_text(value, |text| self.scan(scanner, text)),
                }
            }
        }
    }

    /// Whether the line has a text.
    fn has(&mut self, text: usize, line: &Line) -> bool {
        if !self.has_later && self.prefilter.is_later[text] {
            self.has_later = true;
            self.scan_all(&self.prefilter.later, line);
        }
        self.found.has(text)
    }

    /// Looks through everything the line came with.
    fn scan_all(&mut self, scanner: &Scanner, line: &Line) {
        let texts = [&line.text, &line.host, &line.app, &line.level, &line.file, &line.env, &line.sender];
        let labels = line.labels.iter().flat_map(|(name, value)| [name, value]);
        { texts.into_iter() }.chain(&line.tags).chain(labels).for_each(|text| self.scan(scanner, text));
    }

    fn scan(&mut self, scanner: &Scanner, text: &str) {
        scanner.scan(text, |number| {
            self.found.insert(number);
            self.prefilter.opens[number].iter().for_each(|query| self.open.insert(*query));
        });
        self.is_wild |= !text.is_ascii() && text.contains(FOLD_TO_ASCII);
    }
}

/// Some of the numbers up to one.
#[derive(Debug, Clone)]
struct Numbers(Vec<u64>);

impl Numbers {
    fn up_to(end: usize) -> Self {
        Self(vec![0; end.div_ceil(64)])
    }

    fn insert(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|numbers| numbers & (1 << (number % 64)) != 0)
    }
}

/// All texts that are looked for, known by their place.
#[derive(Default)]
struct Texts {
    demands: Vec<Demand>,
    is_later: Vec<bool>,
    numbers: HashMap<Demand, usize>,
}

impl Texts {
    /// The number of a text. It is looked for later only if nobody asks for it at once.
    fn number(&mut self, demand: Demand, is_later: bool) -> usize {
        let number = *self.numbers.entry(demand).or_insert_with_key(|demand| {
            self.demands.push(demand.clone());
            self.is_later.push(true);
            self.demands.len() - 1
        });
        self.is_later[number] &= is_later;
        number
    }

    fn scanner(&self, key: Option<&String>, is_later: bool) -> Scanner {
        let all = self.demands.iter().zip(&self.is_later).enumerate();
        let wanted = all.filter(|(_, (demand, later))| demand.key.as_ref() == key && **later == is_later);
        Scanner::new(wanted.map(|(number, (demand, _))| (demand.text.clone(), number)))
    }
}

/// The keys with the most texts among what queries ask for first.
fn keys(queries: &[Clauses]) -> Vec<String> {
    let mut counts: HashMap<&String, usize> = HashMap::new();
    for key in queries
        .iter()
        .filter_map(|clauses| clauses.first())
        .flatten()
        .filter_map(|demand| demand.key.as_ref())
    {
        *counts.entry(key).or_default() += 1;
    }
    let mut keys: Vec<_> = counts.into_iter().collect();
    keys.sort_by_key(|(key, count)| (Reverse(*count), *key));
    keys.into_iter().take(KEYS).map(|(key, _)| key.clone()).collect()
}

/// Whether an escape, of which this stands behind the backslash, may be that of a character of ASCII.
fn hides_ascii(escape: &str) -> bool {
    let is = |name: &str| escape.get(..5).is_some_and(|escape| escape.eq_ignore_ascii_case(name));
    matches!(escape.as_bytes(), [b'u', b'0', b'0', b'2'..=b'7', ..]) || is("u0130") || is("u212a")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, parse};

    fn may_match(query: &str, line: &Line) -> bool {
        let matcher = Matcher::new(&parse(query).query);
        let may = Prefilter::new([&matcher].into_iter()).ask(line).may_match(0, line);
        assert!(may || !matcher.matches(&Document::new(line)), "{query} matches");
        may
    }

    #[test]
    fn a_line_without_any_text_of_a_query_is_not_asked() {
        let text = r#"{"action":"is.instance.read","a":{"b":"Failure"}}"#.to_owned();
        let line = Line { text, host: "is".to_owned(), ..Line::default() };
        for query in ["action:instance", "failure", "\"b failure\" OR instance", "-kms", "a.b:*", "action:=5"]
        {
            assert!(may_match(query, &line), "{query}");
        }
        for query in [
            "action:kms",
            "kms OR iam",
            "failure kms",
            "(kms OR 5) iam",
            "action:[kms,iam]",
            "is.instance.delete",
        ] {
            assert!(!may_match(query, &line), "{query}");
        }
    }

    #[test]
    fn what_is_asked_of_a_field_counts_only_in_its_values() {
        let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
        let elsewhere = line(r#"{"action":"iam.key.read","message":"kms action","actions":{"b":"kms"}}"#);
        for query in ["action:kms", "action:kms read", "kms-x OR action:kms"] {
            assert!(!may_match(query, &elsewhere), "{query}");
        }
        assert!(may_match("action:iam kms", &elsewhere) && !may_match("action:iam unheard", &elsewhere));
        for text in [
            r#"{"action" : "KMS.key.read"}"#,
            r#"{"action":["iam",["kms"]]}"#,
            r#"{"action":"a \"quoted\" kms"}"#,
            r#"{"payload":{"action":"kms","eventTime":""}}"#,
            r#"before {"action":"kms"}"#,
        ] {
            assert!(may_match("action:kms", &line(text)), "{text}");
        }
        for (query, text) in [
            ("a.b:kms", r#"{"a":{"b":"kms"}}"#),
            ("a.b:kms", r#"{"a.b":"kms"}"#),
            ("a.b:true", r#"{"a":{"b":true}}"#),
            ("requestData.a:kms", r#"{"requestData":"{\"a\":\"kms\"}"}"#),
        ] {
            assert!(may_match(query, &line(text)), "{query} {text}");
        }
        let beside = Line { app: "kms".to_owned(), file: "kms".to_owned(), ..line("{}") };
        assert!(may_match("app:kms", &beside) && may_match("_file:kms", &beside));
        let added = [("action".to_owned(), "kms".into())].into_iter().collect();
        assert!(may_match("action:kms", &Line { added, ..line("{}") }));
    }

    #[test]
    fn of_more_fields_than_are_looked_for_each_is_found() {
        let fields: Vec<String> = (0..3 * KEYS).map(|field| format!("field{field}")).collect();
        let queries = fields.iter().map(|field| Matcher::new(&parse(&format!("{field}:wanted")).query));
        let queries: Vec<Matcher> = queries.collect();
        let prefilter = Prefilter::new(queries.iter());
        for (place, field) in fields.iter().enumerate() {
            let line = Line { text: format!(r#"{{"{field}":"wanted"}}"#), ..Line::default() };
            assert!(prefilter.ask(&line).may_match(place, &line), "{field}");
        }
    }

    #[test]
    fn what_a_text_hides_may_match_anything() {
        for text in [r#"{"a":"\u006bms"}"#, "{\"a\":\"\u{212a}ms\"}", "{\"a\":\"k\u{130}\"}"] {
            assert!(may_match("kms", &Line { text: text.to_owned(), ..Line::default() }), "{text}");
        }
        let added = [("zone".to_owned(), "dal10".into())].into_iter().collect();
        assert!(may_match("zone:dal10", &Line { added, ..Line::default() }));
    }
}

//! Which of many queries a line may match, told from its text before it is taken apart.
//!
//! Most queries ask for some text that a line must have somewhere to match. All these texts are
//! looked for at once; a query none of whose texts is there can not match. It errs on one side
//! only: what may match is asked of the [`Matcher`], what may not is never asked.
//!
//! A text is looked for in the JSON of a line as it was sent, so only characters count that JSON
//! never escapes but by number; a text with such an escape, or with one of the two letters that
//! fold to ASCII, may match anything. Numbers are printed anew before they are compared, so a
//! text that could be part of a number counts for nothing.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use model::line::Line;
use serde_json::Value;

use crate::{
    check::{FieldCheck, LineCheck},
    document::with_text,
    matcher::Matcher,
    needle::Needle,
    tree::Node,
};

/// Shorter texts are everywhere.
const SHORTEST: usize = 3;
/// Of more alternatives than this, one is nearly always there.
const MOST: usize = 64;
/// The start of a longer text does as well.
const LONGEST: usize = 32;
/// A query that needs more is told by these alone.
const CLAUSES: usize = 8;
/// Of texts of so many bytes together, a table with every step is made.
const TABLED: usize = 16 * 1024;
/// What may stand for a character of ASCII: its escape by number, and `İ` and the Kelvin sign, which fold
/// to `i̇` and `k`, with theirs.
const WILD: [&str; 10] =
    ["\\u002", "\\u003", "\\u004", "\\u005", "\\u006", "\\u007", "\\u0130", "\\u212a", "\u{130}", "\u{212a}"];

/// Some queries, made ready to be asked together which of them a line may match.
#[derive(Debug)]
pub struct Prefilter {
    /// Finds the wild texts, which come first, and those of all queries.
    scanner: Option<AhoCorasick>,
    /// For each query the lists of texts of which a line must have one each, by their numbers.
    needs: Vec<Vec<Vec<usize>>>,
    texts: usize,
}

/// What of the texts a line has.
#[derive(Debug)]
pub struct Candidates<'a> {
    prefilter: &'a Prefilter,
    found: Vec<u64>,
    is_wild: bool,
}

impl Prefilter {
    /// Makes queries ready; they are known by their place.
    pub fn new<'a>(queries: impl Iterator<Item = &'a Matcher>) -> Self {
        let mut texts: Vec<String> = WILD.iter().map(|text| (*text).to_owned()).collect();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut number = |text: String| {
            *known.entry(text).or_insert_with_key(|text| {
                texts.push(text.clone());
                texts.len() - 1
            })
        };
        let mut numbers = |texts: Vec<String>| texts.into_iter().map(&mut number).collect();
        let needs = queries.map(|query| of_line(query.root()).into_iter().map(&mut numbers).collect());
        let needs: Vec<Vec<Vec<usize>>> = needs.collect();
        // The quickest kind, as long as it takes no more than some megabytes.
        let kind = (texts.iter().map(String::len).sum::<usize>() <= TABLED).then_some(AhoCorasickKind::DFA);
        // Without a scanner, which a few thousand short texts never fail to give, all may match.
        let scanner = AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(&texts).ok();
        Self { scanner, needs, texts: texts.len() }
    }

    /// Looks a line through once.
    pub fn ask(&self, line: &Line) -> Candidates<'_> {
        let mut candidates = Candidates {
            prefilter: self,
            found: vec![0; self.texts.div_ceil(64)],
            is_wild: self.scanner.is_none() || !line.meta.is_null(),
        };
        if self.texts > WILD.len() && !candidates.is_wild {
            let texts = [&line.text, &line.host, &line.app, &line.level, &line.file, &line.env, &line.sender];
            let labels = line.labels.iter().flat_map(|(name, value)| [name, value]);
            { texts.into_iter() }.chain(&line.tags).chain(labels).for_each(|text| candidates.scan(text));
            candidates.scan_added(line);
        }
        candidates
    }
}

impl Candidates<'_> {
    /// Whether the line may match the query at a place.
    pub fn may_match(&self, query: usize) -> bool {
        let has = |text: &usize| self.found[text / 64] & (1 << (text % 64)) != 0;
        let needs = self.prefilter.needs.get(query).map_or(&[][..], Vec::as_slice);
        self.is_wild || needs.iter().all(|texts| texts.iter().any(has))
    }

    /// Counts what was added to the line since it was looked through.
    pub fn scan_added(&mut self, line: &Line) {
        for (name, value) in &line.added {
            self.scan(name);
            if let Value::String(text) = value {
                self.scan(text);
            } else {
                with_text(value, |text| self.scan(text));
            }
        }
    }

    fn scan(&mut self, text: &str) {
        let Some(scanner) = &self.prefilter.scanner else { return };
        for found in scanner.find_overlapping_iter(text) {
            let number = found.pattern().as_usize();
            self.found[number / 64] |= 1 << (number % 64);
            self.is_wild |= number < WILD.len();
        }
    }
}

/// Of each of these lists of texts a line that satisfies this has at least one.
type Clauses = Vec<Vec<String>>;

fn of_line(node: &Node<LineCheck>) -> Clauses {
    of_node(node, &|check| match check {
        LineCheck::Word(word) => of_needle(word),
        LineCheck::Phrase { literal, .. } => of_needle(literal),
        LineCheck::Pattern(pattern) => pattern.needs().map_or_else(Vec::new, of_alternatives),
        LineCheck::Field { condition, .. } => of_node(condition, &of_field),
        LineCheck::Identifier { .. } => vec![],
    })
}

fn of_field(check: &FieldCheck) -> Clauses {
    match check {
        FieldCheck::Text(needle) => of_needle(needle),
        FieldCheck::OneOf(needles) => any(needles.iter().map(of_needle)),
        FieldCheck::Pattern(pattern) => pattern.needs().map_or_else(Vec::new, of_alternatives),
        FieldCheck::Exists | FieldCheck::NumberOrText(..) | FieldCheck::Compare(..) => vec![],
    }
}

fn of_node<L>(node: &Node<L>, leaf: &impl Fn(&L) -> Clauses) -> Clauses {
    match node {
        Node::Leaf(check) => leaf(check),
        Node::Not(_) => vec![],
        Node::Any(parts) => any(parts.iter().map(|part| of_node(part, leaf))),
        Node::All(parts) => {
            let mut clauses: Clauses = parts.iter().flat_map(|part| of_node(part, leaf)).collect();
            clauses.sort_by_key(Vec::len);
            clauses.truncate(CLAUSES);
            clauses
        }
    }
}

/// Of each alternative its longest word.
fn of_alternatives(alternatives: Vec<Vec<Needle>>) -> Clauses {
    any(alternatives.iter().map(|words| words.iter().flat_map(of_needle).collect()))
}

/// One clause for alternatives: the best of each, if each has one.
fn any(parts: impl Iterator<Item = Clauses>) -> Clauses {
    let best = |clauses: Clauses| {
        clauses.into_iter().min_by_key(|texts| {
            let shortest = texts.iter().map(String::len).min().unwrap_or_default();
            (texts.len(), std::cmp::Reverse(shortest))
        })
    };
    let all = parts.map(best).collect::<Option<Vec<_>>>().unwrap_or_default().concat();
    if (1..=MOST).contains(&all.len()) { vec![all] } else { vec![] }
}

/// The longest stretch of a needle that stands in a line as it was sent.
fn of_needle(needle: &Needle) -> Clauses {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '@');
    let may_be_number = |text: &str| text.bytes().all(|byte| b"0123456789.eE+-".contains(&byte));
    let start = |text: &'_ str| text[..text.len().min(LONGEST)].to_ascii_lowercase();
    let stretches = needle.folded().split(|c| !is_plain(c)).map(start);
    let fit = stretches.filter(|text: &String| text.len() >= SHORTEST && !may_be_number(text));
    fit.max_by_key(String::len).map(|text| vec![text]).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, parse};

    fn may_match(query: &str, line: &Line) -> bool {
        let matcher = Matcher::new(&parse(query).query);
        let may = Prefilter::new([&matcher].into_iter()).ask(line).may_match(0);
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
    fn what_a_text_hides_may_match_anything() {
        for text in [r#"{"a":"\u006bms"}"#, "{\"a\":\"\u{212a}ms\"}", "{\"a\":\"k\u{130}\"}"] {
            assert!(may_match("kms", &Line { text: text.to_owned(), ..Line::default() }), "{text}");
        }
        let added = [("zone".to_owned(), "dal10".into())].into_iter().collect();
        assert!(may_match("zone:dal10", &Line { added, ..Line::default() }));
    }
}

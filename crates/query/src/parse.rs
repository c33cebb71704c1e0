//! Reads query text: always a tree, with errors beside it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::tree::{Node, Query};

mod atom;
mod ladder;
mod pattern;
mod scanner;
mod value;

use scanner::Scanner;

/// A query text longer than this, in bytes, is an error.
pub const MAX_LENGTH: usize = 16 * 1024;

/// Parentheses nested deeper than this are an error.
pub const MAX_DEPTH: usize = 64;

/// A wildcard or an expression longer than this, in bytes, is an error.
pub const MAX_PATTERN: usize = 512;

/// More expressions than this in one query are an error: each takes memory of its own.
pub const MAX_EXPRESSIONS: usize = 8;

/// Nothing past this many bytes is read at all. It leaves room for text within the limit to
/// grow when it is printed, so that a printed query always reads back as itself.
const MAX_READ: usize = 4 * MAX_LENGTH;

/// What reading a text gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parsed {
    /// What could be understood. A query with errors is to be shown, not run.
    pub query: Query,
    /// What could not, in the order of the text.
    pub errors: Vec<ParseError>,
    /// The pieces of the text, in order and without overlap; white space is in none.
    pub tokens: Vec<Token>,
}

/// One place of a query text that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// The bytes of the text it is about.
    pub span: Range<usize>,
    /// What is wrong, for people: lower case, no full stop.
    pub message: String,
}

/// One piece of a query text, to be shown in its colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The bytes of the text it covers.
    pub span: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

/// What a piece of a query text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// The path before a colon.
    Field,
    /// `AND`, `OR`, `NOT`, `-`, parentheses, brackets, commas in brackets, the colon with its
    /// `=`, comparisons, and `*` after a colon.
    Operator,
    /// A word, a text in brackets, or a pattern.
    Text,
    /// A text in quotes, quotes included.
    Phrase,
    /// A word that is a number and stands where a number is looked for.
    Number,
}

/// Reads a query text. Never fails: what could not be understood is left out of the tree and
/// told in `errors`.
///
/// ```
/// let parsed = query::parse("outcome:failure (kms");
/// assert_eq!(parsed.query.to_string(), "outcome:failure kms");
/// assert_eq!(parsed.errors[0].span, 16..17);
/// ```
pub fn parse(text: &str) -> Parsed {
    let mut scanner = Scanner::new(&text[..text.floor_char_boundary(MAX_READ)]);
    if text.len() > MAX_LENGTH {
        let message = format!("the query is longer than {} KB", MAX_LENGTH / 1024);
        scanner.error(text.floor_char_boundary(MAX_LENGTH)..text.len(), &message);
    }
    let root = scanner.top();
    let Scanner { mut errors, tokens, .. } = scanner;
    errors.sort_by_key(|error| error.span.start);
    Parsed { query: root.map_or_else(Query::everything, Query::new), errors, tokens }
}

impl Scanner<'_> {
    /// The whole text; a `)` too many is told and passed over.
    fn top(&mut self) -> Option<Node<crate::tree::Atom>> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all(Self::atom).node);
            if self.peek().is_none() {
                break;
            }
            let span = self.operator(1);
            self.error(span, "this parenthesis closes nothing");
        }
        if parts.is_empty() { None } else { Some(Node::all(parts)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, canonical: &str, errors: &[(Range<usize>, &str)]) {
        let parsed = parse(text);
        assert_eq!(parsed.query.to_string(), canonical, "{text}");
        let found: Vec<_> = parsed.errors.iter().map(|e| (e.span.clone(), e.message.as_str())).collect();
        assert_eq!(found, errors, "{text}");
    }

    #[test]
    fn or_binds_tighter_than_and_and_not_tighter_than_or() {
        check("a1 b1 OR c1", "a1 b1 OR c1", &[]);
        check("(a1 b1) OR c1", "(a1 b1) OR c1", &[]);
        check("a1 (b1 OR c1)", "a1 b1 OR c1", &[]);
        check("-a1 OR b1", "-a1 OR b1", &[]);
        check("-(a1 OR b1)", "-(a1 OR b1)", &[]);
        check("NOT a1 AND b1", "-a1 b1", &[]);
        check("--a1", "a1", &[]);
    }

    #[test]
    fn text_without_errors_prints_in_its_canonical_form() {
        check("", "", &[]);
        check("  ", "", &[]);
        check("and or not", "and or not", &[]);
        check("'a b'", "\"a b\"", &[]);
        check(r#""say \"hi\"""#, r#""say \"hi\"""#, &[]);
        check(r"'C:\dir'", r#""C:\\dir""#, &[]);
        check("f:( >= 400 <500 -404 )", "f:(>=400 <500 -404)", &[]);
        check("f:(aa)", "f:aa", &[]);
        check("f:[a, b]", "f:[a, b]", &[]);
        check(r#"f:["a,b",c]"#, r#"f:["a,b",c]"#, &[]);
        check("f:-5 f:a:b don't [x]", "f:-5 f:a:b don't [x]", &[]);
        check("\"two words\":x", "\"two words\":x", &[]);
        check("f:===[a,b] f:>=1e3 f:>007", "f:===[a,b] f:>=1000 f:>7", &[]);
        check("f:AND -f:*", "f:AND -f:*", &[]);
        check("ab(cd)ef", "ab cd ef", &[]);
        check("a**b f:**x* =*x-", "a*b f:*x* =*x-", &[]);
        check("/a(b)[(]\\/\\(/ (/b+/)", "/a(b)[(]\\/\\(/ /b+/", &[]);
        check("/var/log /var/log/ /a (/b) // ==/a/ ==a*", "/var/log /var/log/ /a /b // ==/a/ ==a*", &[]);
        check("/a/:x /a/x f:[/a/,b*]", "\"/a/\":x /a/x f:[/a/,b*]", &[]);
        check("\"/a\":\"b/ c\"", "\"/a\":\"b/ c\"", &[]);
    }

    #[test]
    fn an_error_names_its_place_and_loses_nothing_else() {
        check("aa \"bb", "aa \"bb\"", &[(3..6, "the quote is not closed")]);
        check("aa (bb", "aa bb", &[(3..4, "the parenthesis is not closed")]);
        check("aa f:[b,c", "aa f:[b,c]", &[(5..6, "the bracket is not closed")]);
        check("aa () bb", "aa bb", &[(3..5, "the parentheses hold nothing")]);
        check("aa f: bb", "aa bb", &[(3..5, "the value after the colon is missing")]);
        check("aa f:= bb", "aa bb", &[(4..6, "the value after = is missing")]);
        check("aa AND", "aa", &[(3..6, "AND needs something on both sides")]);
        check("OR aa", "aa", &[(0..2, "OR needs something on both sides")]);
        check("aa OR AND bb", "aa bb", &[(3..5, "OR needs something on both sides")]);
        check("aa -", "aa", &[(3..4, "- needs something right after it")]);
        check("aa NOT", "aa", &[(3..6, "NOT needs something after it")]);
        check("aa = bb", "aa bb", &[(3..4, "the term after = is missing")]);
        check("a bb", "a bb", &[(0..1, "a term needs at least two characters")]);
        check("f:>x bb", "bb", &[(2..4, "a comparison needs a number")]);
        check("f:(> OR 5)", "f:5", &[(3..4, "a comparison needs a number")]);
        check("aa) bb", "aa bb", &[(2..3, "this parenthesis closes nothing")]);
        check(":v1 bb", "v1 bb", &[(0..1, "the field name before the colon is missing")]);
        check("\"\" bb", "bb", &[(0..2, "the quotes hold nothing")]);
        check("f:[a,,b]", "f:[a,b]", &[(5..6, "a text in the brackets is empty")]);
        check(
            "aa * f:** =*",
            "aa",
            &[
                (3..4, "a * needs text beside it"),
                (7..9, "a * needs text beside it"),
                (11..12, "a * needs text beside it"),
            ],
        );
        check("a* bb", "a* bb", &[(0..2, "a term needs at least two characters")]);
        check("f:[] bb", "bb", &[(2..4, "the brackets hold nothing")]);
    }

    #[test]
    fn too_deep_or_too_long_is_an_error_and_never_more() {
        let deep = |depth: usize| format!("aa {}bb{} cc", "(".repeat(depth), ")".repeat(depth));
        check(&deep(MAX_DEPTH), "aa bb cc", &[]);
        check(&deep(MAX_DEPTH + 1), "aa cc", &[(67..68, "parentheses nest deeper than 64")]);
        assert_eq!(parse(&deep(8_000)).errors.len(), 1);
        assert_eq!(parse(&"(".repeat(1_000_000)).query, Query::everything());
        assert_eq!(parse(&"-".repeat(16_000)).errors.len(), 1);
        assert_eq!(parse(&"f:(".repeat(5_000)).errors.len(), 65);
        assert_eq!(parse(&"aé".repeat(MAX_LENGTH)).errors.len(), 1);
    }

    #[test]
    fn patterns_have_limits() {
        let long = "x".repeat(MAX_PATTERN);
        check(&format!("aa {long}*"), "aa", &[(3..516, "a pattern is longer than 512 bytes")]);
        check(&format!("aa /{long}x/"), "aa", &[(3..518, "a pattern is longer than 512 bytes")]);
        let many = "/x+/ ".repeat(MAX_EXPRESSIONS);
        check(&format!("{many}/y/"), many.trim(), &[(40..43, "a query has at most 8 expressions")]);
    }

    #[cfg(feature = "regex")]
    #[test]
    fn an_expression_that_does_not_compile_is_an_error() {
        check(
            "aa /b{/ f:=/+/",
            "aa",
            &[(3..7, "unclosed counted repetition"), (11..14, "repetition operator missing expression")],
        );
        let said = |text: &str| parse(text).errors.remove(0).message;
        assert!(said(r"aa /\w{99}{99}/").contains("at most 500 are taken"));
        assert!(said(r"aa /\w{400}/").contains("more than 512 KB"));
        check(r"/[\w.]+@[\w.]+\.\w{2,}/", r"/[\w.]+@[\w.]+\.\w{2,}/", &[]);
        assert_eq!(parse(&format!("/{}/", "(".repeat(100) + &")".repeat(100))).errors.len(), 1);
    }

    #[test]
    fn tokens_cover_every_piece_once() {
        let text = "-f:=[a,b] OR \"x y\":(>= 4 zz) ==ab";
        let found: Vec<_> = parse(text).tokens.into_iter().map(|t| (&text[t.span], t.kind)).collect();
        use TokenKind::{Field, Number, Operator, Phrase, Text};
        assert_eq!(
            found,
            [
                ("-", Operator),
                ("f", Field),
                (":", Operator),
                ("=", Operator),
                ("[", Operator),
                ("a", Text),
                (",", Operator),
                ("b", Text),
                ("]", Operator),
                ("OR", Operator),
                ("\"x y\"", Field),
                (":", Operator),
                ("(", Operator),
                (">=", Operator),
                ("4", Number),
                ("zz", Text),
                (")", Operator),
                ("==", Operator),
                ("ab", Text),
            ]
        );
        assert!(matches!(parse("\"ab").tokens[..], [Token { kind: Phrase, .. }]));
    }
}

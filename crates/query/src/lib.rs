//! The query language of the desk: reading, writing and matching it, and jumping to a time.
//!
//! This page is the specification; the parser, the matcher and every index follow it. Nothing
//! here reads a file or a clock, and everything builds for the browser.
//!
//! ```
//! use model::line::Line;
//! use query::{Document, Matcher};
//!
//! let parsed = query::parse("outcome:failure -(kms OR iam) reason.reasonCode:>=400");
//! assert!(parsed.errors.is_empty());
//!
//! let text = r#"{"outcome":"failure","reason":{"reasonCode":403},"message":"VPC: create"}"#;
//! let line = Line { text: text.to_owned(), ..Line::default() };
//! assert!(Matcher::new(&parsed.query).matches(&Document::new(&line)));
//! ```
//!
//! # Grammar
//!
//! ```text
//! query   := [ and ]                                   nothing matches every line
//! and     := or { ["AND"] or }
//! or      := unary { "OR" unary }
//! unary   := { "-" | "NOT" } atom
//! atom    := "(" and ")" | path ":" value | [eq] text | ["="] pattern
//! value   := "(" tests ")" | test
//! test    := "*" | cmp number | [eq] ( list | text ) | ["="] pattern
//! tests   := the same ladder as and, with test or "(" tests ")" for atom
//! list    := "[" item { "," item } "]"
//! text    := word | quoted
//! pattern := word with "*" in it | "/" expression "/"
//! path    := word without ":" | quoted
//! eq      := "=" | "==" | "==="
//! cmp     := ">" | ">=" | "<" | "<="
//! number  := [ "-" | "+" ] digits [ "." digits ] [ ( "e" | "E" ) [ "-" | "+" ] digits ]
//! quoted  := '"' … '"' | "'" … "'"                     \ before the quote or before \ escapes it
//! ```
//!
//! Strongest first: parentheses, `-` and `NOT`, `OR`, `AND` and juxtaposition. So `a b OR c` is
//! `a AND (b OR c)`.
//!
//! - A word goes up to white space or a parenthesis. Quotes, brackets, commas and hyphens inside
//!   it are plain symbols; `-`, `=` and a quote are special only where it begins, `AND`, `OR` and
//!   `NOT` only where they are the whole word, in upper case.
//! - The first colon of a word splits field and value, unless `=` stands before the word; more
//!   colons belong to the value. The value begins right after the colon. A `-` there is part of
//!   the value; inside parentheses it negates.
//! - White space after a comparison is allowed, and right after `-` it is not.
//! - White space and symbols in an item are part of it: `[a, b]` looks for ` b`. An item that is
//!   wholly in double quotes is read as quoted, and can so hold a comma or a bracket.
//! - A word that is one expression between two slashes is a regular expression. White space does
//!   not stand in it (`\s` does), and a slash only as `\/`: so `/var/log` and `/var/log/` are text,
//!   and what looks like an expression is text in quotes: `"/tmp/"`. Its parentheses must pair,
//!   those in brackets and those escaped aside.
//! - A word with `*` in it is a wildcard, and `**` is written `*`. In quotes, in brackets and after
//!   `==` or `===` an asterisk is itself, and so are slashes. Only `f:*` has no text beside it.
//! - A pattern has at most [`MAX_PATTERN`] bytes, a query at most [`MAX_EXPRESSIONS`] expressions. An
//!   expression looks at the beginning of a value, the less of it the larger it is (crate `expression`).
//! - A text or wildcard of one word character is refused unless it is quoted or the value of a field.
//! - Parentheses nest at most [`MAX_DEPTH`] deep, a query has at most [`MAX_LENGTH`] bytes.
//!
//! # Meaning
//!
//! [`Document`] says what the fields of a line are, [`word`] what a word is, [`name`] which field
//! names have several spellings. A field name is compared exactly, and a field that does not
//! exist matches nothing. Case is folded character by character, unless the operator is `=` or
//! `===`.
//!
//! **Words of a line**: the words of every value, of every key in the event, the metadata and the
//! labels, and of every identifier; of the original text where it holds no event. The fields that
//! begin with `_`, and the `eventTime` of an event, are found by name only: the digits of a time
//! are nobody's words, and `403` is not to find a thousandth of a second.
//!
//! | query | is true when |
//! |---|---|
//! | `word` | a word of the line begins with it |
//! | `==word` | a word of the line is it |
//! | `some.thing`, `"a b"` | its words are words of the line, the last as the beginning of one (with `==`, as a whole), and its literal text occurs in a value or in the original text |
//! | `f:text` | the literal text occurs in a value of `f` |
//! | `f:[a,b]` | the literal text of some item does |
//! | `f:=5` | a value of `f` is the number, or is no JSON number and satisfies `f:="5"` |
//! | `f:>5` | a value of `f` is a greater number, or text that is wholly such a number |
//! | `f:*` | `f` has a value, or a field beneath it has |
//! | `f:(…)` | the tests hold, each for some value of `f` |
//! | `user*delete` | a value holds these texts one after the other, whatever stands between them |
//! | `/re/` | the expression finds something in a value |
//! | `f:…*…`, `f:/re/` | the same of a value of `f` |
//! | `-x` | `x` is not true |
//!
//! A literal text that begins with a word character occurs only where a word or a hump begins.
//! With `==` and `===`, one that ends with a word character occurs only where one ends. A `word`
//! is a term without quotes that is one word; everything else is matched as a phrase.
//!
//! A wildcard that begins with a word character begins where a word or a hump begins, and one that
//! ends with one ends where one ends: `create*` asks for the beginning of a word, `*create` for the
//! end, `*create*` for neither. A pattern without a field is asked of every value whose words are
//! words of the line, one by one; never of a key, and never of the original text of an event.
//!
//! Expressions are those of the `regex` crate, in time linear to the text; they begin and end
//! anywhere. Both kinds fold case unless `=` stands before them. With the feature `regex` an
//! expression that can not be compiled within its limits is an error; without it expressions are
//! only read and written, and find nothing.
//!
//! An id is one word, hyphens and all, and no word begins inside it. A phrase that ends like the
//! beginning of a UUID, in its second group or later, could go on to be one: of its end only the
//! first eight digits are asked for as the beginning of a word.
//!
//! # Indexes
//!
//! An index holds the [leaves](Document::leaves) of its documents, reads the checks from
//! [`Matcher::root`], and may leave out whatever lacks the words a check
//! [needs](FieldCheck::needs). What is left is asked [`LineCheck::holds`].

pub mod edit;
pub mod moment;
pub mod name;
pub mod tree;
pub mod word;

mod check;
mod document;
mod filters;
mod marks;
mod matcher;
mod needle;
mod needs;
mod number;
mod parse;
mod pattern;
#[cfg(feature = "regex")]
mod prefilter;
mod print;

pub use check::{FieldCheck, LineCheck};
pub use document::{Document, Leaf, Part, with_text};
#[cfg(feature = "regex")]
pub use expression::Allowance;
pub use filters::Filters;
pub use marks::marks;
pub use matcher::Matcher;
pub use needle::{Needle, fold};
pub use number::Number;
pub use parse::{
    MAX_DEPTH, MAX_EXPRESSIONS, MAX_LENGTH, MAX_PATTERN, ParseError, Parsed, Token, TokenKind, parse,
};
pub use pattern::Pattern;
#[cfg(feature = "regex")]
pub use prefilter::{Candidates, Prefilter};
pub use tree::{Query, QueryError};

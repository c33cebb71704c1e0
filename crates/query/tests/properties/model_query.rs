//! Queries as they are meant, apart from the crate's own trees, and written with more
//! parentheses than needed.

use std::fmt;

use proptest::{collection::vec, prelude::*, sample::select};

use crate::lines::{KEYS, NUMBERS, PIECES, any_text};

#[derive(Debug, Clone)]
pub enum Tree<L> {
    All(Vec<Tree<L>>),
    Any(Vec<Tree<L>>),
    Not(Box<Tree<L>>),
    Leaf(L),
}

#[derive(Debug, Clone)]
pub enum Condition {
    /// Without quotes.
    Bare {
        sign: &'static str,
        text: String,
    },
    Phrase {
        sign: &'static str,
        text: String,
    },
    Pattern(Pattern),
    Field {
        path: String,
        tests: Tree<Test>,
    },
}

#[derive(Debug, Clone)]
pub enum Test {
    Exists,
    Pattern(Pattern),
    Bare { sign: &'static str, text: String },
    Phrase { sign: &'static str, text: String },
    List { sign: &'static str, texts: Vec<String> },
    Compare { sign: &'static str, limit: &'static str },
}

#[derive(Debug, Clone)]
pub enum Pattern {
    /// Pieces with asterisks between, and before and after them where a piece is empty.
    Wildcard { sign: &'static str, pieces: Vec<String> },
    /// Texts that follow each other.
    Expression { sign: &'static str, texts: Vec<String> },
}

pub type MeantQuery = Tree<Condition>;

impl<L: fmt::Display> fmt::Display for Tree<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, between) = match self {
            Self::Leaf(leaf) => return leaf.fmt(f),
            Self::Not(part) => return write!(f, "-({part})"),
            Self::All(parts) if parts.len() == 2 => (parts, " AND "),
            Self::All(parts) => (parts, "  "),
            Self::Any(parts) => (parts, " OR "),
        };
        let texts: Vec<_> = parts.iter().map(|part| format!("({part})")).collect();
        f.write_str(&texts.join(between))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bare { sign, text } => write!(f, "{sign}{text}"),
            Self::Phrase { sign, text } => write!(f, "{sign}{}", quote(text)),
            Self::Pattern(pattern) => pattern.fmt(f),
            Self::Field { path, tests } => {
                if path.is_empty() || path.starts_with('/') || path.contains([' ', ':']) {
                    f.write_str(&quote(path))?;
                } else {
                    f.write_str(path)?;
                }
                match tests {
                    Tree::Leaf(test) => write!(f, ":{test}"),
                    tests => write!(f, ":({tests})"),
                }
            }
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists => f.write_str("*"),
            Self::Pattern(pattern) => pattern.fmt(f),
            Self::Bare { sign, text } => write!(f, "{sign}{text}"),
            Self::Phrase { sign, text } => write!(f, "{sign}{}", quote(text)),
            Self::List { sign, texts } => {
                let texts: Vec<_> = texts.iter().map(|text| item(text)).collect();
                write!(f, "{sign}[{}]", texts.join(","))
            }
            Self::Compare { sign, limit } => write!(f, "{sign}{limit}"),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wildcard { sign, pieces } => write!(f, "{sign}{}", pieces.join("*")),
            Self::Expression { sign, texts } => {
                let escape = |c: char| match c {
                    c if c.is_whitespace() => format!("\\x{{{:x}}}", u32::from(c)),
                    c if c.is_ascii_punctuation() => format!("\\{c}"),
                    c => c.to_string(),
                };
                let texts: Vec<_> =
                    texts.iter().map(|text| text.chars().map(escape).collect::<String>()).collect();
                write!(f, "{sign}/{}/", texts.join("(?s:.*)"))
            }
        }
    }
}

pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn item(text: &str) -> String {
    if text.starts_with('"') || text.contains([',', ']']) { quote(text) } else { text.to_owned() }
}

pub fn any_query() -> impl Strategy<Value = MeantQuery> {
    let condition = prop_oneof![
        4 => (any_sign(), any_word()).prop_map(|(sign, text)| Condition::Bare { sign, text }),
        2 => (any_sign(), any_bare()).prop_map(|(sign, text)| Condition::Bare { sign, text }),
        2 => (any_sign(), any_some_text()).prop_map(|(sign, text)| Condition::Phrase { sign, text }),
        2 => any_pattern().prop_map(Condition::Pattern),
        8 => (any_path(), any_tree(any_test())).prop_map(|(path, tests)| Condition::Field { path, tests }),
    ];
    any_tree(condition)
}

/// Text that may be a query: pieces that mean something to the parser, or anything.
pub fn any_query_text() -> impl Strategy<Value = String> {
    const SYNTAX: &[&str] = &[
        "(", "(", ")", ")", "\"", "'", "-", "=", "==", "===", "[", "]", ",", ":", ":", ">", "<=", "*", "\\",
        "/", "/", "/a+/", "AND", "OR", "NOT", " ", " ", " ", "aa", "b", "5", "1e400", "é", "\u{a0}",
        "\u{3000}", "f:", "f:(", "g:[",
    ];
    prop_oneof![
        6 => vec(select(SYNTAX), 0..24).prop_map(|pieces| pieces.concat()),
        2 => any::<String>(),
        1 => any_query().prop_map(|query| query.to_string()),
    ]
}

fn any_tree<L: fmt::Debug + Clone + 'static>(
    leaf: impl Strategy<Value = L> + 'static,
) -> impl Strategy<Value = Tree<L>> {
    leaf.prop_map(Tree::Leaf).prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Tree::All),
            vec(inner.clone(), 2..4).prop_map(Tree::Any),
            inner.prop_map(|part| Tree::Not(Box::new(part))),
        ]
    })
}

pub fn any_test() -> impl Strategy<Value = Test> {
    prop_oneof![
        1 => Just(Test::Exists),
        3 => any_pattern().prop_map(Test::Pattern),
        3 => (any_sign(), any_bare()).prop_map(|(sign, text)| Test::Bare { sign, text }),
        2 => select(NUMBERS).prop_map(|number| Test::Bare { sign: "=", text: number.to_owned() }),
        3 => (any_sign(), any_some_text()).prop_map(|(sign, text)| Test::Phrase { sign, text }),
        2 => (any_sign(), vec(any_some_text(), 1..4)).prop_map(|(sign, texts)| Test::List { sign, texts }),
        2 => (select(&[">", ">=", "<", "<="]), select(NUMBERS))
            .prop_map(|(sign, limit)| Test::Compare { sign, limit }),
    ]
}

fn any_sign() -> impl Strategy<Value = &'static str> {
    select(&["", "", "", "=", "==", "==="])
}

fn any_pattern() -> impl Strategy<Value = Pattern> {
    let sign = || select(&["", "="]);
    let ascii =
        any_some_text().prop_filter("the crate folds other letters in its own way", |text| text.is_ascii());
    prop_oneof![
        2 => (sign(), any_pieces()).prop_map(|(sign, pieces)| Pattern::Wildcard { sign, pieces }),
        1 => (sign(), vec(ascii, 1..3)).prop_map(|(sign, texts)| Pattern::Expression { sign, texts }),
    ]
}

/// Two or more texts that can stand without quotes, the first and the last may be empty.
fn any_pieces() -> impl Strategy<Value = Vec<String>> {
    let piece = any_some_text().prop_filter("it would need quotes", |text| {
        !text.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')'))
            && !text.starts_with(['-', '=', '"', '\'', '[', '<', '>', '/'])
    });
    (vec(piece, 1..3), any::<(bool, bool)>())
        .prop_map(|(mut pieces, (before, after))| {
            if before {
                pieces.insert(0, String::new());
            }
            if after || pieces.len() == 1 {
                pieces.push(String::new());
            }
            pieces
        })
        .prop_filter("one character is refused", |pieces| pieces.concat().chars().count() > 1)
}

fn any_path() -> impl Strategy<Value = String> {
    const NAMED: &[&str] = &[
        "host",
        "_source",
        "app",
        "level",
        "tag",
        "tags",
        "file",
        "_env",
        "meta",
        "meta.a",
        "label.a",
        "_platform",
        "_line",
        "_mezmo_line_size",
        "_ts",
        "_ip",
        "a",
        "a",
        "b",
        "a.b",
        "requestData.a",
        "action",
    ];
    let joined = vec(select(KEYS), 1..3).prop_map(|keys| keys.join("."));
    prop_oneof![2 => select(NAMED).prop_map(str::to_owned), 1 => joined]
}

fn any_some_text() -> impl Strategy<Value = String> {
    any_text().prop_filter("a text is not empty", |text| !text.is_empty())
}

/// Word characters only, two at least.
fn any_word() -> impl Strategy<Value = String> {
    let words: Vec<_> =
        PIECES.iter().copied().filter(|piece| piece.chars().all(char::is_alphanumeric)).collect();
    vec(select(words), 1..3)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("one character is refused", |text| text.chars().count() > 1)
}

/// What can stand without quotes anywhere.
fn any_bare() -> impl Strategy<Value = String> {
    any_text().prop_filter("it would need quotes", |text| {
        text.chars().count() > 1
            && !text.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')'))
            && !text.starts_with(['-', '=', '"', '\'', '[', '<', '>'])
    })
}

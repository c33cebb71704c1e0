//! Writes a tree as canonical text: one space between parts, `-` for NOT, double quotes, and
//! only the parentheses the precedence needs.
//!
//! No more parentheses than the tree needs also means that text within the depth limit prints
//! within it.

use std::fmt::{Display, Formatter, Result, Write};

use crate::tree::{Atom, Node, Pattern, PatternKind, Query, Term, Test};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.root().fmt(f)
    }
}

impl<L: Display> Display for Node<L> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All(parts) => join(f, parts, " "),
            Self::Any(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { " OR " })?;
                    in_group(f, part, matches!(part, Self::All(_)))?;
                }
                Ok(())
            }
            Self::Not(part) => {
                f.write_char('-')?;
                in_group(f, part, !matches!(**part, Self::Leaf(_)))
            }
            Self::Leaf(leaf) => leaf.fmt(f),
        }
    }
}

impl Display for Atom {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Text(term) => term.fmt(f),
            Self::Pattern(pattern) => pattern.fmt(f),
            Self::Field { path, condition } => {
                if is_plain_path(path) {
                    f.write_str(path)?;
                } else {
                    write_quoted(f, path)?;
                }
                f.write_char(':')?;
                in_group(f, condition, !matches!(condition, Node::Leaf(_)))
            }
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Exists => f.write_char('*'),
            Self::Text(term) => term.fmt(f),
            Self::Pattern(pattern) => pattern.fmt(f),
            Self::OneOf { precision, texts } => {
                write!(f, "{}[", precision.sign())?;
                for (index, text) in texts.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    if text.starts_with('"') || text.contains([',', ']']) {
                        write_quoted(f, text)?;
                    } else {
                        f.write_str(text)?;
                    }
                }
                f.write_char(']')
            }
            Self::Compare { comparison, limit } => write!(f, "{}{limit}", comparison.sign()),
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.precision.sign())?;
        if self.quoted { write_quoted(f, &self.text) } else { f.write_str(&self.text) }
    }
}

impl Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let sign = if self.cased { "=" } else { "" };
        match self.kind {
            PatternKind::Wildcard => write!(f, "{sign}{}", self.text),
            PatternKind::Expression => write!(f, "{sign}/{}/", self.text),
        }
    }
}

/// Whether a path can stand before its colon without quotes.
fn is_plain_path(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with(['-', '=', '"', '\'', '/'])
        && !path.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ':'))
}

fn write_quoted(f: &mut Formatter<'_>, text: &str) -> Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

fn join<L: Display>(f: &mut Formatter<'_>, parts: &[Node<L>], between: &str) -> Result {
    for (index, part) in parts.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { between })?;
        part.fmt(f)?;
    }
    Ok(())
}

fn in_group<L: Display>(f: &mut Formatter<'_>, node: &Node<L>, needed: bool) -> Result {
    if !needed {
        return node.fmt(f);
    }
    f.write_char('(')?;
    node.fmt(f)?;
    f.write_char(')')
}

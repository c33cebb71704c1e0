//! Decides whether a line matches.

#[cfg(feature = "regex")]
use expression::Allowance;

use crate::{
    check::LineCheck,
    document::Document,
    filters::Filters,
    needle::fold,
    tree::{Node, Query},
};

/// A query made ready to be asked of many lines.
///
/// ```
/// use model::line::Line;
/// use query::{Document, Matcher};
///
/// let line = Line { text: r#"{"outcome":"failure"}"#.to_owned(), ..Line::default() };
/// let matcher = Matcher::new(&query::parse("outcome:fail").query);
/// assert!(matcher.matches(&Document::new(&line)));
/// ```
#[derive(Debug, Clone)]
pub struct Matcher {
    root: Node<LineCheck>,
}

impl Matcher {
    /// Makes a query ready.
    pub fn new(query: &Query) -> Self {
        Self { root: query.root().map(&LineCheck::new) }
    }

    /// Asks for the chosen identifiers too.
    #[must_use]
    pub fn with_filters(self, filters: &Filters) -> Self {
        let chosen = filters.lists().filter(|(_, values)| !values.is_empty());
        let checks = chosen.map(|(name, values)| {
            let folded = values.iter().map(|value| fold(value).collect()).collect();
            Node::Leaf(LineCheck::Identifier { name, folded })
        });
        Self { root: Node::all(checks.chain([self.root]).collect()) }
    }

    /// Asks for both: what a reader looks for, and what the reader may see.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { root: Node::all(vec![self.root, other.root]) }
    }

    /// The checks, combined as the query combines them: what an index reads.
    pub fn root(&self) -> &Node<LineCheck> {
        &self.root
    }

    /// Whether the line matches.
    pub fn matches(&self, document: &Document) -> bool {
        self.root.holds(&|check| check.holds(document))
    }

    /// Whether the line is sure to match: what hangs on an expression that has not seen everything and found
    /// nothing is not. Asked where a wrong "yes" loses a line, as that of `-/error/` would. All that is asked
    /// of one line draws from its allowance.
    #[cfg(feature = "regex")]
    pub fn surely_matches(&self, document: &Document, allowance: &Allowance) -> bool {
        self.root.decide(&|check| check.decide(document, allowance)) == Some(true)
    }

    /// Whether every line matches, so that none has to be looked at.
    pub fn matches_everything(&self) -> bool {
        matches!(&self.root, Node::All(parts) if parts.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use model::line::Line;

    use super::*;

    fn check(filters: &Filters, expected: bool) {
        let line = Line {
            host: "kms".to_owned(),
            tags: vec!["prod".to_owned(), "eu".to_owned()],
            text: r#"{"host":"iam","level":"high","tag":"dev"}"#.to_owned(),
            ..Line::default()
        };
        let matcher = Matcher::new(&Query::everything()).with_filters(filters);
        assert_eq!(matcher.matches(&Document::new(&line)), expected, "{filters:?}");
    }

    #[cfg(feature = "regex")]
    fn check_sure(query: &str, text: &str, expected: bool) {
        let line = Line { app: "web".to_owned(), text: text.to_owned(), ..Line::default() };
        let matcher = Matcher::new(&crate::parse(query).query);
        let sure = matcher.surely_matches(&Document::new(&line), &Allowance::default());
        assert_eq!(sure, expected, "{query}");
    }

    #[cfg(feature = "regex")]
    #[test]
    fn what_hangs_on_an_expression_that_was_cut_short_is_not_sure() {
        let filler = "word ".repeat(6_000);
        let plain = format!("{filler} error");
        let event = serde_json::json!({"message": plain, "outcome": "success"}).to_string();
        for text in [plain.as_str(), &event] {
            check_sure("app:web -/error|[xy]{48}z/", text, false);
            check_sure("app:web /error|[xy]{48}z/", text, false);
            check_sure("app:web -/word|[xy]{48}z/", text, false);
            check_sure("app:web /word|[xy]{48}z/", text, true);
            check_sure("/error|[xy]{48}z/ OR app:web", text, true);
            check_sure("-(/error|[xy]{48}z/ app:mail)", text, true);
            check_sure("app:web -/never/", text, true);
        }
        check_sure("message:(word -/error|[xy]{48}z/)", &event, false);
        check_sure("outcome:(success -/error|[xy]{48}z/)", &event, true);
        check_sure("app:web -/error|[xy]{48}z/", "word", true);
    }

    #[test]
    fn filters_look_at_identifiers_as_a_whole_and_not_into_the_event() {
        let list = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        check(&Filters { hosts: list(&["iam", "KMS"]), ..Filters::default() }, true);
        check(&Filters { hosts: list(&["iam"]), ..Filters::default() }, false);
        check(&Filters { hosts: list(&["km"]), ..Filters::default() }, false);
        check(&Filters { levels: list(&["high"]), ..Filters::default() }, false);
        check(&Filters { tags: list(&["EU"]), ..Filters::default() }, true);
        check(&Filters { hosts: list(&["kms"]), tags: list(&["dev"]), ..Filters::default() }, false);
    }
}

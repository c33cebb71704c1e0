//! An exclusion rule: which lines an instance does not keep, or does not stream.

use serde::{Deserialize, Serialize};

use crate::id::ExclusionRuleId;

/// The longest title, in characters.
const TITLE_MAX: usize = 200;
/// The longest query, how many sources or apps a rule may name, and the longest of them.
const QUERY_MAX: usize = 8000;
const LIST_MAX: usize = 100;
const VALUE_MAX: usize = 512;
/// Fields that no rule may ask for: what they say is not known when a line comes.
pub const REFUSED_FIELDS: [&str; 2] = ["_retention", "_mezmo_line_size"];

/// One rule of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionRule {
    /// Names the rule for good.
    pub id: ExclusionRuleId,
    /// What it keeps lines from.
    pub kind: RuleKind,
    /// What a person wrote.
    pub draft: ExclusionDraft,
    /// What it has kept away so far.
    pub excluded: Excluded,
}

/// What a rule keeps lines from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// From being stored.
    Ingestion,
    /// From being streamed to another place; they are stored all the same.
    Stream,
}

/// Everything of a rule that a person writes. Conditions that are empty ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionDraft {
    /// How it is called.
    pub title: String,
    /// Only lines of these sources.
    pub hosts: Vec<String>,
    /// Only lines of these apps.
    pub apps: Vec<String>,
    /// Only lines that match this query.
    pub query: String,
    /// Whether it excludes anything now.
    pub is_active: bool,
    /// Whether live tail and alerts still get the lines. Always false where it is about streaming.
    pub index_only: bool,
}

/// What a rule has kept away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// How many lines.
    pub lines: u64,
    /// When the last of them came, milliseconds since 1970 UTC.
    pub last_ms: Option<i64>,
}

/// Why what was written is not a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExclusionError {
    /// The title is missing or too long.
    #[error("the title of an exclusion rule has 1 to {TITLE_MAX} characters")]
    Title,
    /// It would exclude every line.
    #[error("an exclusion rule needs at least one source, one app or a query")]
    NoCriteria,
    /// One of the lists is too long, or a text in it.
    #[error("an exclusion rule names at most {LIST_MAX} {0} of 1 to {VALUE_MAX} characters each")]
    List(&'static str),
    /// The query is too long.
    #[error("the query of an exclusion rule has at most {QUERY_MAX} characters")]
    QueryLong,
}

impl ExclusionError {
    /// The field it is about, as forms and programs call it.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::NoCriteria => "value",
            Self::List("sources") => "hosts",
            Self::List(_) => "apps",
            Self::QueryLong => "query",
        }
    }
}

impl RuleKind {
    /// The kind as text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ingestion => "ingestion",
            Self::Stream => "stream",
        }
    }

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ingestion, Self::Stream].into_iter().find(|kind| kind.as_str() == text)
    }
}

impl ExclusionDraft {
    /// Takes the space off the texts and checks their size, and that there is a condition.
    pub fn check(mut self) -> Result<Self, ExclusionError> {
        for text in [&mut self.title, &mut self.query] {
            *text = text.trim().to_owned();
        }
        if !(1..=TITLE_MAX).contains(&self.title.chars().count()) {
            return Err(ExclusionError::Title);
        }
        for (list, name) in [(&mut self.hosts, "sources"), (&mut self.apps, "apps")] {
            list.iter_mut().for_each(|value| *value = value.trim().to_owned());
            let fits = |value: &String| (1..=VALUE_MAX).contains(&value.chars().count());
            if list.len() > LIST_MAX || !list.iter().all(fits) {
                return Err(ExclusionError::List(name));
            }
        }
        if self.query.chars().count() > QUERY_MAX {
            return Err(ExclusionError::QueryLong);
        }
        if self.hosts.is_empty() && self.apps.is_empty() && self.query.is_empty() {
            return Err(ExclusionError::NoCriteria);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(title: &str, hosts: &[&str], query: &str) -> ExclusionDraft {
        ExclusionDraft {
            title: title.to_owned(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            apps: vec![],
            query: query.to_owned(),
            is_active: true,
            index_only: true,
        }
    }

    #[test]
    fn a_rule_has_a_title_and_a_condition_and_keeps_its_limits() {
        let rule = draft(" Noise ", &[" kms "], " ").check().unwrap();
        assert_eq!((rule.title.as_str(), rule.hosts[0].as_str(), rule.query.as_str()), ("Noise", "kms", ""));
        let many = vec!["a"; 101];
        for (wrong, error) in [
            (draft(" ", &["a"], ""), ExclusionError::Title),
            (draft(&"x".repeat(201), &["a"], ""), ExclusionError::Title),
            (draft("a", &[], "  "), ExclusionError::NoCriteria),
            (draft("a", &many, ""), ExclusionError::List("sources")),
            (draft("a", &[" "], ""), ExclusionError::List("sources")),
            (draft("a", &[], &"x".repeat(8001)), ExclusionError::QueryLong),
        ] {
            assert_eq!(wrong.check(), Err(error));
        }
    }
}

//! A parsing template: how fields are read out of lines that are not fields yet.
//!
//! A template is a tree of operators ([`Step`]). Each takes a value of what the one above it found and
//! finds others in it, or changes it; the last of each branch captures it in a field.

mod operator;
pub mod place;

pub use operator::{
    DEPTH_MAX, FIELD_MAX, Operator, Preserved, STEPS_MAX, Step, StepError, check_complete, check_steps,
};

use serde::{Deserialize, Serialize};

use crate::id::ParsingTemplateId;

/// The longest name and query, in characters, and the longest sample, in bytes.
const NAME_MAX: usize = 100;
const QUERY_MAX: usize = 8000;
const SAMPLE_MAX: usize = 64 * 1024;

/// One template of an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParsingTemplate {
    /// Names the template for good.
    pub id: ParsingTemplateId,
    /// What a person made.
    pub draft: TemplateDraft,
    /// Whether it adds fields.
    pub state: TemplateState,
}

/// Whether a template adds fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TemplateState {
    /// It is being made, and may be incomplete.
    Draft,
    /// It adds fields to what comes.
    Active,
    /// It is complete and rests.
    Inactive,
}

/// Everything of a template that a person makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateDraft {
    /// How it is called.
    pub name: TemplateName,
    /// Only lines that match this query; empty: every line.
    pub query: String,
    /// The line it is made for.
    pub sample: String,
    /// The operators that read the line itself, each with those beneath it.
    pub steps: Vec<Step>,
}

/// A template's name: not empty, without space around it, at most 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TemplateName(String);

/// Why what was written is not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The name is missing or too long.
    #[error("a template name has 1 to {NAME_MAX} characters")]
    Name,
    /// The query is too long.
    #[error("the query of a template has at most {QUERY_MAX} characters")]
    QueryLong,
    /// The sample is too long.
    #[error("the sample line of a template has at most {SAMPLE_MAX} bytes")]
    SampleLong,
    /// One of the operators can not be.
    #[error("{0}")]
    Step(#[from] StepError),
}

impl TemplateName {
    /// Takes the space off both ends and checks the rest.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let text = text.trim();
        let fits = (1..=NAME_MAX).contains(&text.chars().count());
        fits.then(|| Self(text.to_owned())).ok_or(TemplateError::Name)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TemplateName {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        Self::parse(&text)
    }
}

impl From<TemplateName> for String {
    fn from(name: TemplateName) -> String {
        name.0
    }
}

impl TemplateState {
    const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Inactive];

    /// The state as text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }

    /// The state of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl TemplateDraft {
    /// Checks sizes, and that every operator may stand where it stands. That branches end in
    /// fields is asked only of a template that is to be used: [`check_complete`].
    pub fn check(mut self) -> Result<Self, TemplateError> {
        self.query = self.query.trim().to_owned();
        if self.query.chars().count() > QUERY_MAX {
            return Err(TemplateError::QueryLong);
        }
        if self.sample.len() > SAMPLE_MAX {
            return Err(TemplateError::SampleLong);
        }
        check_steps(&self.steps)?;
        Ok(self)
    }
}

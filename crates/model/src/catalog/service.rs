//! A service and the actions it reports.

use serde::{Deserialize, Serialize};

/// One service of the catalogue, or a family that is documented together.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The service name of CRNs, except for the groups `cloud-databases`, `dr-automation` and
    /// `resource-controller`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether its events belong to a location.
    pub scope: Scope,
    /// An action that starts with one of these belongs to the service, listed or not.
    pub prefixes: Vec<String>,
    /// What `{service}` in its actions stands for: a list by name, or `*` for any service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_ids: Option<String>,
    /// The source its lines carry, where it differs from the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The platform label its lines carry, where it differs from the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The locations its documentation names.
    #[serde(default)]
    pub locations: Vec<String>,
    /// What is worth knowing about its events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it reports.
    pub actions: Vec<Action>,
}

/// Whether the events of a service belong to a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// They go to the instance of the location they happened in.
    Regional,
    /// They all go to one home location.
    Global,
}

/// One action a service reports.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name; may hold the placeholder `{service}`.
    pub action: String,
    /// Whether it is usually a management or a data event.
    pub class: Class,
    /// The heading it is listed under.
    pub group: String,
    /// A second heading it is listed under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also_group: Option<String>,
    /// What it means, in at most twelve words.
    pub summary: String,
    /// Older names of the same action.
    pub legacy: Vec<String>,
    /// Spellings nobody documented but which may well arrive.
    #[serde(default)]
    pub variants: Vec<String>,
    /// The usual severity of a success.
    pub severity_hint: Severity,
    /// Which documents it comes from.
    pub source: Source,
    /// Whether it still arrives.
    #[serde(default)]
    pub status: ActionStatus,
    /// Documented fields of its own.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What is worth knowing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The two classes of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Administration; always sent.
    Management,
    /// Use of the service; sent where it was asked for.
    Data,
}

/// The three severities of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Routine.
    Normal,
    /// Something was changed, or failed.
    Warning,
    /// Something was deleted or exposed, or somebody was refused.
    Critical,
}

impl Class {
    /// The word people use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Data => "data",
        }
    }
}

impl Severity {
    /// The word events use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// Which documents a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The service's own page of audit events.
    Seed,
    /// Another page.
    Docs,
    /// None: it is this desk's own.
    Own,
}

/// Whether an action still arrives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionStatus {
    /// It does.
    #[default]
    Active,
    /// The service stopped sending it; old events have it.
    Retired,
}

/// A field that is documented for one action.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its dotted path as printed, which may lack the leading `requestData.`.
    pub path: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// What it means.
    pub summary: String,
    /// The only values it takes, if they are documented: texts or booleans.
    #[serde(default)]
    pub values: Vec<serde_json::Value>,
    /// An example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// The pattern its text follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Whether its text is masked.
    #[serde(default)]
    pub masked: bool,
    /// Which documents it comes from, where that differs from its action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What is worth knowing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a documented field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum FieldType {
    /// Text.
    #[serde(rename = "string")]
    Text,
    /// Several texts.
    #[serde(rename = "string[]")]
    Texts,
    /// True or false.
    #[serde(rename = "boolean")]
    Boolean,
    /// A number.
    #[serde(rename = "number")]
    Number,
    /// Several objects.
    #[serde(rename = "object[]")]
    Objects,
}

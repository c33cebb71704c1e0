//! The words of the event standard, for completion and for filling in demonstrations.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Severity;

/// The words which the fields of an event take. An event with another word is still one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Values of `outcome`.
    pub outcomes: Vec<String>,
    /// Values of `severity`.
    pub severities: Vec<Severity>,
    /// Severity of a failed action by its reason code.
    failure_severity: BTreeMap<String, Severity>,
    /// Values of `initiator.credential.type`.
    pub credential_types: Vec<String>,
    /// Values of `initiator.host.addressType`.
    pub address_types: Vec<String>,
    /// Values of `initiator.typeURI`.
    pub type_uris: Vec<String>,
    /// Values of `observer.name`.
    pub observers: Vec<String>,
}

impl Vocabulary {
    /// The severity of an action that failed with this code; none for a code nobody listed.
    pub fn failure_severity(&self, code: u16) -> Option<Severity> {
        self.failure_severity.get(code.to_string().as_str()).copied()
    }
}

//! What is wrong with something that was sent, field by field, in the words tools know.

/// One field that can not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, such as `brokers[0]`.
    pub key: String,
    /// What is wrong with it, naming it in quotes.
    pub message: String,
}

impl Fault {
    /// Says of a field what is wrong with it: `"topic" is not allowed to be empty`.
    pub fn of(key: impl Into<String>, what: &str) -> Self {
        let key = key.into();
        Self { message: format!("\"{key}\" {what}"), key }
    }
}

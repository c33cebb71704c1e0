//! The fields of a request's JSON object, and what tools know their faults as (spec 6.1).

use serde_json::{Map, Value};

use crate::api::error::ApiError;

/// The fields of a body that is a JSON object. A field that is null is as good as left out.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body.
    ///
    /// # Errors
    /// 400 when it is no JSON object.
    pub fn read(bytes: &[u8]) -> Result<Self, ApiError> {
        let fields = serde_json::from_slice(bytes);
        fields
            .map(Self)
            .map_err(|error| ApiError::bad_request(format!("the body is not a JSON object: {error}")))
    }

    /// Refuses fields nobody knows, so that a misspelt one is not passed over.
    pub fn only(&self, allowed: &[&str]) -> Result<(), ApiError> {
        match self.0.keys().find(|name| !allowed.contains(&name.as_str())) {
            Some(name) => Err(ApiError::bad_field(name, format!("\"{name}\" is not allowed"))),
            None => Ok(()),
        }
    }

    /// Whether a field is there, be it null.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a field is there and not null.
    pub fn is_set(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// What a field holds, if it holds anything.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text; empty where it is left out.
    pub fn text(&self, name: &str) -> Result<String, ApiError> {
        match self.value(name) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(wrong(name, "a string")),
        }
    }

    /// Yes or no, if the field is there.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(wrong(name, "a boolean")),
        }
    }

    /// A list of texts, none of them empty; the list is where it is left out.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, ApiError> {
        let items = self.texts_or_empty(name)?;
        match items.iter().position(|item| item.trim().is_empty()) {
            Some(at) => Err(empty(&format!("{name}[{at}]"))),
            None => Ok(items),
        }
    }

    /// A list of texts, whatever they hold.
    pub fn texts_or_empty(&self, name: &str) -> Result<Vec<String>, ApiError> {
        let items = match self.value(name) {
            None => return Ok(vec![]),
            Some(Value::Array(items)) => items,
            Some(_) => return Err(wrong(name, "an array")),
        };
        let read = |(at, item): (usize, &Value)| match item {
            Value::String(text) => Ok(text.clone()),
            _ => Err(wrong(&format!("{name}[{at}]"), "a string")),
        };
        items.iter().enumerate().map(read).collect()
    }
}

/// The fault of a field that holds another type than it should.
pub(crate) fn wrong(key: &str, kind: &str) -> ApiError {
    ApiError::bad_field(key, format!("\"{key}\" must be {kind}"))
}

/// The fault of a field that must hold something.
pub(crate) fn empty(key: &str) -> ApiError {
    ApiError::bad_field(key, format!("\"{key}\" is not allowed to be empty"))
}

/// The fault of a field that must be there.
pub(crate) fn required(key: &str) -> ApiError {
    ApiError::bad_field(key, format!("\"{key}\" is required"))
}

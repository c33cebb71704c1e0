//! The fields of an object that was sent, and what is wrong with one in words that programs know.

use serde_json::{Map, Value};

use super::ChannelFault;

/// The fields of an object, which knows where it stands.
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
    key: String,
}

impl<'a> Fields<'a> {
    pub fn new(map: &'a Map<String, Value>, key: impl Into<String>) -> Self {
        Self { map, key: key.into() }
    }

    /// All of them.
    pub fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// A field; null is none.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A text; an empty one is none.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, ChannelFault> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.trim().is_empty())),
            Some(_) => Err(self.fault(name, "must be a string")),
        }
    }

    /// Yes or no, or the text of it.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, ChannelFault> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text == "true" => Ok(Some(true)),
            Some(Value::String(text)) if text == "false" => Ok(Some(false)),
            Some(_) => Err(self.fault(name, "must be a boolean")),
        }
    }

    /// One of several things that have names.
    pub fn choice<T: Copy>(
        &self,
        name: &str,
        among: &[T],
        called: impl Fn(T) -> &'static str,
    ) -> Result<Option<T>, ChannelFault> {
        let names: Vec<&str> = among.iter().map(|it| called(*it)).collect();
        match self.value(name) {
            None => Ok(None),
            Some(value) => {
                let found = among.iter().find(|it| value.as_str() == Some(called(**it)));
                found.copied().map(Some).ok_or_else(|| self.one_of(name, &names))
            }
        }
    }

    /// An object inside this one.
    pub fn object(&self, name: &str) -> Result<Option<Fields<'a>>, ChannelFault> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields::new(map, self.place(name)))),
            Some(_) => Err(self.fault(name, "must be of type object")),
        }
    }

    /// Refuses fields that mean nothing here, unless they hold nothing and mean something elsewhere.
    pub fn only(&self, names: &[&str], elsewhere: &[&str]) -> Result<(), ChannelFault> {
        let known = |name: &&String| {
            let name = name.as_str();
            names.contains(&name) || (elsewhere.contains(&name) && self.map[name].is_null())
        };
        match self.map.keys().find(|name| !known(name)) {
            Some(name) => Err(self.fault(&name.chars().take(100).collect::<String>(), "is not allowed")),
            None => Ok(()),
        }
    }

    pub fn required(&self, name: &str) -> ChannelFault {
        self.fault(name, "is required")
    }

    pub fn one_of(&self, name: &str, choices: &[&str]) -> ChannelFault {
        ChannelFault::one_of(self.place(name), choices)
    }

    pub fn fault(&self, name: &str, what: impl Into<String>) -> ChannelFault {
        ChannelFault::new(self.place(name), what)
    }

    fn place(&self, name: &str) -> String {
        format!("{}.{name}", self.key)
    }
}

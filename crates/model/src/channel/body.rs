//! What a webhook is sent: JSON with places that the alert fills.

use serde_json::{Map, Value};

/// The longest template, as JSON text in bytes.
const LENGTH_MAX: usize = 20_000;

/// Every token, and whether it stands for an object or a list.
const TOKENS: [(&str, bool); 12] = [
    ("name", false),
    ("matches", false),
    ("lines", false),
    ("level", false),
    ("url", false),
    ("query", false),
    ("app", false),
    ("host", false),
    ("tag", false),
    ("line", false),
    ("line_objects", true),
    ("first_line_object", true),
];

/// A JSON object whose texts may hold tokens such as `{{ lines }}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyTemplate(Map<String, Value>);

/// Why something is no body template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Not an object, nor the text of one.
    #[error("must be a JSON object")]
    NotAnObject,
    /// Too long.
    #[error("length must be less than or equal to {LENGTH_MAX} characters long")]
    Long,
    /// There is no such token.
    #[error("holds the unknown token {{{{ {0} }}}}; known are {known}", known = TOKENS.map(|(name, _)| name).join(", "))]
    UnknownToken(String),
    /// A token is not closed.
    #[error("holds a token that is not closed with }}}}")]
    Open,
    /// An object can not stand inside a text.
    #[error("must have the token {{{{ {0} }}}} alone in its text: it stands for an object")]
    NotAlone(String),
}

impl BodyTemplate {
    /// Reads an object, or the text of one, and checks every token in it.
    pub fn parse(value: &Value) -> Result<Self, BodyError> {
        let fields = match value {
            Value::Object(fields) => fields.clone(),
            Value::String(text) if text.len() > LENGTH_MAX => return Err(BodyError::Long),
            Value::String(text) => serde_json::from_str(text).map_err(|_| BodyError::NotAnObject)?,
            _ => return Err(BodyError::NotAnObject),
        };
        let template = Value::Object(fields);
        if template.to_string().len() > LENGTH_MAX {
            return Err(BodyError::Long);
        }
        check(&template)?;
        match template {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(BodyError::NotAnObject),
        }
    }

    /// The template as JSON.
    pub fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The template as people read and write it, two spaces for each level.
    pub fn pretty(&self) -> String {
        format!("{:#}", self.to_json())
    }
}

fn check(value: &Value) -> Result<(), BodyError> {
    match value {
        Value::String(text) => check_text(text),
        Value::Array(items) => items.iter().try_for_each(check),
        Value::Object(fields) => fields.values().try_for_each(check),
        _ => Ok(()),
    }
}

fn check_text(text: &str) -> Result<(), BodyError> {
    let mut rest = text;
    while let Some((_, from)) = rest.split_once("{{") {
        let (written, after) = from.split_once("}}").ok_or(BodyError::Open)?;
        rest = after;
        let token = written.trim();
        let name = token.split(['.', '[']).next().unwrap_or_default();
        let has_path = token.len() > name.len();
        let alone = text.trim().len() == written.len() + 4;
        match TOKENS.iter().find(|(known, _)| *known == name) {
            // What a path leads to is only known when there is a line.
            Some((_, true)) if has_path || alone => {}
            Some((_, true)) => return Err(BodyError::NotAlone(name.to_owned())),
            Some((_, false)) if !has_path => {}
            _ => return Err(BodyError::UnknownToken(token.chars().take(60).collect())),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn check_refused(value: Value, error: BodyError) {
        assert_eq!(BodyTemplate::parse(&value), Err(error), "{value}");
    }

    #[test]
    fn known_tokens_stand_in_texts_and_objects_stand_alone() {
        for right in [
            json!({}),
            json!({"text": "{{ name }}: {{matches}} in {{ query }}", "n": 1, "deep": [{"x": "{{ line }}"}]}),
            json!({"all": "{{ line_objects }}", "one": " {{first_line_object}} "}),
            json!({"who": "by {{ first_line_object.initiator.name }} {{ line_objects[\"0\"].action }}"}),
            json!("{\"text\": \"{{ lines }}\"}"),
        ] {
            assert!(BodyTemplate::parse(&right).is_ok(), "{right}");
        }
        check_refused(json!({"a": ["{{ nobody }}"]}), BodyError::UnknownToken("nobody".into()));
        check_refused(json!({"a": "{{ name.of.it }}"}), BodyError::UnknownToken("name.of.it".into()));
        check_refused(json!({"a": "{{}}"}), BodyError::UnknownToken(String::new()));
        check_refused(json!({"a": "{{ name"}), BodyError::Open);
        check_refused(json!({"a": "x {{ line_objects }}"}), BodyError::NotAlone("line_objects".into()));
        check_refused(
            json!({"a": "{{line_objects}}{{line_objects}}"}),
            BodyError::NotAlone("line_objects".into()),
        );
        for wrong in [json!([]), json!("text"), json!("[1]"), json!(7)] {
            check_refused(wrong, BodyError::NotAnObject);
        }
        check_refused(json!({"a": "x".repeat(20_000)}), BodyError::Long);
    }

    proptest! {
        #[test]
        fn a_template_is_read_again_as_it_was_written(text in "[a-z \"\\\\é]{0,40}", token in 0_usize..10) {
            let value = json!({"z": text, "a": format!("{text}{{{{ {} }}}}", TOKENS[token].0), "n": [1, null]});
            let template = BodyTemplate::parse(&value).unwrap();
            prop_assert_eq!(&template.to_json(), &value);
            prop_assert_eq!(BodyTemplate::parse(&Value::String(template.pretty())), Ok(template));
        }

        #[test]
        fn any_text_is_taken_or_refused_and_nothing_else(text in ".{0,60}", tokens in "(\\{\\{|\\}\\}|line_objects| ){0,8}") {
            let _ = BodyTemplate::parse(&json!({"a": tokens, "b": text}));
            let _ = BodyTemplate::parse(&Value::String(text));
        }
    }
}

//! The channels of alerts in the shapes that existing tools know: one in answers to reading, another
//! in answers to writing (spec 6.5).

use model::channel::{BodyTemplate, Channel};
use serde_json::{Value, json};

use crate::api::{error::ApiError, fields::Fields};

/// Channels as reading answers them: addresses as a list, the interval by its name, the body of a
/// webhook as a text.
pub(crate) fn when_read(channels: &[Channel]) -> Value {
    let shape = |channel: &Channel| {
        let mut shape = channel.to_json();
        if let Some(body) = shape.get("bodyTemplate").and_then(|body| BodyTemplate::parse(body).ok()) {
            shape["bodyTemplate"] = json!(body.pretty());
        }
        shape
    };
    channels.iter().map(shape).collect()
}

/// Channels as writing answers them: addresses as one text, the interval in seconds.
pub(crate) fn when_written(channels: &[Channel]) -> Value {
    let shape = |channel: &Channel| {
        let mut shape = channel.to_json();
        if let Some(Value::Array(emails)) = shape.get("emails") {
            let emails: Vec<&str> = emails.iter().filter_map(Value::as_str).collect();
            shape["emails"] = json!(emails.join(","));
        }
        shape["triggerinterval"] = json!(channel.draft.trigger.interval().seconds());
        shape
    };
    channels.iter().map(shape).collect()
}

/// The channels of a body, and what is wrong with them if anything is.
pub(crate) type Sent = (Vec<Value>, Option<ApiError>);

/// Reads the channels of a body; none where they are left out.
pub(crate) fn sent(fields: &Fields) -> Result<Option<Sent>, ApiError> {
    let values = match fields.value("channels") {
        None => return Ok(None),
        Some(Value::Array(values)) => values.clone(),
        Some(_) => return Err(crate::api::fields::wrong("channels", "an array")),
    };
    let fault = Channel::read_all(&values).err();
    Ok(Some((values, fault.map(|fault| ApiError::bad_field(fault.key.clone(), fault.to_string())))))
}

/// What tools know the fault of a body as. It goes on to the action all the same, which refuses it
/// too: so the refusal is recorded.
pub(crate) fn in_known_words(error: actions::Error, fault: Option<ApiError>) -> ApiError {
    match (error, fault) {
        (actions::Error::Invalid { .. }, Some(fault)) => fault,
        (actions::Error::NotFound { what: "preset" }, _) => ApiError::not_found("Resource Not Found"),
        (error, _) => error.into(),
    }
}

//! `POST /logs/ingest`: the door that existing clients know (spec 6.2).

use std::{borrow::Cow, collections::BTreeMap};

use actions::line::{Incoming, Sender};
use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use model::{catalog::Catalog, key::Key, line::Line, unstored::Refusal};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{
    api::{body, credential, error::ApiError, receipts},
    state::{AppState, Origin, text},
};

/// The longest texts beside the line, in characters; metadata in bytes.
const HOST_MAX: usize = 256;
const APP_MAX: usize = 512;
const WORD_MAX: usize = 80;
const META_MAX: usize = 32 << 10;

/// What the address says about all lines of the request.
#[derive(Debug, Default)]
struct Parameters {
    hostname: String,
    ip: String,
    mac: String,
    tags: Vec<String>,
    key: Option<String>,
}

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow, alias = "ls")]
    lines: Vec<&'a RawValue>,
}

/// One line as clients write it: newer ones and agents name some fields differently.
#[derive(Deserialize)]
struct SentLine<'a> {
    #[serde(borrow)]
    line: Option<Cow<'a, str>>,
    timestamp: Option<Value>,
    t: Option<Value>,
    app: Option<Value>,
    file: Option<Value>,
    f: Option<Value>,
    level: Option<Value>,
    env: Option<Value>,
    host: Option<Value>,
    hostname: Option<Value>,
    meta: Option<Value>,
    label: Option<Value>,
    annotation: Option<Value>,
}

/// Takes lines from existing clients.
pub async fn create(
    State(state): State<AppState>,
    origin: Origin,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    sent: Body,
) -> Result<Response, ApiError> {
    let parameters = Parameters::read(query.as_deref().unwrap_or_default());
    let key = credential::ingestion(&state, &headers, parameters.key.as_deref()).await?;
    parameters.check()?;
    let bytes = body::read(&headers, sent, state.config.max_body).await?;
    let received_ms = state.desk.now_ms();
    let (max_lines, max_line) = (state.config.max_lines, state.config.max_line);
    let incoming = body::apart(move || {
        let request: Request<'_> = serde_json::from_slice(&bytes)
            .map_err(|_| ApiError::bad_request("Bad or missing parameters."))?;
        if request.lines.len() > max_lines {
            return Err(ApiError::too_many_lines(max_lines));
        }
        Ok(request.lines.iter().map(|line| read_line(line, &parameters, received_ms, max_line)).collect())
    })
    .await?;
    let sender = sender(key, origin, &headers, received_ms);
    let receipts = actions::line::append(&state.desk, &sender, incoming).await?;
    Ok(receipts::compatible(&receipts))
}

/// Who sends the lines of a request.
pub(crate) fn sender(key: Key, origin: Origin, headers: &HeaderMap, received_ms: i64) -> Sender {
    Sender {
        instance: key.instance.clone(),
        key: Some(key),
        address: origin.address,
        received_ms,
        idempotency_key: text(headers, "idempotency-key")
            .filter(|name| !name.trim().is_empty())
            .map(|name| name.chars().take(255).collect()),
    }
}

impl Parameters {
    fn read(query: &str) -> Self {
        let mut parameters = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "hostname" => parameters.hostname = value.trim().to_owned(),
                "ip" => parameters.ip = value.into_owned(),
                "mac" => parameters.mac = value.into_owned(),
                "apikey" => parameters.key = Some(value.into_owned()),
                "tags" => {
                    let tags = value.split(',').map(str::trim).filter(|tag| !tag.is_empty());
                    parameters.tags.extend(tags.map(str::to_owned));
                }
                _ => {}
            }
        }
        parameters
    }

    fn check(&self) -> Result<(), ApiError> {
        if self.hostname.is_empty() {
            return Err(ApiError::bad_field("hostname", "Missing param hostname."));
        }
        if is_longer(&self.hostname, HOST_MAX) {
            return Err(ApiError::bad_field(
                "hostname",
                format!("hostname is longer than {HOST_MAX} characters"),
            ));
        }
        if self.tags.iter().any(|tag| is_longer(tag, WORD_MAX)) || self.tags.len() > WORD_MAX {
            let message =
                format!("a tag is longer than {WORD_MAX} characters, or there are more than {WORD_MAX}");
            return Err(ApiError::bad_field("tags", message));
        }
        for (name, value) in [("ip", &self.ip), ("mac", &self.mac)] {
            if is_longer(value, WORD_MAX) {
                return Err(ApiError::bad_field(
                    name,
                    format!("{name} is longer than {WORD_MAX} characters"),
                ));
            }
        }
        Ok(())
    }
}

fn read_line(raw: &RawValue, parameters: &Parameters, received_ms: i64, max_line: usize) -> Incoming {
    let broken =
        |refusal, reason: String| Incoming::Broken { refusal, reason, text: raw.get().as_bytes().to_vec() };
    let sent: SentLine<'_> = match serde_json::from_str(raw.get()) {
        Ok(sent) => sent,
        Err(error) => {
            return broken(Refusal::Form, format!("the line is not of the documented form: {error}"));
        }
    };
    let Some(text) = sent.line else {
        return broken(Refusal::Empty, "the line has no text in \"line\"".to_owned());
    };
    if text.len() > max_line {
        return Incoming::Broken {
            refusal: Refusal::Long,
            reason: format!("the line is longer than {max_line} bytes"),
            text: text.into_owned().into_bytes(),
        };
    }
    let own_time = sent.timestamp.or(sent.t).as_ref().and_then(read_timestamp);
    let meta = read_meta(sent.meta);
    let mut line = Line {
        time_ms: own_time.unwrap_or(received_ms),
        own_time: own_time.is_some(),
        host: Some(read_text(sent.host.or(sent.hostname)))
            .filter(|host| !host.is_empty())
            .unwrap_or_else(|| parameters.hostname.clone()),
        app: read_text(sent.app),
        level: read_text(sent.level),
        file: read_text(sent.file.or(sent.f)),
        env: read_text(sent.env),
        tags: parameters.tags.clone(),
        meta,
        labels: read_labels([sent.label, sent.annotation]),
        text: text.into_owned(),
        ..Line::default()
    };
    for (name, value) in [("ip", &parameters.ip), ("mac", &parameters.mac)] {
        if !value.is_empty() {
            line.labels.insert(name.to_owned(), value.clone());
        }
    }
    let limits = [
        ("host", &line.host, HOST_MAX),
        ("app", &line.app, APP_MAX),
        ("file", &line.file, APP_MAX),
        ("level", &line.level, WORD_MAX),
        ("env", &line.env, WORD_MAX),
    ];
    if let Some((name, _, most)) = limits.into_iter().find(|(_, value, most)| is_longer(value, *most)) {
        return broken(Refusal::Beside, format!("{name} is longer than {most} characters"));
    }
    if !line.meta.is_null() && line.meta.to_string().len() > META_MAX {
        return broken(Refusal::Beside, format!("meta is larger than {META_MAX} bytes"));
    }
    if line.labels.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > META_MAX {
        return broken(Refusal::Beside, format!("label and annotation are larger than {META_MAX} bytes"));
    }
    let origin = Catalog::embedded().describe(&mut line);
    Incoming::Line(Box::new(line), origin)
}

/// Reads a sender's timestamp: seconds, milliseconds or finer, as a number or as digits.
fn read_timestamp(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => number,
            Err(_) => return model::time::parse_event_time(text),
        },
        _ => return None,
    };
    // Which unit is meant shows in the size: each step is a factor of a thousand.
    let ms = match number.abs() {
        size if !size.is_finite() || size < 1.0 => return None,
        size if size < 1e11 => number * 1e3,
        size if size < 1e14 => number,
        size if size < 1e17 => number / 1e3,
        _ => number / 1e6,
    };
    #[expect(clippy::cast_possible_truncation, reason = "the size was just limited")]
    Some(ms as i64)
}

/// Metadata is an object, or an object written as text.
fn read_meta(meta: Option<Value>) -> Value {
    match meta {
        None => Value::Null,
        Some(Value::String(text)) => match serde_json::from_str(&text) {
            Ok(value @ Value::Object(_)) => value,
            _ if text.is_empty() => Value::Null,
            _ => serde_json::json!({ "text": text }),
        },
        Some(Value::Object(fields)) if fields.is_empty() => Value::Null,
        Some(Value::Object(fields)) => Value::Object(fields),
        Some(other) => serde_json::json!({ "value": other }),
    }
}

/// Some senders write levels and names as numbers.
fn read_text(value: Option<Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
    }
}

fn read_labels(sent: [Option<Value>; 2]) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for fields in sent.into_iter().flatten().filter_map(|value| match value {
        Value::Object(fields) => Some(fields),
        _ => None,
    }) {
        for (name, value) in fields {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            labels.insert(name, text);
        }
    }
    labels
}

fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().count() > most
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(line: &str) -> Incoming {
        let parameters = Parameters::read("hostname=host-a&tags=audit%2Ceu&tags=x&ip=10.0.0.1&mac=");
        let raw: &RawValue = serde_json::from_str(line).unwrap();
        read_line(raw, &parameters, 42, 100)
    }

    fn line(text: &str) -> Line {
        match read(text) {
            Incoming::Line(line, _) => *line,
            Incoming::Broken { reason, .. } => panic!("{reason}"),
        }
    }

    fn reason(text: &str) -> String {
        match read(text) {
            Incoming::Line(line, _) => panic!("{line:?}"),
            Incoming::Broken { reason, .. } => reason,
        }
    }

    #[test]
    fn every_spelling_of_a_timestamp_is_the_same_moment() {
        for value in [
            json!(1_795_226_053_784_i64),
            json!("1795226053784"),
            json!(1_795_226_053.784),
            json!(1_795_226_053_784_000_i64),
            json!("2026-11-21T01:54:13.784Z"),
        ] {
            assert_eq!(read_timestamp(&value), Some(1_795_226_053_784), "{value}");
        }
        assert_eq!(read_timestamp(&json!(1_795_230_074)), Some(1_795_230_074_000));
        assert_eq!(read_timestamp(&json!("soon")), None);
        assert_eq!(read_timestamp(&json!(0)), None);
    }

    #[test]
    fn a_line_carries_what_the_address_and_its_own_fields_say() {
        let line = line(
            r#"{"t":1795226194028,"line":"agent line","f":"/var/log/x.log","label":{"a":1},"meta":"{\"b\":2}"}"#,
        );
        assert_eq!((line.host.as_str(), line.file.as_str()), ("host-a", "/var/log/x.log"));
        assert_eq!(line.tags, ["audit", "eu", "x"]);
        assert_eq!(line.labels["a"], "1");
        assert_eq!(line.labels["ip"], "10.0.0.1");
        assert_eq!(line.meta, json!({"b": 2}));
        assert!(line.own_time);
    }

    #[test]
    fn a_line_may_name_a_thing_twice_or_as_a_number() {
        let line = line(
            r#"{"line":"x","host":"a","hostname":"b","timestamp":1795226194028,"t":1,"level":30,"app":null}"#,
        );
        assert_eq!((line.host.as_str(), line.level.as_str(), line.app.as_str()), ("a", "30", ""));
        assert_eq!(line.time_ms, 1_795_226_194_028);
    }

    #[test]
    fn a_line_without_a_time_takes_the_moment_of_its_arrival() {
        let line = line(r#"{"line":"x"}"#);
        assert_eq!((line.time_ms, line.own_time), (42, false));
    }

    #[test]
    fn a_broken_limit_is_named() {
        assert_eq!(
            reason(&format!(r#"{{"line":"{}"}}"#, "x".repeat(101))),
            "the line is longer than 100 bytes"
        );
        assert_eq!(
            reason(&format!(r#"{{"line":"x","level":"{}"}}"#, "x".repeat(81))),
            "level is longer than 80 characters"
        );
        let label = format!(r#"{{"line":"x","label":{{"a":"{}"}}}}"#, "y".repeat(META_MAX));
        assert_eq!(reason(&label), "label and annotation are larger than 32768 bytes");
        assert!(reason(r#"{"timestamp":1}"#).contains("no text"));
        assert!(reason("7").contains("documented form"));
    }
}

//! `POST /v1/events`: CADF events as a JSON array, one object, or NDJSON.

use actions::line::Incoming;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header::CONTENT_TYPE},
    response::Response,
};
use model::{catalog::Catalog, line::Line, unstored::Refusal};
use serde_json::value::RawValue;

use crate::{
    api::{body, credential, error::ApiError, ingest, receipts},
    state::{AppState, Origin, text},
};

/// Takes events and answers with a receipt for each.
pub async fn create(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    sent: Body,
) -> Result<Response, ApiError> {
    let key = credential::ingestion(&state, &headers, None).await?;
    let bytes = body::read(&headers, sent, state.config.max_body).await?;
    let ndjson = text(&headers, CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("ndjson"));
    let received_ms = state.desk.now_ms();
    let (max_lines, max_line) = (state.config.max_lines, state.config.max_line);
    let incoming = body::apart(move || {
        let lines = split(&bytes, ndjson)?;
        match lines.len() {
            0 => Err(ApiError::bad_request("the body holds no event")),
            count if count > max_lines => Err(ApiError::too_many_lines(max_lines)),
            _ => Ok(lines.into_iter().map(|line| read_line(line, received_ms, max_line)).collect()),
        }
    })
    .await?;
    let sender = ingest::sender(key, origin, &headers, received_ms);
    let receipts = actions::line::append(&state.desk, &sender, incoming).await?;
    Ok(receipts::own(&receipts))
}

/// Splits a body into its events, each byte for byte as it was sent.
fn split(bytes: &[u8], ndjson: bool) -> Result<Vec<&[u8]>, ApiError> {
    let trimmed = bytes.trim_ascii();
    if !ndjson && trimmed.starts_with(b"[") {
        let events: Vec<&RawValue> = serde_json::from_slice(trimmed)
            .map_err(|error| ApiError::bad_request(format!("the body is not a JSON array: {error}")))?;
        return Ok(events.into_iter().map(|event| event.get().as_bytes()).collect());
    }
    if !ndjson && serde_json::from_slice::<&RawValue>(trimmed).is_ok() {
        return Ok(vec![trimmed]);
    }
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    let lines = ends.map(|end| {
        let line = bytes.get(start..end).unwrap_or_default();
        start = end + 1;
        without_return(line)
    });
    Ok(lines.filter(|line| !line.trim_ascii().is_empty()).collect())
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Reads an event as it was sent; what breaks a limit is broken.
pub(crate) fn read_line(bytes: &[u8], received_ms: i64, max_line: usize) -> Incoming {
    let broken = |refusal, reason: String| Incoming::Broken { refusal, reason, text: bytes.to_vec() };
    if bytes.len() > max_line {
        return broken(Refusal::Long, format!("the line is longer than {max_line} bytes"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let reason = format!("the line is not UTF-8 from byte {}", error.valid_up_to());
            return broken(Refusal::Encoding, reason);
        }
    };
    let mut line = Line { time_ms: received_ms, text: text.to_owned(), ..Line::default() };
    let origin = Catalog::embedded().describe(&mut line);
    Incoming::Line(Box::new(line), origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, ndjson: bool, expected: &[&str]) {
        let lines = split(body.as_bytes(), ndjson).unwrap();
        assert_eq!(lines, expected.iter().map(|line| line.as_bytes()).collect::<Vec<_>>(), "{body}");
    }

    #[test]
    fn a_body_is_an_array_an_object_or_lines() {
        check(r#" [ {"a": 1} , {"b":2}] "#, false, &[r#"{"a": 1}"#, r#"{"b":2}"#]);
        check("{\n \"a\": 1\n}\n", false, &["{\n \"a\": 1\n}"]);
        check("{\"a\":1}\r\n\n{\"b\":2}\n", false, &["{\"a\":1}", "{\"b\":2}"]);
        check("[1]\n[2]", true, &["[1]", "[2]"]);
        check("not json\n{\"b\":2}", false, &["not json", "{\"b\":2}"]);
        check("\n \n", true, &[]);
    }

    #[test]
    fn a_broken_array_is_refused_as_a_whole_with_its_place() {
        let error = split(b"[{\"a\":1},", false).unwrap_err();
        assert!(error.body()["error"].as_str().unwrap().contains("line 1 column"));
    }
}

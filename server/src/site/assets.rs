//! Scripts and style, embedded in the executable with their compressed forms.

use std::fmt::Write as _;

use axum::{
    body::Body,
    extract::{Path, RawQuery},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{self, HeaderName},
    },
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::state::text;

/// What `cargo xtask` built. Missing in a fresh clone, where the pages work without it.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// Changes whenever one of the files does; part of their addresses.
pub(super) fn hash() -> String {
    let mut sum = 0_u64;
    for name in ["pkg/spoor.js", "pkg/spoor_bg.wasm", "pkg/spoor.css"] {
        for byte in Site::get(name).map(|file| file.metadata.sha256_hash()).unwrap_or_default() {
            sum = sum.rotate_left(7) ^ u64::from(byte).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
    format!("{sum:016x}")
}

/// `GET /pkg/{file}`.
pub(super) async fn package(
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    serve(&format!("pkg/{file}"), query.is_some_and(|query| query.starts_with("v=")), &headers)
}

/// `GET /favicon.svg`.
pub(super) async fn icon(headers: HeaderMap) -> Response {
    serve("favicon.svg", false, &headers)
}

fn serve(name: &str, named_by_hash: bool, headers: &HeaderMap) -> Response {
    let Some(kind) = content_type(name) else { return StatusCode::NOT_FOUND.into_response() };
    let accepted = text(headers, "accept-encoding").unwrap_or_default();
    let Some((file, encoding)) = choose(name, accepted) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = tag(&file);
    let keep = if named_by_hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = if text(headers, "if-none-match") == Some(tag.as_str()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(file.data.into_owned()))
    };
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind);
    set(header::ETAG, &tag);
    set(header::CACHE_CONTROL, keep);
    set(header::VARY, "accept-encoding");
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    response
}

/// The smallest form of a file that the browser takes.
fn choose(name: &str, accepted: &str) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let takes = |encoding: &str| {
        accepted.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim() == encoding))
    };
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if takes(encoding)
            && let Some(file) = Site::get(&format!("{name}{suffix}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Site::get(name).map(|file| (file, None))
}

fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

fn tag(file: &EmbeddedFile) -> String {
    let mut tag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..12] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

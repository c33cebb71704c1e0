//! A request's body, read within its limit and unpacked within it too.

use std::io::Read;

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, header::CONTENT_ENCODING},
};

use crate::{api::error::ApiError, state::AppState};

/// A request's body, unpacked, within the limit of the server.
pub(crate) struct Unpacked(pub Vec<u8>);

impl FromRequest<AppState> for Unpacked {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        read(&parts.headers, body, state.config.max_body).await.map(Self)
    }
}

/// Reads and unpacks a body. Packed or unpacked, it has at most `limit` bytes.
///
/// # Errors
/// 413 when it is larger, 400 when it does not unpack.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Vec<u8>, ApiError> {
    let packed = to_bytes(body, limit).await.map_err(|error| match is_length_limit(&error) {
        true => ApiError::too_large(limit),
        false => ApiError::bad_request("the body ended early"),
    })?;
    let encoding =
        headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim().to_ascii_lowercase());
    match encoding.as_deref() {
        None | Some("" | "identity") => Ok(packed.into()),
        Some("gzip" | "x-gzip") => {
            apart(move || unpack(flate2::read::MultiGzDecoder::new(packed.as_ref()), "gzip", limit)).await
        }
        Some("zstd") => {
            apart(move || match zstd::stream::read::Decoder::with_buffer(packed.as_ref()) {
                Ok(decoder) => unpack(decoder, "zstd", limit),
                Err(_) => Err(ApiError::bad_request("the body is not good zstd")),
            })
            .await
        }
        Some(other) => Err(ApiError::bad_request(format!(
            "the content encoding {other} is not known; use gzip, zstd or none"
        ))),
    }
}

/// Does work that takes milliseconds where it holds nobody else up.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(ApiError::cut_short()))
}

fn unpack(decoder: impl Read, name: &str, limit: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|_| ApiError::bad_request(format!("the body is not good {name}")))?;
    if bytes.len() > limit { Err(ApiError::too_large(limit)) } else { Ok(bytes) }
}

fn is_length_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    async fn check(encoding: &'static str, body: Vec<u8>, limit: usize) -> Result<Vec<u8>, u16> {
        use axum::response::IntoResponse;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, encoding.parse().unwrap());
        read(&headers, Body::from(body), limit).await.map_err(|error| error.into_response().status().as_u16())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[tokio::test]
    async fn a_body_is_limited_packed_and_unpacked() {
        let zeros = vec![b'0'; 100_000];
        assert_eq!(check("identity", vec![1, 2], 2).await, Ok(vec![1, 2]));
        assert_eq!(check("identity", vec![1, 2, 3], 2).await, Err(413));
        assert_eq!(check("gzip", gzip(&zeros), 100_000).await, Ok(zeros.clone()));
        assert_eq!(check("gzip", gzip(&zeros), 99_999).await, Err(413));
        assert_eq!(check("zstd", zstd::bulk::compress(&zeros, 1).unwrap(), 100_000).await, Ok(zeros.clone()));
        assert_eq!(check("zstd", zstd::bulk::compress(&zeros, 1).unwrap(), 99_999).await, Err(413));
    }

    #[tokio::test]
    async fn what_does_not_unpack_is_a_bad_request() {
        assert_eq!(check("gzip", b"plain".to_vec(), 99).await, Err(400));
        assert_eq!(check("zstd", b"plain".to_vec(), 99).await, Err(400));
        assert_eq!(check("br", b"plain".to_vec(), 99).await, Err(400));
    }
}

//! `POST /identity/token`: the sign-in of the vendor's programs. For a service key of this desk
//! they get a token, in the shape they know, which opens [`crate::api::cloudant`] and nothing else.

use actions::token::NewToken;
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::key::Key;
use serde_json::{Value, json};

use crate::{
    api::{body, error::ApiError},
    state::{AppState, text},
};

const GRANT: &str = "urn:ibm:params:oauth:grant-type:apikey";
/// A form holds a key and a few words.
const FORM_MAX: usize = 16 << 10;

/// Gives a token for a key.
pub async fn create(
    State(state): State<AppState>,
    headers: HeaderMap,
    sent: Body,
) -> Result<Response, ApiError> {
    let bytes = body::read(&headers, sent, FORM_MAX).await?;
    let (mut grant, mut api_key) = (String::new(), String::new());
    for (name, value) in url::form_urlencoded::parse(&bytes) {
        match name.as_ref() {
            "grant_type" => grant = value.into_owned(),
            "apikey" => api_key = value.into_owned(),
            _ => {}
        }
    }
    if grant != GRANT {
        return Ok(refusal("BXNIM0109E", "The property grant_type must be the one for API keys."));
    }
    match actions::token::create(&state.desk, api_key.trim()).await {
        Ok(token) => Ok(Json(grant_of(&token)).into_response()),
        Err(actions::Error::SignedOut | actions::Error::Forbidden { .. }) => {
            Ok(refusal("BXNIM0415E", "The API key is not a service key of this desk."))
        }
        Err(expired @ actions::Error::KeyExpired { .. }) => {
            let body = json!({"errorCode": "BXNIM0415E", "errorMessage": expired.to_string()});
            Ok((StatusCode::FORBIDDEN, Json(body)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The key behind the token of a request.
///
/// # Errors
/// [`actions::Error::SignedOut`] without a token that is good.
pub(crate) async fn key_of(state: &AppState, headers: &HeaderMap) -> Result<Key, actions::Error> {
    let secret = sent(headers).ok_or(actions::Error::SignedOut)?;
    actions::token::find(&state.desk, &secret).await
}

/// The secret part of the token a request carries.
fn sent(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = text(headers, "authorization")?.split_once(' ')?;
    let secret = token.trim().split('.').nth(2).filter(|_| scheme.eq_ignore_ascii_case("bearer"))?;
    String::from_utf8(URL_SAFE_NO_PAD.decode(secret).ok()?).ok()
}

fn grant_of(token: &NewToken) -> Value {
    let seconds = |ms: i64| ms.div_euclid(1000);
    let (issued, expires) = (seconds(token.issued_ms), seconds(token.expires_ms));
    // Programs read the times in the middle; where a signature would stand is the secret by which
    // the token is looked up, so that nothing in front of it is believed.
    let head = json!({"typ": "JWT", "alg": "HS256"});
    let claims = json!({"sub": format!("key-{}", token.key.id), "iat": issued, "exp": expires});
    let parts = [head.to_string(), claims.to_string(), token.secret.clone()];
    json!({
        "access_token": parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join("."),
        "refresh_token": "not_supported",
        "token_type": "Bearer",
        "expires_in": expires - issued,
        "expiration": expires,
        "scope": "ibm openid",
    })
}

fn refusal(code: &str, message: &str) -> Response {
    let body = json!({"errorCode": code, "errorMessage": message});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

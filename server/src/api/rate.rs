//! How often a key may ask to configure.

use std::{num::NonZeroU32, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};
use model::id::KeyId;

use crate::{
    api::{credential, error::ApiError},
    state::AppState,
};

/// What every key has left. Without it any number of requests is taken.
pub(crate) type Rate = Option<Arc<RateLimiter<KeyId, HashMapStateStore<KeyId>, DefaultClock>>>;

/// So many requests a minute, all of which may come at once.
pub(crate) fn of(requests: u32) -> Rate {
    let quota = Quota::per_minute(NonZeroU32::new(requests)?);
    Some(Arc::new(RateLimiter::hashmap(quota)))
}

/// Answers 429 to a key that asks too often. A key nobody knows is for the door to refuse.
pub(crate) async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if let Some(rate) = &state.config_rate
        && let Some(id) = credential::service_key_id(&state, request.headers()).await
        && let Err(until) = rate.check_key(&id)
    {
        let wait = until.wait_time_from(DefaultClock::default().now());
        return ApiError::too_often(wait).into_response();
    }
    next.run(request).await
}

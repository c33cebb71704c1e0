//! Every route of the server.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, Method, header},
    middleware,
    routing::{get, post},
};
use tower_http::cors::{Any, CorsLayer};

use crate::{api, figures, origin, site, state::AppState};

/// Every route of the server.
pub fn router(state: AppState) -> Router {
    let health = Router::new()
        .route("/healthz", get(api::health::live))
        .route("/readyz", get(api::health::ready))
        .route("/metrics", get(api::health::metrics));
    // Browsers send lines from other sites' pages, with a key and never with our cookie.
    let cors = CorsLayer::new().allow_origin(Any).allow_methods([Method::POST]).allow_headers([
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        HeaderName::from_static("apikey"),
        HeaderName::from_static("idempotency-key"),
    ]);
    let ingest = Router::new()
        .route("/logs/ingest", post(api::ingest::create))
        .layer(cors)
        .route("/v1/events", post(api::events::create).get(api::events::list))
        .layer(middleware::from_fn(figures::measure));
    let programs = Router::new()
        .route("/v1/events/{id}", get(api::events::find))
        .route("/v1/events/{id}/context", get(api::events::context))
        .route("/v1/events/histogram", get(api::events::histogram))
        .route("/v1/events/facets", get(api::events::facets))
        .route("/v1/events/aggregate", get(api::events::aggregate))
        .route("/v1/events/fields", get(api::events::fields))
        .route("/v1/events/tail", get(api::events::tail))
        .route("/v1/catalog", get(api::catalog::list))
        .route("/v1/config/view", get(api::views::list).post(api::views::create))
        .route(
            "/v1/config/view/{id}",
            get(api::views::find).put(api::views::update).delete(api::views::delete),
        );
    let pages = site::routes(&state).layer(middleware::from_fn_with_state(state.clone(), origin::check));
    Router::new()
        .merge(health)
        .merge(ingest)
        .merge(programs)
        // Doors for programs read their bodies themselves, within the configured limit.
        .layer(DefaultBodyLimit::disable())
        .merge(pages)
        .with_state(state)
}

//! Every route of the server.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, Method, header},
    middleware,
    routing::{get, patch, post},
};
use tower_http::cors::{Any, CorsLayer};

use crate::{api, figures, origin, site, state::AppState};

/// Where Cloudant keeps which of its events are sent.
const EVENT_TYPES: &str = "/_api/v2/user/activity_tracker/events";

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
        .route("/v1/sources", get(api::sources::list))
        .route("/v1/sources/{id}", patch(api::sources::update))
        .route("/v1/routes", get(api::routes::list))
        .route("/v1/routes/test", post(api::routes::test))
        .route("/v1/config/view", get(api::views::list).post(api::views::create))
        .route(
            "/v1/config/view/{id}",
            get(api::views::find).put(api::views::update).delete(api::views::delete),
        );
    // The vendor's programs know these by their addresses alone.
    let vendor = Router::new()
        .route("/identity/token", post(api::identity::create))
        .route(EVENT_TYPES, get(api::cloudant::read_only_one).post(api::cloudant::write_only_one))
        .route(
            &format!("/cloudant/{{source}}{EVENT_TYPES}"),
            get(api::cloudant::read).post(api::cloudant::write),
        );
    let pages = site::routes(&state).layer(middleware::from_fn_with_state(state.clone(), origin::check));
    Router::new()
        .merge(health)
        .merge(ingest)
        .merge(programs)
        .merge(vendor)
        // Doors for programs read their bodies themselves, within the configured limit.
        .layer(DefaultBodyLimit::disable())
        .merge(pages)
        .with_state(state)
}

//! Every route of the server.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, Method, header},
    middleware,
    routing::any,
};
use tower_http::cors::{Any, CorsLayer};

use crate::{api, doors::Doors, figures, origin, site, state::AppState};

/// Where Cloudant keeps which of its events are sent.
const EVENT_TYPES: &str = "/_api/v2/user/activity_tracker/events";

/// Every route of the server.
pub fn router(state: AppState) -> Router {
    let pages = site::routes(&state).layer(middleware::from_fn_with_state(state.clone(), origin::check));
    let all = Router::new()
        .merge(doors(&state).router)
        .merge(elsewhere())
        // Doors for programs read their bodies themselves, within the configured limit.
        .layer(DefaultBodyLimit::disable())
        .merge(pages)
        .with_state(state);
    // Around all of it, because a path adds its methods to whatever is answered to one it has not.
    Router::new().fallback_service(all).layer(middleware::map_response(api::elsewhere::hide_methods))
}

/// Every door for programs.
pub(crate) fn doors(state: &AppState) -> Doors {
    let limit = middleware::from_fn_with_state(state.clone(), api::rate::limit);
    health()
        .and(sending())
        .and(reading().within(with_refusals))
        .and(configuring().within(|router| with_refusals(router).layer(limit)))
        .and(vendor())
}

/// Has doors say which methods they have when they are asked with another.
fn with_refusals(router: Router<AppState>) -> Router<AppState> {
    router.method_not_allowed_fallback(api::elsewhere::method)
}

/// Where below `/v1` there is no door.
fn elsewhere() -> Router<AppState> {
    let unknown = || any(api::elsewhere::path);
    Router::new().route("/v1", unknown()).route("/v1/", unknown()).route("/v1/{*rest}", unknown())
}

fn health() -> Doors {
    Doors::default()
        .get("/healthz", api::health::live)
        .get("/readyz", api::health::ready)
        .get("/metrics", api::health::metrics)
        .and(Doors::default().get("/v1/openapi.json", api::openapi::read).within(with_refusals))
}

fn sending() -> Doors {
    // Browsers send lines from other sites' pages, with a key and never with our cookie.
    let cors = CorsLayer::new().allow_origin(Any).allow_methods([Method::POST]).allow_headers([
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        HeaderName::from_static("apikey"),
        HeaderName::from_static("idempotency-key"),
    ]);
    let from_anywhere =
        Doors::default().post("/logs/ingest", api::ingest::create).within(|router| router.layer(cors));
    from_anywhere
        .and(
            Doors::default()
                .get("/v1/events", api::events::list)
                .post("/v1/events", api::events::create)
                .within(with_refusals),
        )
        .within(|router| router.layer(middleware::from_fn(figures::measure)))
}

fn reading() -> Doors {
    Doors::default()
        .get("/v1/events/{id}", api::events::find)
        .get("/v1/events/{id}/context", api::events::context)
        .get("/v1/events/histogram", api::events::histogram)
        .get("/v1/events/facets", api::events::facets)
        .get("/v1/events/aggregate", api::events::aggregate)
        .get("/v1/events/fields", api::events::fields)
        .get("/v1/events/tail", api::events::tail)
        .get("/v1/boards/{id}/figures", api::boards::figures::read)
        .get("/v1/catalog", api::catalog::list)
        .get("/v1/sources", api::sources::list)
        .patch("/v1/sources/{id}", api::sources::update)
        .get("/v1/routes", api::routes::list)
        .post("/v1/routes/test", api::routes::test)
}

/// The doors of `/v1/config`, of which a key opens so many a minute.
fn configuring() -> Doors {
    Doors::default()
        .get("/v1/config/view", api::views::list)
        .post("/v1/config/view", api::views::create)
        .get("/v1/config/view/{id}", api::views::find)
        .put("/v1/config/view/{id}", api::views::update)
        .patch("/v1/config/view/{id}", api::views::edit)
        .delete("/v1/config/view/{id}", api::views::delete)
        .and(alerts_and_categories())
        .and(excluding())
        .and(parsing())
        .and(boards())
        .get("/v1/config/keys", api::keys::list)
        .post("/v1/config/keys", api::keys::create)
        .get("/v1/config/keys/{id}", api::keys::find)
        .post("/v1/config/keys/{id}", api::keys::update)
        .put("/v1/config/keys/{id}", api::keys::update)
        .patch("/v1/config/keys/{id}", api::keys::update)
        .delete("/v1/config/keys/{id}", api::keys::delete)
        .get("/v1/config/archiving", api::archiving::find)
        .post("/v1/config/archiving", api::archiving::create)
        .put("/v1/config/archiving", api::archiving::update)
        .delete("/v1/config/archiving", api::archiving::delete)
        .get("/v1/config/stream", api::stream::find)
        .post("/v1/config/stream", api::stream::create)
        .put("/v1/config/stream", api::stream::update)
        .delete("/v1/config/stream", api::stream::delete)
        .get("/v1/config/deletions", api::deletions::list)
        .post("/v1/config/deletions/{id}/undo", api::deletions::undo)
}

fn alerts_and_categories() -> Doors {
    Doors::default()
        .get("/v1/config/presetalert", api::presets::list)
        .post("/v1/config/presetalert", api::presets::create)
        .get("/v1/config/presetalert/{id}", api::presets::find)
        .put("/v1/config/presetalert/{id}", api::presets::update)
        .patch("/v1/config/presetalert/{id}", api::presets::edit)
        .delete("/v1/config/presetalert/{id}", api::presets::delete)
        .get("/v1/config/categories/{type}", api::categories::list)
        .post("/v1/config/categories/{type}", api::categories::create)
        .get("/v1/config/categories/{type}/{id}", api::categories::find)
        .put("/v1/config/categories/{type}/{id}", api::categories::update)
        .patch("/v1/config/categories/{type}/{id}", api::categories::update)
        .delete("/v1/config/categories/{type}/{id}", api::categories::delete)
}

fn excluding() -> Doors {
    use api::exclusions::{ingestion, stream};
    let (stored, streamed) = ("/v1/config/ingestion/exclusions", "/v1/config/stream/exclusions");
    let (one_stored, one_streamed) = (format!("{stored}/{{id}}"), format!("{streamed}/{{id}}"));
    Doors::default()
        .get(stored, ingestion::list)
        .post(stored, ingestion::create)
        .get(&one_stored, ingestion::find)
        .patch(&one_stored, ingestion::update)
        .delete(&one_stored, ingestion::delete)
        .get(streamed, stream::list)
        .post(streamed, stream::create)
        .get(&one_streamed, stream::find)
        .patch(&one_streamed, stream::update)
        .delete(&one_streamed, stream::delete)
}

fn parsing() -> Doors {
    use api::parsing_templates as templates;
    let all = "/v1/config/parsing-templates";
    let one = format!("{all}/{{id}}");
    Doors::default()
        .get(all, templates::list)
        .post(all, templates::create)
        .post(&format!("{all}/validate"), templates::validate)
        .get(&one, templates::find)
        .put(&one, templates::replace)
        .patch(&one, templates::update)
        .delete(&one, templates::delete)
}

fn boards() -> Doors {
    use api::boards::{self, graphs};
    let all = "/v1/config/boards";
    let one = format!("{all}/{{id}}");
    Doors::default()
        .get(all, boards::list)
        .post(all, boards::create)
        .get(&one, boards::find)
        .put(&one, boards::replace)
        .patch(&one, boards::edit)
        .delete(&one, boards::delete)
        .post(&format!("{one}/duplicate"), boards::duplicate)
        .post(&format!("{one}/graphs"), graphs::create)
        .patch(&format!("{one}/graphs/{{graph}}"), graphs::edit)
        .delete(&format!("{one}/graphs/{{graph}}"), graphs::delete)
}

/// The vendor's programs know these by their addresses alone.
fn vendor() -> Doors {
    let of_one = format!("/cloudant/{{source}}{EVENT_TYPES}");
    Doors::default()
        .post("/identity/token", api::identity::create)
        .get(EVENT_TYPES, api::cloudant::read_only_one)
        .post(EVENT_TYPES, api::cloudant::write_only_one)
        .get(&of_one, api::cloudant::read)
        .post(&of_one, api::cloudant::write)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn listed() -> BTreeSet<String> {
        let all = health().and(sending()).and(reading()).and(configuring()).and(vendor());
        all.list.into_iter().map(|(method, path)| format!("{method} {path}")).collect()
    }

    fn documented() -> BTreeSet<String> {
        let document = api::openapi::document();
        let methods = ["get", "post", "put", "patch", "delete"];
        let paths = document["paths"].as_object().unwrap().iter();
        let doors = paths.flat_map(|(path, item)| {
            let has = methods.into_iter().filter(|method| item.get(method).is_some());
            has.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
        });
        doors.collect()
    }

    #[test]
    fn the_document_tells_of_every_door_and_of_no_other() {
        let (listed, documented) = (listed(), documented());
        let missing: Vec<_> = listed.difference(&documented).collect();
        let unknown: Vec<_> = documented.difference(&listed).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "not told: {missing:#?}; no such door: {unknown:#?}"
        );
    }
}

//! The pages and their assets, all inside the one executable.

mod assets;
mod caller;
mod graph_file;
mod live;

use axum::{
    Router,
    extract::FromRef,
    http::{HeaderName, HeaderValue, header, request::Parts},
    middleware,
    response::Redirect,
    routing::get,
};
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::{ErrorHandler, LeptosRoutes, ResponseOptions, generate_route_list};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::state::AppState;

/// The routes of the site.
pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    let shell = |_| app::shell();
    let context = provide(state.clone());
    let pages = generate_route_list(app::App);
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    Router::new()
        .route("/", get(|| async { Redirect::to("/events") }))
        .leptos_routes_with_context(
            state,
            pages.into_iter().filter(|page| page.path() != "/").collect(),
            context.clone(),
            app::shell,
        )
        .fallback_service(ErrorHandler::new_with_context(context, shell, options()))
        .route("/live", get(live::follow))
        .route("/boards/{id}/graphs/{file}", get(graph_file::read))
        .layer(fixed("cache-control", "no-store"))
        .layer(middleware::from_fn_with_state(state.clone(), caller::find))
        .route("/pkg/{*file}", get(assets::package))
        .route("/favicon.svg", get(assets::icon))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(fixed("cross-origin-opener-policy", "same-origin"))
}

/// What pages and server functions find as context.
fn provide(state: AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let assets = app::Assets { hash: assets::hash() };
    move || {
        provide_context(state.desk.clone());
        provide_context(assets.clone());
        provide_context(app::ApiDocument(crate::api::openapi::document()));
        provide_context(app::Site {
            public_url: state
                .config
                .public_url
                .as_ref()
                .map(|url| url.as_str().trim_end_matches('/').to_owned()),
            secure_cookies: state.config.secure_cookies(),
        });
        if let Some(caller) =
            use_context::<Parts>().and_then(|parts| parts.extensions.get::<caller::Found>().cloned())
        {
            provide_context(caller.0);
        }
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
            // Event text is never markup; should it ever become so, this is what stops it.
            let policy = format!(
                "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
                 img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            );
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            }
        }
    }
}

fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("spoor").build()
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(_: &AppState) -> Self {
        options()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use leptos::server_fn::axum::server_fn_paths;

    /// Every act of the pages with its role and its event, or the reason why it has none.
    const ACTS: &str = include_str!("../../../tests/data/acts.json");

    #[test]
    fn every_act_of_the_pages_is_listed_with_its_event_or_a_reason() {
        let acts: Vec<serde_json::Value> = serde_json::from_str(ACTS).unwrap();
        let named = |act: &serde_json::Value| format!("/api/{}", act["path"].as_str().unwrap());
        let listed: BTreeSet<String> = acts.iter().map(named).collect();
        let posts = server_fn_paths().filter(|(_, method)| *method != "GET");
        let there: BTreeSet<String> = posts.map(|(path, _)| path.to_owned()).collect();
        assert_eq!(listed, there);
        for act in acts {
            let is_told = act["event"].is_string() && act["role"].is_string();
            assert!(is_told != act["reason"].is_string(), "{act}");
        }
    }
}

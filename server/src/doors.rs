//! The doors for programs, each a method and a path, so that a test can walk them all.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, on},
};

use crate::state::AppState;

/// Routes that are being put together.
#[derive(Default)]
pub(crate) struct Doors {
    /// The routes themselves.
    pub router: Router<AppState>,
    /// What they answer: method and path, in the order of their making.
    pub list: Vec<(Method, String)>,
}

macro_rules! methods {
    ($($verb:ident: $method:ident),*) => {
        $(
            #[doc = concat!("Adds a door for ", stringify!($method), ".")]
            pub fn $verb<H, T>(self, path: &str, handler: H) -> Self
            where
                H: Handler<T, AppState>,
                T: 'static,
            {
                let router = self.router.route(path, on(MethodFilter::$method, handler));
                let mut list = self.list;
                list.push((Method::$method, path.to_owned()));
                Self { router, list }
            }
        )*
    };
}

impl Doors {
    methods!(get: GET, post: POST, put: PUT, patch: PATCH, delete: DELETE);

    /// Puts the doors of both together.
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        Self { router: self.router.merge(other.router), list: self.list }
    }

    /// Puts something around all of them.
    pub fn within(self, wrap: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Self {
        Self { router: wrap(self.router), list: self.list }
    }
}

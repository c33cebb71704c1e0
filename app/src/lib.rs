//! The screens of the desk, written once for the server and the browser.
//!
//! - [`routes`]: which address shows which page; start here.
//! - `pages/<first part of the address>`: a page, its pieces, and in `server.rs` what it asks
//!   the server and in which form the answer travels.
//! - `sheets`: pages that the server tells in pieces, all drawn by one component.
//! - `parts`: what stands around every page. `ui`: controls that know neither routes nor server.
//!
//! Two features: `ssr` renders pages and answers server functions, `hydrate` runs in the
//! browser and sees `model` and `query` only. Every page reads, searches and saves as plain
//! links and forms; scripts only make it quicker. Nothing here decides what a person may do:
//! that is for `actions`.

#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
mod desk;
mod error;
mod pages;
mod parts;
pub mod routes;
mod sending;
mod sheets;
#[cfg(feature = "ssr")]
mod shell;
mod told;
mod ui;

#[cfg(feature = "ssr")]
pub use desk::{Site, session_cookie};
pub use error::DeskError;
#[cfg(feature = "ssr")]
pub use pages::{
    boards::{Drawn, Glance, GraphFile, GraphToWrite, draw_board, graph_to_write},
    docs::ApiDocument,
    events::Following,
};
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::{Assets, shell};

/// Takes over the page the server rendered, and marks it: tests and styles wait for the mark.
#[cfg(feature = "hydrate")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    pub fn hydrate() {
        leptos::mount::hydrate_body(crate::App);
        if let Some(root) = leptos::prelude::document().document_element() {
            // Without the mark the page still works; there is nobody to tell.
            let _ = root.set_attribute("data-hydrated", "");
        }
    }
}

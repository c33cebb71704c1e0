//! The HTML around every page.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{App, desk, parts::look::Look};

/// What the server knows about the files it embeds; provided as context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// Changes whenever one of the files does, so that they may be kept for a year.
    pub hash: String,
}

/// Renders the whole document. The addresses of scripts and style carry the hash, the one
/// inline script carries the nonce, and the chosen look is there before anything is drawn.
pub fn shell() -> impl IntoView {
    let hash = use_context::<Assets>().map(|assets| assets.hash).unwrap_or_default();
    let address = |name: &str| format!("/pkg/{name}?v={hash}");
    let (script, module, style) = (address("spoor.js"), address("spoor_bg.wasm"), address("spoor.css"));
    let start = format!(
        "import start, {{ hydrate }} from '{script}'; await start({{ module_or_path: '{module}' }}); hydrate();"
    );
    let look = Look::read(desk::cookie);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=look.theme.as_str() data-density=look.density.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                <link rel="modulepreload" href=script crossorigin="anonymous"/>
                <link rel="preload" href=module r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=use_nonce() inner_html=start></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

//! Going to another address of the page from code, where a link can not be clicked.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::address::Address;

type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// Goes to addresses of the page.
#[derive(Clone, Copy)]
pub struct Go(StoredValue<Navigate>);

impl Go {
    /// From where a component is made.
    pub fn here() -> Self {
        let navigate = use_navigate();
        Self(StoredValue::new(Box::new(move |href: &str, options| navigate(href, options))))
    }

    /// As a click on a link does.
    pub fn to(self, address: &Address) {
        self.0.with_value(|navigate| navigate(&address.href(), NavigateOptions::default()));
    }

    /// In place of the address as it stands, with nothing moved: for what changes letter by letter.
    pub fn on(self, address: &Address) {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        self.0.with_value(|navigate| navigate(&address.href(), options));
    }
}

//! The look a person chose, remembered in two cookies.

use std::str::FromStr;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How much room a row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// 28 pixels.
    #[default]
    Comfortable,
    /// 22 pixels.
    Compact,
}

/// Theme and density.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Look {
    /// Light or dark.
    pub theme: Theme,
    /// Room.
    pub density: Density,
}

/// A word was none of the choices.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownChoice;

impl Theme {
    /// The choices in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word for cookie, attribute and style.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

impl Density {
    /// The choices in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    /// The word for cookie, attribute and style.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Comfortable => "Comfortable",
            Self::Compact => "Compact",
        }
    }
}

impl FromStr for Theme {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word).ok_or(UnknownChoice)
    }
}

impl FromStr for Density {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|density| density.as_str() == word).ok_or(UnknownChoice)
    }
}

impl Look {
    /// Reads the cookies; what is not a choice is the usual one.
    #[cfg(feature = "ssr")]
    pub fn read(cookie: impl Fn(&str) -> Option<String>) -> Self {
        let theme = cookie("theme").and_then(|word| word.parse().ok());
        let density = cookie("density").and_then(|word| word.parse().ok());
        Self { theme: theme.unwrap_or_default(), density: density.unwrap_or_default() }
    }
}

/// The switches for both. Each is a form of its own, so that it works without scripts; with
/// them the page changes at once and is not loaded again.
#[component]
pub fn LookSwitch(
    /// What is chosen now.
    look: Look,
) -> impl IntoView {
    let theme = RwSignal::new(look.theme.as_str());
    let density = RwSignal::new(look.density.as_str());
    view! {
        <Choice name="theme" legend="Theme" chosen=theme
            choices=Theme::ALL.map(|theme| (theme.as_str(), theme.label())).to_vec()/>
        <Choice name="density" legend="Rows" chosen=density
            choices=Density::ALL.map(|density| (density.as_str(), density.label())).to_vec()/>
    }
}

#[component]
fn Choice(
    name: &'static str,
    legend: &'static str,
    chosen: RwSignal<&'static str>,
    choices: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let button = move |(word, label): (&'static str, &'static str)| {
        view! {
            <button class="segments__choice" name=name value=word
                aria-pressed=move || if chosen.get() == word { "true" } else { "false" }
                on:click=move |event| {
                    if remember(name, word) {
                        event.prevent_default();
                        chosen.set(word);
                    }
                }>
                {label}
            </button>
        }
    };
    view! {
        <form class="segments" method="post" action="/api/look">
            <span class="segments__legend" id=format!("{name}-legend")>{legend}</span>
            <span class="segments__choices" role="group" aria-labelledby=format!("{name}-legend")>
                {choices.into_iter().map(button).collect_view()}
            </span>
        </form>
    }
}

/// Changes the page and sets the cookie; false where that is for the server.
fn remember(name: &str, word: &str) -> bool {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let Some(root) = document().document_element() else { return false };
        let Ok(page) = document().dyn_into::<web_sys::HtmlDocument>() else { return false };
        let cookie = format!("{name}={word}; Path=/; Max-Age=31536000; SameSite=Lax");
        root.set_attribute(&format!("data-{name}"), word).is_ok() && page.set_cookie(&cookie).is_ok()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (name, word);
        false
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_nobody_offered_is_the_usual_look() {
        let look = Look::read(|name| (name == "theme").then(|| "mauve".to_owned()));
        assert_eq!(look, Look::default());
        let look = Look::read(|name| Some(if name == "theme" { "dark" } else { "compact" }.to_owned()));
        assert_eq!(look, Look { theme: Theme::Dark, density: Density::Compact });
    }
}

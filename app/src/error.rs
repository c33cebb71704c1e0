//! What can go wrong between a page and the server, as far as a person can act on it.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// The wire error of every server function. It never carries a database's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskError {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The person may not do this, and why.
    Forbidden(String),
    /// What was written can not be taken: which field, and why.
    Invalid {
        /// The name of the form's field.
        field: String,
        /// Why, for people.
        message: String,
    },
    /// It contradicts what is there already.
    Conflict(String),
    /// Somebody else has changed it since the form was made: where it stands as it is now.
    Overtaken(String),
    /// It is not, or no longer, there.
    NotFound,
    /// Too many attempts: when to try again.
    Throttled {
        /// Seconds to wait.
        wait_s: u32,
    },
    /// The server has too much to do just now.
    Busy,
    /// The server did not answer.
    Unreachable,
    /// The server failed; its log says why.
    Internal,
}

impl DeskError {
    /// What happened, as a sentence.
    pub fn message(&self) -> String {
        match self {
            Self::SignedOut => "You are signed out.".to_owned(),
            Self::Forbidden(why) | Self::Conflict(why) => sentence(why),
            Self::Invalid { message, .. } => sentence(message),
            Self::Overtaken(_) => "Somebody else has changed it since this form was opened.".to_owned(),
            Self::NotFound => "It is not there, or no longer.".to_owned(),
            Self::Throttled { wait_s } => format!("Too many attempts. Try again in {wait_s} seconds."),
            Self::Busy => "The server has too much to do just now.".to_owned(),
            Self::Unreachable => "The server did not answer.".to_owned(),
            Self::Internal => "The server failed to do this.".to_owned(),
        }
    }

    /// What to do about it, as a sentence.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::SignedOut => "Sign in and come back.",
            Self::Forbidden(_) => "Ask a manager of this instance for the role you need.",
            Self::Invalid { .. } | Self::Conflict(_) => "Nothing was changed. Correct it and try again.",
            Self::Overtaken(_) => {
                "Nothing was saved. Copy what you want to keep of what you wrote, then open the page anew."
            }
            Self::NotFound => "Somebody may have deleted it; the Activity search tells who.",
            Self::Throttled { .. } => "Nothing was changed.",
            Self::Busy => "Nothing was lost. Try again in a moment.",
            Self::Unreachable => "Check the connection, then load the page again.",
            Self::Internal => "Nothing was changed. The server's log says why.",
        }
    }

    /// Where one can see what is in the way.
    pub fn leads_to(&self) -> Option<String> {
        match self {
            Self::Overtaken(href) => Some(href.clone()),
            _ => None,
        }
    }

    /// The error's message if it is about this field of a form.
    pub fn of_field(&self, name: &str) -> Option<String> {
        match self {
            Self::Invalid { field, message } if field == name => Some(sentence(message)),
            _ => None,
        }
    }
}

impl std::fmt::Display for DeskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl FromServerFnError for DeskError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::Invalid { field: String::new(), message: "the form was not complete".to_owned() }
            }
            _ => Self::Internal,
        }
    }
}

/// Messages of the crates below are lower case without a full stop; people read sentences.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut text: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    text.push_str(letters.as_str());
    if !text.is_empty() && !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_overtaken_is_not_promised_that_the_same_form_can_be_saved_again() {
        let told = DeskError::Overtaken(String::new()).advice();
        assert!(told.starts_with("Nothing was saved.") && told.ends_with("open the page anew."), "{told}");
    }

    #[test]
    fn a_message_from_below_becomes_a_sentence() {
        let error = DeskError::Invalid { field: "name".into(), message: "the view name is empty".into() };
        assert_eq!(error.message(), "The view name is empty.");
        assert_eq!(error.of_field("name"), Some("The view name is empty.".into()));
        assert_eq!(error.of_field("query"), None);
        assert_eq!(DeskError::Conflict("There is one already.".into()).message(), "There is one already.");
    }
}

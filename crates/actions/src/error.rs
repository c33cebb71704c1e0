//! Every way to be refused.

use model::time::format_rfc3339;
use store::{AppendError, StoreError};

/// Why something was not done. The texts are for people.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the key is not known.
    #[error("you are not signed in")]
    SignedOut,
    /// The address and the password do not belong together.
    #[error("the e-mail address or the password is wrong")]
    WrongPassword,
    /// The caller's role does not allow it.
    #[error("{why}")]
    Forbidden {
        /// What would be needed.
        why: String,
    },
    /// The key's time is over.
    #[error("this key expired on {}; who made it can make another, or give it more time", format_rfc3339(*.at_ms))]
    KeyExpired {
        /// When, milliseconds since 1970 UTC.
        at_ms: i64,
    },
    /// Something that was sent can not be used.
    #[error("{message}")]
    Invalid {
        /// The field it is about, as the form or the API calls it.
        field: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// It would clash with something that is there.
    #[error("{message}")]
    Conflict {
        /// With what.
        message: String,
    },
    /// What was to be changed is not what the caller saw of it any more.
    #[error("somebody else has changed it since it was opened here; nothing was saved")]
    Overtaken,
    /// There is no such thing, or the caller may not know of it.
    #[error("there is no such {what}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// Too many tries.
    #[error("too many tries; wait {wait_s} seconds")]
    Throttled {
        /// Seconds until the next try is looked at.
        wait_s: i64,
    },
    /// The store takes no more just now; the same request may succeed later.
    #[error("{0}")]
    Busy(#[from] AppendError),
    /// The store failed; what happened is in the log.
    #[error("the desk could not do this; nothing was changed")]
    Failed(#[from] StoreError),
}

impl Error {
    /// A field that can not be used.
    pub fn invalid(field: &'static str, message: impl ToString) -> Self {
        Self::Invalid { field, message: message.to_string() }
    }

    /// The HTTP status that says the same; it also stands in the audit event of a refusal.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. } => 400,
            Self::SignedOut | Self::WrongPassword => 401,
            Self::Forbidden { .. } | Self::KeyExpired { .. } => 403,
            Self::NotFound { .. } => 404,
            Self::Conflict { .. } | Self::Overtaken => 409,
            Self::Throttled { .. } => 429,
            Self::Busy(_) => 503,
            Self::Failed(_) => 500,
        }
    }
}

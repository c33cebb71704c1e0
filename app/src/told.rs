//! What the server answers a page, on its way to where it is shown.

use std::{pin::Pin, sync::Arc};

use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::error::DeskError;

/// An answer as JSON, read where it is shown. Since all answers have this one type, the browser
/// has what fetches, keeps and waits for them once, and not once for each kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Told(Box<RawValue>);

impl Told {
    /// Nothing.
    pub fn nothing() -> Self {
        Self(RawValue::NULL.to_owned())
    }

    /// Puts an answer into words.
    #[cfg(feature = "ssr")]
    pub fn of<T: Serialize>(answer: &T) -> Result<Self, DeskError> {
        serde_json::value::to_raw_value(answer).map(Self).map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "an answer could not be told");
            DeskError::Internal
        })
    }

    /// Reads the answer. A page that is older than the server may not understand it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, DeskError> {
        serde_json::from_str(self.0.get()).map_err(|_| DeskError::Unreachable)
    }
}

/// An answer that is waited for.
pub type Asked = Resource<Result<Told, DeskError>>;

type Coming = Pin<Box<dyn Future<Output = Result<Told, DeskError>> + Send>>;

/// Asks the server, and again whenever what is asked about has changed.
pub fn ask<F>(
    about: impl Fn() -> String + Send + Sync + 'static,
    question: impl Fn(String) -> F + Send + Sync + 'static,
) -> Asked
where
    F: Future<Output = Result<Told, DeskError>> + Send + 'static,
{
    asked(Arc::new(about), Arc::new(move |about| Box::pin(question(about))))
}

fn asked(
    about: Arc<dyn Fn() -> String + Send + Sync>,
    question: Arc<dyn Fn(String) -> Coming + Send + Sync>,
) -> Asked {
    Resource::new(move || about(), move |about| question(about))
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;

    #[test]
    fn an_answer_travels_as_plain_json() {
        let told = Told::of(&vec![1, 2]).unwrap();
        assert_eq!(serde_json::to_string(&told).unwrap(), "[1,2]");
        let told: Result<Told, DeskError> = serde_json::from_str("{\"Ok\":[1,2]}").unwrap();
        assert_eq!(told.unwrap().read::<Vec<u8>>(), Ok(vec![1, 2]));
        assert_eq!(Told::nothing().read::<Option<u8>>(), Ok(None));
    }
}

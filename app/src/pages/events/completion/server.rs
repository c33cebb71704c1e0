//! What the query bar asks the server while one types.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::DeskError, told::Told};

/// One way to go on with a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What it is: `field`, `value`, `action` or `view`.
    pub kind: String,
    /// What is shown.
    pub label: String,
    /// What there is to say about it.
    pub note: String,
    /// The whole query with it.
    pub query: String,
    /// Where the cursor is then, in UTF-16 units as browsers count.
    pub cursor: u32,
    /// The page it leads to instead, where it is no query.
    pub href: String,
}

/// Suggests how to go on with a query at the cursor. What is counted is counted over the range
/// and the filters of the address.
#[server(prefix = "/api", endpoint = "complete", input = GetUrl)]
pub async fn complete(address: String, typed: String, cursor: u32) -> Result<Told, DeskError> {
    use super::{place::Place, suggest};
    use crate::pages::events::answer;
    // What is typed just now is not yet a query one could count in.
    let question = answer::collect(&address).await?;
    Told::of(&suggest::at(&question, &Place::find(&typed, cursor)).await?)
}

//! Something the page has to say.

use leptos::prelude::*;

use crate::error::DeskError;

/// What sort of news it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// It went well.
    Good,
    /// It is worth knowing.
    Fact,
    /// It did not go well.
    Bad,
}

impl NoticeKind {
    fn class(self) -> &'static str {
        match self {
            Self::Good => "notice notice--good",
            Self::Fact => "notice",
            Self::Bad => "notice notice--bad",
        }
    }

    fn role(self) -> &'static str {
        if self == Self::Bad { "alert" } else { "status" }
    }
}

/// A message across the page, announced to those who do not see it.
#[component]
pub fn Notice(
    /// What sort of news it is.
    kind: NoticeKind,
    /// The message.
    children: Children,
) -> impl IntoView {
    view! { <div class=kind.class() role=kind.role()>{children()}</div> }
}

/// An error: what happened and what to do.
#[component]
pub fn Failure(
    /// The error.
    error: DeskError,
) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Bad>
            <strong>{error.message()}</strong>
            " "
            {error.advice()}
            {error.leads_to().map(|href| view! { " " <a href=href>"See how it is now"</a> })}
        </Notice>
    }
}

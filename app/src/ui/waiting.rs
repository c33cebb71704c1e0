//! The one wrapper for waiting and failure, on every page.

use std::sync::Arc;

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::{
    error::DeskError,
    told::{Asked, Told},
    ui::Failure,
};

/// Grey bars where text will be. The style shows them after 150 ms, so that quick answers
/// do not flicker.
#[component]
pub fn Skeleton(
    /// How many bars.
    #[prop(default = 8)]
    rows: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">"Loading"</span>
            {(0..rows).map(|_| view! { <div class="skeleton__row"></div> }).collect_view()}
        </div>
    }
}

/// What an answer looks like.
#[derive(Clone)]
pub struct Show(Arc<Shown>);

type Shown = dyn Fn(&Told) -> Result<AnyView, DeskError> + Send + Sync;

/// Reads an answer and shows it.
pub fn reading<T, V>(show: impl Fn(T) -> V + Send + Sync + 'static) -> Show
where
    T: DeserializeOwned,
    V: IntoView + 'static,
{
    Show(Arc::new(move |told| told.read().map(|content| show(content).into_any())))
}

/// Shows what the server answered: bars while it is on its way, the old content while a newer
/// one is, the error with what to do when it failed.
#[component]
pub fn Loaded(
    /// What is waited for.
    resource: Asked,
    /// What it looks like.
    show: Show,
    /// How many grey bars stand for it.
    #[prop(default = 8)]
    rows: usize,
) -> impl IntoView {
    let fallback = move || if rows == 0 { ().into_any() } else { view! { <Skeleton rows/> }.into_any() };
    view! {
        <Transition fallback>
            {move || {
                let Show(show) = show.clone();
                Suspend::new(async move {
                    let shown = resource.await.and_then(|told| show(&told));
                    shown.unwrap_or_else(|error| view! { <Failure error/> }.into_any())
                })
            }}
        </Transition>
    }
    .into_any()
}

//! The one wrapper for waiting and failure, on every page.

use leptos::prelude::*;

use crate::{error::DeskError, ui::Failure};

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

/// Shows what a resource holds: bars while it is on its way, the old content while a newer
/// one is, the error with what to do when it failed.
#[component]
pub fn Loaded<T, F, V>(
    /// What is waited for.
    resource: Resource<Result<T, DeskError>>,
    /// What it looks like.
    show: F,
    /// How many grey bars stand for it.
    #[prop(default = 8)]
    rows: usize,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=move || view! { <Skeleton rows/> }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(content) => show(content).into_any(),
                        Err(error) => view! { <Failure error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

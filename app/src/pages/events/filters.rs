//! The filters beside the query, each to be taken away by a click.

use leptos::prelude::*;

use super::address::Address;
use crate::ui::{Glyph, Icon};

/// The filters in force. Nothing when there are none.
#[component]
pub fn Filters(
    /// What the page shows.
    address: Memo<Address>,
) -> impl IntoView {
    move || {
        let now = address.get();
        let chips: Vec<_> = now
            .filters()
            .map(|(filter, value)| {
                let name = format!("{}: {value}", filter.label());
                view! {
                    <li>
                        <a class="chip chip--removable" href=now.without(filter, value).href() title=format!("Remove {name}")>
                            <span class="chip__label">{filter.label()}</span>
                            <span>{value.to_owned()}</span>
                            <Icon glyph=Glyph::Remove/>
                            <span class="unseen">", remove"</span>
                        </a>
                    </li>
                }
            })
            .collect();
        (!chips.is_empty()).then(|| view! { <ul class="filters" aria-label="Filters">{chips}</ul> })
    }
}

//! The fields of an event as a tree; each value leads to a search.

use leptos::prelude::*;
use model::event::Event;
use query::Query;

use super::{
    address::Address,
    field_tree::{FieldLine, Leaf, LeafKind, lines},
    ink::marked,
    server::EventDetail,
};
use crate::ui::{Copy, Glyph, Icon};

/// The tree, and below it what the desk knows beside the text.
#[component]
pub fn Fields(
    /// The event.
    event: EventDetail,
    /// What the page shows.
    address: Memo<Address>,
) -> impl IntoView {
    let query = query::parse(&address.read_untracked().query).query;
    let mut lines = Event::read(&event.text).map(|event| lines(&event.fields)).unwrap_or_default();
    let plain = lines
        .is_empty()
        .then(|| view! { <pre class="json__text json__text--wrapped">{event.text.clone()}</pre> });
    lines.extend(event.added.into_iter().map(|(name, text)| FieldLine {
        path: name.clone(),
        name,
        depth: 0,
        leaf: Some(Leaf { text, kind: LeafKind::Text }),
    }));
    view! {
        {plain}
        <ul class="field-tree" aria-label="Fields">
            {lines.into_iter().map(|line| field(line, address, &query)).collect_view()}
        </ul>
        <dl class="beside" aria-label="Beside the event">
            {event.beside.into_iter().map(|(name, value)| view! {
                <div class="beside__pair"><dt>{name}</dt><dd>{value}</dd></div>
            }).collect_view()}
        </dl>
    }
}

fn field(line: FieldLine, address: Memo<Address>, query: &Query) -> impl IntoView + use<> {
    // Steps deeper than the style knows look like the deepest one it does.
    let class = format!("field-tree__line field-tree__line--{}", line.depth.min(6));
    let leaf = line.leaf.map(|leaf| value(line.path.clone(), leaf, address, query));
    view! {
        <li class=class>
            <span class="field-tree__name" title=line.path>{line.name}</span>
            {leaf}
        </li>
    }
}

fn value(path: String, leaf: Leaf, address: Memo<Address>, query: &Query) -> impl IntoView + use<> {
    let shown = marked(&leaf.text, query);
    if leaf.kind == LeafKind::Nothing {
        return view! { <span class=leaf.kind.class()>{shown}</span> }.into_any();
    }
    let now = address.read_untracked();
    let include = now.with_query(&query::edit::include(&now.query, &path, &leaf.text)).href();
    let pin = now.pinning(&path).href();
    let exclude = now.with_query(&query::edit::exclude(&now.query, &path, &leaf.text)).href();
    view! {
        <span class=leaf.kind.class()>{shown}</span>
        <span class="field-tree__acts">
            <a class="field-tree__act" href=include title="Only events with this value" aria-label=format!("Include {path} {}", leaf.text)>
                <Icon glyph=Glyph::Include/>
            </a>
            <a class="field-tree__act" href=exclude title="No events with this value" aria-label=format!("Exclude {path} {}", leaf.text)>
                <Icon glyph=Glyph::Exclude/>
            </a>
            <a class="field-tree__act" href=pin title="Count the values of this field" data-noscroll="true" aria-label=format!("Pin {path}")>
                <Icon glyph=Glyph::Pin/>
            </a>
            <Copy text=leaf.text label=format!("Copy {path}") quiet=true/>
        </span>
    }
    .into_any()
}

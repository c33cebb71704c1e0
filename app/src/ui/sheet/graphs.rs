//! The graphs of a told page: drawn by the server, pointed at here.
//!
//! A drawing comes as outlines and words, so that the browser needs no geometry of its own. Every place
//! one can point at is a link to the events behind it, and the sign of each series is one to the same page
//! without it.

mod arrange;
mod pointing;
mod width;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use self::{arrange::Arrange, pointing::Pointing};
use super::{Bit, Form, SheetForm, SheetTable, Table, words};

/// Graphs beside and below each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graphs {
    /// How they stand: `graphs` and what is special about it.
    pub class: String,
    /// After how many seconds they are drawn anew; 0 for never.
    pub refresh_s: u32,
    /// For how wide a page they are drawn, in CSS pixels.
    pub width: u32,
    /// Whether they may be moved and sized.
    pub arrange: bool,
    /// The address of the page with the range left out, to which a range is added.
    pub zoom: String,
    /// The hatches that tell series apart on paper: the end of a class, and an outline.
    pub hatches: Vec<(String, String)>,
    /// What can be done with all of them.
    pub tools: Vec<Bit>,
    /// The graphs.
    pub graphs: Vec<GraphShown>,
}

/// One graph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How wide and high it is, and of what kind.
    pub class: String,
    /// One sentence for those who do not see it.
    pub summary: String,
    /// The size of the drawing, as SVG writes it; empty where there is none.
    pub view_box: String,
    /// What is drawn, the lowest first.
    pub marks: Vec<Mark>,
    /// The places one can point at.
    pub spots: Vec<Spot>,
    /// What the colours mean.
    pub keys: Vec<Key>,
    /// Figures in rows, where that is the graph.
    pub table: Option<Table>,
    /// What is to be known about its figures, such as why some are missing.
    pub note: Vec<Bit>,
    /// Where one can go from here.
    pub links: Vec<Bit>,
    /// What can be done with it.
    pub forms: Vec<Form>,
    /// What is only said on paper: queries, range, counts.
    pub report: Vec<String>,
}

/// An outline, or words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The outline, as SVG writes it; empty for words.
    #[serde(rename = "d", default, skip_serializing_if = "String::is_empty")]
    pub outline: String,
    /// How it looks.
    #[serde(rename = "c")]
    pub class: String,
    /// Where words stand.
    #[serde(rename = "x", default, skip_serializing_if = "String::is_empty")]
    pub x: String,
    /// Their base line.
    #[serde(rename = "y", default, skip_serializing_if = "String::is_empty")]
    pub y: String,
    /// Which end of them stands there.
    #[serde(rename = "a", default, skip_serializing_if = "String::is_empty")]
    pub anchor: String,
    /// How high their letters are.
    #[serde(rename = "z", default, skip_serializing_if = "String::is_empty")]
    pub size: String,
    /// The words.
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// All of them, where they did not fit.
    #[serde(rename = "f", default, skip_serializing_if = "String::is_empty")]
    pub full: String,
}

/// A place one can point at: a stretch of time, a bar, an hour of the week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Its outline.
    #[serde(rename = "d")]
    pub outline: String,
    /// What is there.
    #[serde(rename = "t")]
    pub told: String,
    /// The events behind it; empty where there is no way to them.
    #[serde(rename = "h", default, skip_serializing_if = "String::is_empty")]
    pub href: String,
    /// Where its time begins and ends, as an address says it; empty where it is no time.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(String, String)>,
}

/// What a colour means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// How it looks.
    #[serde(rename = "c")]
    pub class: String,
    /// How its sign looks.
    #[serde(rename = "s")]
    pub sign: String,
    /// The outline of the sign.
    #[serde(rename = "d")]
    pub outline: String,
    /// What it is called.
    #[serde(rename = "l")]
    pub label: String,
    /// Its value over the whole range.
    #[serde(rename = "v")]
    pub value: String,
    /// The events behind it; empty where there is no way to them.
    #[serde(rename = "h", default, skip_serializing_if = "String::is_empty")]
    pub href: String,
    /// What its sign does, and the address that does it; none where it can not be hidden.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub toggle: Option<(String, String)>,
}

/// Shows graphs.
#[component]
pub fn SheetGraphs(
    /// What they are.
    graphs: Graphs,
    /// What to do when something was changed, or it is time to look again.
    done: Callback<()>,
) -> impl IntoView {
    let Graphs { class, refresh_s, width, arrange, zoom, hatches, tools, graphs } = graphs;
    let pointing = Pointing::new(zoom);
    let arranging = Arrange::new(arrange);
    pointing::again(refresh_s, done);
    pointing.settle();
    width::fit(pointing.graphs, width, done);
    let hatch = |(name, outline): (String, String)| {
        view! {
            <pattern id=format!("chart-{name}") width="8" height="8" patternUnits="userSpaceOnUse">
                <rect class=format!("chart__tint chart__{name}") width="8" height="8"></rect>
                <path class="chart__hatch" d=outline></path>
            </pattern>
        }
    };
    let hatches: Vec<_> = hatches.into_iter().map(hatch).collect();
    let one = move |graph: GraphShown| graph_view(graph, arranging, done);
    view! {
        <div class=class node_ref=pointing.graphs
            on:pointerover=move |event| pointing.over(&event) on:pointerleave=move |_| pointing.leave()
            on:pointerdown=move |event| pointing.pressed(&event) on:pointerup=move |event| pointing.released(&event)
            on:click=move |event| pointing.clicked(&event) on:focusin=move |event| pointing.over(&event)
            on:keydown=move |event| { pointing.key(&event); arranging.key(&event) }
            on:dragstart=move |event| arranging.lifted(&event) on:dragover=move |event| arranging.over(&event)
            on:drop=move |event| arranging.dropped(&event)>
            <svg class="chart__defs" aria-hidden="true"><defs>{hatches}</defs></svg>
            {(!tools.is_empty()).then(|| view! { <p class="graphs__tools">{words(tools)}</p> })}
            {graphs.into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}

fn graph_view(graph: GraphShown, arranging: Arrange, done: Callback<()>) -> AnyView {
    let GraphShown {
        id,
        title,
        class,
        summary,
        view_box,
        marks,
        spots,
        keys,
        table,
        note,
        links,
        forms,
        report,
    } = graph;
    let prefix = format!("graph-{id}-");
    let drawing = (!view_box.is_empty()).then(|| {
        view! {
            <svg class="chart__drawing" viewBox=view_box role="group" aria-label=summary.clone()>
                {marks.into_iter().map(mark_view).collect_view()}
                {spots.into_iter().enumerate().map(spot_view).collect_view()}
            </svg>
        }
        .into_any()
    });
    let table = table.map(|table| view! { <SheetTable table place=0 done/> }.into_any());
    let key = |key: Key| {
        let sign = view! {
            <svg class="graph__sign" viewBox="0 0 24 10" aria-hidden="true"><path class=key.sign d=key.outline></path></svg>
        };
        let sign = match key.toggle {
            None => sign.into_any(),
            Some((title, href)) => {
                view! { <a class="graph__toggle" href=href title=title data-noscroll="true">{sign}</a> }
                    .into_any()
            }
        };
        let name = if key.href.is_empty() {
            key.label.into_any()
        } else {
            view! { <a href=key.href>{key.label}</a> }.into_any()
        };
        view! {
            <li class=key.class>{sign}{name}" "<b class="graph__value">{key.value}</b></li>
        }
        .into_any()
    };
    let keys = (!keys.is_empty()).then(|| {
        view! { <ul class="graph__keys">{keys.into_iter().map(key).collect_view()}</ul> }.into_any()
    });
    let menu = (!links.is_empty()).then(|| {
        let forms = forms.into_iter().enumerate().map(|(number, form)| {
            view! { <SheetForm form prefix=format!("{prefix}{number}-") done/> }
        });
        view! {
            <details class="graph__menu">
                <summary class="button button--quiet">"More"<span class="unseen">" about "{title.clone()}</span></summary>
                <div class="graph__choices">{words(links)}{forms.collect_view()}</div>
            </details>
        }
        .into_any()
    });
    let handle = arranging.is_on().then(|| {
        let label = format!("Move {title}: arrow keys move it, with Shift they size it");
        view! { <button type="button" class="graph__handle needs-scripts" draggable="true" aria-label=label.clone() title=label>"⠿"</button> }.into_any()
    });
    view! {
        <figure class=class data-graph=id>
            <figcaption class="graph__head">{handle}<h2 class="graph__title">{title}</h2>{menu}</figcaption>
            {drawing}{table}
            <p class="graph__told" aria-hidden="true"></p>
            {keys}
            <p class="graph__note">{words(note)}</p>
            <ul class="graph__report">{report.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </figure>
    }
    .into_any()
}

fn mark_view(mark: Mark) -> AnyView {
    let Mark { outline, class, x, y, anchor, size, text, full } = mark;
    if text.is_empty() {
        return view! { <path d=outline class=class></path> }.into_any();
    }
    if !full.is_empty() {
        return view! {
            <text x=x y=y class=class font-size=size text-anchor=anchor><title>{full}</title>{text}</text>
        }
        .into_any();
    }
    view! { <text x=x y=y class=class font-size=size text-anchor=anchor>{text}</text> }.into_any()
}

fn spot_view((place, spot): (usize, Spot)) -> AnyView {
    let Spot { outline, told, href, range } = spot;
    let (from, to) = range.unwrap_or_default();
    // One stop for the Tab key: arrows walk through the rest.
    let stop = if place == 0 { "0" } else { "-1" };
    let role = href.is_empty().then_some("img");
    // Alone, a link would be one of HTML, which is not drawn here.
    view! {
        <g>
            <a class="chart__spot" role=role href=(!href.is_empty()).then_some(href) tabindex=stop draggable="false" aria-label=told
                data-from=from data-to=to>
                <path d=outline></path>
            </a>
        </g>
    }
    .into_any()
}

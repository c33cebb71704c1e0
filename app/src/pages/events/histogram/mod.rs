//! Matching events over time: bars that lead to their time, over the list.

mod brush;
#[cfg(feature = "ssr")]
mod drawing;
mod server;

use leptos::prelude::*;

use self::brush::Brush;
use super::address::{Address, Split};
use crate::ui::{Glyph, Icon};

pub use server::{Bars, histogram};

/// The bars with their scale, what they are made of, and the way to a wider range.
///
/// Each bar is a link to its time. With scripts one drags over several, or chooses them with
/// Shift and the arrow keys.
#[component]
pub fn Histogram(
    /// What was counted.
    bars: Bars,
    /// What the page shows.
    address: Memo<Address>,
    /// What the links keep of it.
    now: Address,
) -> impl IntoView {
    if bars.bars.is_empty() {
        return ().into_any();
    }
    let split = |split: Split, name: &'static str| {
        let chosen = (now.split == split).then_some("true");
        let href = move || address.read().split_by(split).href();
        view! { <a class="segments__choice" href=href aria-current=chosen data-noscroll="true">{name}</a> }
    };
    let series: Vec<_> = bars
        .series
        .iter()
        .map(|series| {
            let swatch = format!("histogram__swatch {}", series.class);
            view! {
                <li class="histogram__series"><span class=swatch></span>{series.name.clone()}" "<b>{series.count.clone()}</b></li>
            }
        })
        .collect();
    let ranges = bars.bars.iter().map(|bar| (bar.from.clone(), bar.to.clone())).collect();
    let brush = Brush::new(ranges, address);
    let count = bars.bars.len();
    let mut ticks = 0;
    let kept = now.clone();
    let bar = move |(place, bar): (usize, server::Bar)| {
        // The words of a late bar would leave the page to the right.
        let class = if place * 2 > count { "histogram__bar histogram__bar--late" } else { "histogram__bar" };
        let parts: Vec<_> =
            bar.parts.into_iter().map(|(class, d)| view! { <path class=class d=d></path> }).collect();
        let tick = (!bar.tick.is_empty()).then(|| {
            ticks += 1;
            // On a narrow screen there is room for every other one.
            let class =
                if ticks % 2 == 0 { "histogram__tick histogram__tick--close" } else { "histogram__tick" };
            view! { <span class=class aria-hidden="true">{bar.tick}</span> }
        });
        view! {
            <li class=class>
                <a class="histogram__link" draggable="false" href=kept.over(&bar.from, &bar.to).href()>
                    <svg class="histogram__drawing" viewBox="0 0 1 100" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>
                    <span class="histogram__told"><b>{bar.time}</b>" "{bar.told}</span>
                </a>
                {tick}
            </li>
        }
    };
    let (from, to) = &bars.wider;
    let wider = now.over(from, to).href();
    let field = if now.split == Split::Outcome { "outcome" } else { "level" };
    let add = now.on_board(field, "column");
    let [upper, lower] = bars.scale;
    view! {
        <section class="histogram" aria-label="Events over time">
            <div class="histogram__head">
                <ul class="histogram__legend">{series}</ul>
                {bars.incomplete.map(|why| view! { <strong class="status-line__missing">{format!("incomplete: {why}")}</strong> })}
                <span class="histogram__interval">{bars.interval}" a bar"</span>
                <span class="segments__choices" role="group" aria-label="Split by">
                    {split(Split::Severity, "Severity")}{split(Split::Outcome, "Outcome")}
                </span>
                <a class="button button--quiet" href=add title="Puts this graph on a board">"Add to board"</a>
                <a class="button button--quiet" href=wider title="Twice as long a range around this one">
                    <Icon glyph=Glyph::Exclude/>"Zoom out"
                </a>
            </div>
            <div class="histogram__plot">
                <span class="histogram__scale" aria-hidden="true">{upper}</span>
                <span class="histogram__scale histogram__scale--half" aria-hidden="true">{lower}</span>
                <ol class="histogram__bars" node_ref=brush.list
                    on:pointerdown=move |event| brush.pressed(&event) on:pointermove=move |event| brush.moved(&event)
                    on:pointerup=move |_| brush.released() on:pointercancel=move |_| brush.clear()
                    on:keydown=move |event| brush.key(&event)>
                    {bars.bars.into_iter().enumerate().map(bar).collect_view()}
                </ol>
            </div>
        </section>
    }
    .into_any()
}

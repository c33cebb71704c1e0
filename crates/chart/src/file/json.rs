//! The figures of a graph for programs: every number as it was computed.

use jiff::tz::TimeZone;
use model::{
    figures::{Figures, Series, Slots},
    graph::GraphDraft,
};
use serde_json::{Value, json};

use crate::moment;

/// Tells the figures: what stands along the axis, and for each series its names, total and values.
pub fn to_json(graph: &GraphDraft, figures: &Figures, zone: &TimeZone) -> Value {
    let slots = match &figures.slots {
        Slots::Whole => json!({ "kind": "whole" }),
        Slots::Week => json!({ "kind": "week", "first": "Monday 00:00" }),
        Slots::Times(borders) => {
            let stretch = |pair: &[i64]| json!({ "from": moment::iso(pair[0], zone), "to": moment::iso(pair[1], zone) });
            json!({ "kind": "times", "stretches": borders.windows(2).map(stretch).collect::<Vec<_>>() })
        }
    };
    let series = |series: &Series| {
        json!({
            "plot": series.plot,
            "label": series.label,
            "by": series.by,
            "isOthers": series.is_others,
            "isEarlier": series.is_earlier,
            "total": number(series.total),
            "values": series.values.iter().copied().map(number).collect::<Vec<_>>(),
        })
    };
    json!({
        "title": graph.title,
        "kind": graph.kind.as_str(),
        "unit": graph.unit.as_str(),
        "groupBy": graph.group_by,
        "slots": slots,
        "series": figures.series.iter().map(series).collect::<Vec<_>>(),
        "moreGroups": figures.more_groups,
        "lines": figures.lines,
        "incomplete": figures.incomplete,
        "errorPercent": figures.error_percent,
    })
}

/// Counts are whole numbers, as far as a computation keeps them.
fn number(value: Option<f64>) -> Value {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
    match value {
        Some(value) if value.fract() == 0.0 && value.abs() <= WHOLE => json!(value as i64),
        value => json!(value),
    }
}

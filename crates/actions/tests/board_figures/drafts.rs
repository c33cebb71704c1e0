//! Graphs of every kind, and lines for them.

use actions::board_figures::Range;
use model::{
    graph::{Compare, GraphDraft, GraphKind, Operation, Plot, Then},
    line::Line,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
/// Sunday, 29 March 2026, 0:00 in Berlin: a day of 23 hours.
const SUNDAY_MS: i64 = 1_774_738_800_000;

pub fn any_range() -> impl Strategy<Value = Range> {
    let length = prop_oneof![Just(90_000_i64), 1..60 * HOUR, 100 * HOUR..3000 * HOUR];
    (-20 * HOUR..20 * HOUR, length)
        .prop_map(|(from, length)| Range { from_ms: SUNDAY_MS + from, to_ms: SUNDAY_MS + from + length })
}

pub fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    vec(any_line(), 1..40)
}

/// Most lie in a few days, some long before.
fn any_line() -> impl Strategy<Value = Line> {
    let time = prop_oneof![8 => -20 * HOUR..40 * HOUR, 2 => -800 * HOUR..800 * HOUR];
    let value = select(vec![
        json!("x"),
        json!("x y"),
        json!("X"),
        json!("x.y/z (1)"),
        json!("\"quoted\\"),
        json!("ünï\tcode"),
        json!(["x", "y"]),
        json!(5),
        json!("5"),
        json!(true),
        json!("hidden"),
        json!({ "beneath": 1 }),
        Value::Null,
    ]);
    let number = select(vec![json!(1), json!(2.5), json!("4"), json!("none"), json!([1, 7]), Value::Null]);
    (time, value.clone(), value, number, select(vec!["kms", "iam", ""])).prop_map(|(time, a, b, n, host)| {
        Line {
            time_ms: SUNDAY_MS + time,
            own_time: true,
            host: host.to_owned(),
            text: json!({ "a": a, "deep": { "b": b }, "n": n }).to_string(),
            ..Line::default()
        }
    })
}

pub fn any_draft() -> impl Strategy<Value = GraphDraft> {
    let by = vec(select(vec!["a", "deep.b", "host", "n"]).prop_map(str::to_owned), 0..3);
    let asked = (select(vec!["", "", "a:*", "-host:iam"]), 1_u16..5, select(Compare::ALL.to_vec()));
    (select(GraphKind::ALL.to_vec()), vec(any_counted(), 1..3), vec(any_computed(), 0..3), by, asked)
        .prop_map(|(kind, counted, computed, group_by, (query, top, compare))| {
            let mut plots = counted;
            for (place, (operation, formula, then)) in computed.into_iter().enumerate() {
                let (part, whole) = (letter(place % plots.len()), letter(plots.len() - 1));
                // Letters beyond the plots before it are those of the last.
                let last = letter(plots.len() - 1);
                let formula = formula.replace(['b', 'c'], &last);
                plots.push(Plot { operation, part, whole, formula, then, ..Plot::default() });
            }
            for plot in &mut plots {
                let over_time = matches!(plot.then, Then::Cumulative | Then::Difference);
                if (over_time && !kind.is_over_time()) || kind == GraphKind::Heat {
                    plot.then = Then::Nothing;
                }
            }
            if kind.is_single() {
                plots.iter_mut().rev().skip(1).for_each(|plot| plot.hidden = true);
            }
            let draft = GraphDraft {
                title: "t".to_owned(),
                kind,
                plots,
                query: query.to_owned(),
                group_by: if kind.is_single() { vec![] } else { group_by },
                top,
                compare: if matches!(kind, GraphKind::Line | GraphKind::Number) {
                    compare
                } else {
                    Compare::None
                },
                ..GraphDraft::default()
            };
            draft.check().unwrap()
        })
}

fn letter(place: usize) -> String {
    model::graph::letter(place).to_string()
}

fn any_counted() -> impl Strategy<Value = Plot> {
    let operation =
        select(vec![Operation::Count, Operation::Count, Operation::Sum, Operation::Distinct, Operation::P75]);
    let hosts = select(vec![vec![], vec![], vec!["kms".to_owned()]]);
    (operation, any::<bool>(), select(vec!["", "", "n:>1", "a:x OR n:5"]), hosts, any_then()).prop_map(
        |(operation, has_field, query, hosts, then)| {
            let field = if has_field || operation != Operation::Count { "n" } else { "" };
            Plot {
                operation,
                field: field.to_owned(),
                query: query.to_owned(),
                hosts,
                then,
                ..Plot::default()
            }
        },
    )
}

fn any_computed() -> impl Strategy<Value = (Operation, String, Then)> {
    let formula =
        select(vec!["100 * (a - b) / c", "max(a, b) + 1", "-a", "round(b / 3)"]).prop_map(str::to_owned);
    (select(vec![Operation::Ratio, Operation::Formula]), formula, any_then())
}

fn any_then() -> impl Strategy<Value = Then> {
    prop_oneof![2 => Just(Then::Nothing), 1 => select(Then::ALL.to_vec())]
}

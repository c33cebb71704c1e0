//! How long a board of twelve graphs takes: over HTTP, with all its figures read.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Plan, desk::Desk, ingest, row};

/// How often the board is opened again.
const TIMES: usize = 8;
/// How many lines come before it is drawn anew.
const LINES: usize = 1000;
/// How much time the board shows: more than the generated events cover.
const DAYS_MS: i64 = 31 * 24 * 60 * 60 * 1000;

/// Makes the board and opens it: first, again, and after lines have come.
pub fn opened(desk: &Desk, plan: &Plan) -> Result<()> {
    let agent = ureq::Agent::new_with_defaults();
    let body = json!({"title": "Bench", "query": "", "range": "last 31 days", "graphs": graphs()});
    let made = agent.post(format!("{}/v1/config/boards", desk.url)).header("servicekey", &desk.service);
    let made = made.header("content-type", "application/json").send(body.to_string())?;
    let made: Value = serde_json::from_reader(made.into_body().into_reader())?;
    let id = made["id"].as_str().context("the board has no id")?;
    let first = open(&agent, desk, id, 0)?;
    let mut times = (0..TIMES).map(|_| open(&agent, desk, id, 0)).collect::<Result<Vec<_>>>()?;
    times.sort_unstable();
    row("a board of 12 graphs", format!("{} (first {})", ms(times[TIMES / 2]), ms(first)));
    ingest::send(desk, plan.seed + 2, LINES)?;
    row("  drawn anew after 1,000 more lines", ms(open(&agent, desk, id, 1000)?));
    Ok(())
}

/// Reads the figures of all of the board's graphs, its range moved on by so much.
fn open(agent: &ureq::Agent, desk: &Desk, id: &str, moved_ms: i64) -> Result<Duration> {
    let started = Instant::now();
    let request = agent.get(format!("{}/v1/boards/{id}/figures", desk.url));
    let (from_ms, to_ms) = (ingest::START_MS + moved_ms, ingest::START_MS + moved_ms + DAYS_MS);
    let request = request.header("servicekey", &desk.service).query("from", from_ms.to_string());
    let answer = request.query("to", to_ms.to_string()).call()?;
    let text = answer.into_body().into_with_config().limit(64 << 20).read_to_string()?;
    let took = started.elapsed();
    let told: Value = serde_json::from_str(&text)?;
    for graph in told["graphs"].as_array().into_iter().flatten() {
        if let Some(why) = graph["incomplete"].as_str() {
            println!("  (incomplete: {}, {why})", graph["title"]);
        }
    }
    Ok(took)
}

fn graphs() -> Value {
    let refused = "-outcome:success";
    json!([
        {"title": "By outcome", "kind": "column", "stacking": "stacked", "groupBy": ["outcome"], "plots": [{}]},
        {"title": "By source", "kind": "bar", "groupBy": ["host"], "plots": [{}]},
        {"title": "Refused share", "plots": [
            {"query": refused, "hidden": true}, {"hidden": true},
            {"operation": "ratio", "part": "a", "whole": "b"}
        ]},
        {"title": "Top actions", "kind": "bar", "groupBy": ["action"], "plots": [{}]},
        {"title": "The week", "kind": "heat", "plots": [{}]},
        {"title": "Who was refused", "kind": "number", "compare": "previous",
            "plots": [{"operation": "distinct", "field": "initiator.id", "query": refused}]},
        {"title": "Size", "plots": [{"operation": "p95", "field": "responseData.bytes"}]},
        {"title": "Size by source", "kind": "table", "groupBy": ["host"],
            "plots": [{"operation": "average", "field": "responseData.bytes"}]},
        {"title": "By severity", "kind": "area", "groupBy": ["severity"], "plots": [{}]},
        {"title": "Failures so far", "plots": [{"query": "outcome:failure", "then": "cumulative"}]},
        {"title": "Share of failures", "kind": "gauge", "plots": [
            {"query": "outcome:failure", "hidden": true}, {"hidden": true},
            {"operation": "formula", "formula": "100 * a / b"}
        ]},
        {"title": "Actions by outcome", "kind": "table", "groupBy": ["action", "outcome"], "plots": [{}]}
    ])
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

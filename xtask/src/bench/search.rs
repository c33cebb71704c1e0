//! How long questions take, over HTTP with the answer read whole.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::{desk::Desk, ingest::START_MS, row};

/// How often each question is asked; the first time stands beside the median of the others.
const TIMES: usize = 8;

/// A question: what it is, where it is asked, and its parameters.
type Question = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const QUESTIONS: [Question; 19] = [
    ("newest 100: everything", "", &[]),
    ("newest 100: common", "", &[("query", "outcome:success")]),
    ("newest 100: negated", "", &[("query", "-outcome:success")]),
    ("newest 100: prefix", "", &[("query", "initiator.name:mar")]),
    ("newest 100: numeric range", "", &[("query", "reason.reasonCode:>=400")]),
    ("newest 100: phrase in one field", "", &[("query", "message:\"create key\"")]),
    ("newest 100: two common words that never meet", "", &[("query", "cloudantnosqldb toolchain")]),
    ("newest 100: a word that is nowhere", "", &[("query", "zyzzyva")]),
    ("newest 100: regular expression", "", &[("query", "/secr[a-z]+\\.read/")]),
    ("newest 100: expression in one field", "", &[("query", "action:/^kms.*delete$/")]),
    ("newest 100: part of a word", "", &[("query", "*otebook*")]),
    ("newest 100: phrase over a value's end", "", &[("query", "\"ok\\\"},\\\"requestData\"")]),
    (
        "hourly histogram of a common query by outcome",
        "/histogram",
        &[("query", "severity:normal"), ("interval", "1h"), ("split", "outcome")],
    ),
    (
        "top 10 actions of a filtered query",
        "/facets",
        &[("query", "-outcome:success"), ("field", "action"), ("limit", "10")],
    ),
    ("top 10 actions of everything", "/facets", &[("field", "action"), ("limit", "10")]),
    (
        "top 10 initiators of a common query",
        "/facets",
        &[("query", "outcome:success"), ("field", "initiator.name"), ("limit", "10")],
    ),
    ("distinct initiators of everything", "/aggregate", &[("figure", "distinct:initiator.id")]),
    (
        "avg and p95 by day of a filtered query",
        "/aggregate",
        &[
            ("query", "-outcome:success"),
            ("figure", "avg:responseData.bytes"),
            ("figure", "p95:responseData.bytes"),
            ("interval", "1d"),
        ],
    ),
    ("the fields there are", "/fields", &[]),
];

/// Asks every question some times and prints the first time and the median.
pub fn all(desk: &Desk) -> Result<()> {
    let agent = ureq::Agent::new_with_defaults();
    for (what, path, parameters) in QUESTIONS {
        ask(&agent, desk, what, path, parameters)?;
    }
    let newest = get(&agent, desk, "", &[("limit", "1")])?;
    let id = newest.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).context("no event")?;
    let path = format!("/{id}");
    ask(&agent, desk, "one event by id", &path, &[])?;
    let word = newest.split("\"correlationId\\\":\\\"").nth(1).and_then(|rest| rest.split('\\').next());
    if let Some(word) = word {
        ask(&agent, desk, "newest 100: one id among all", "", &[("query", word)])?;
    }
    Ok(())
}

fn ask(agent: &ureq::Agent, desk: &Desk, what: &str, path: &str, parameters: &[(&str, &str)]) -> Result<()> {
    let (mut times, mut note) = (vec![], "");
    for _ in 0..TIMES {
        let started = Instant::now();
        let answer = get(agent, desk, path, parameters)?;
        times.push(started.elapsed());
        if answer.contains("\"complete\":false") {
            note = ", incomplete";
        }
    }
    let first = times.remove(0);
    times.sort_unstable();
    row(what, format!("{} (first {}{note})", ms(times[times.len() / 2]), ms(first)));
    Ok(())
}

fn get(agent: &ureq::Agent, desk: &Desk, path: &str, parameters: &[(&str, &str)]) -> Result<String> {
    let mut request = agent.get(format!("{}/v1/events{path}", desk.url)).header("servicekey", &desk.service);
    if !path.starts_with("/3") && !path[path.len().min(1)..].contains('-') {
        request = request.query("from", START_MS.to_string()).query("to", (START_MS + END_MS).to_string());
    }
    for (name, value) in parameters {
        request = request.query(name, value);
    }
    Ok(request.call()?.into_body().into_with_config().limit(64 << 20).read_to_string()?)
}

/// Behind every generated event.
const END_MS: i64 = 366 * 24 * 60 * 60 * 1000;

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

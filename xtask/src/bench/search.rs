//! How long searches take.

use std::time::Instant;

use anyhow::Result;

use super::{desk::Desk, ingest::START_MS, row};

/// The questions, and the queries that ask them.
const QUESTIONS: [(&str, &str); 6] = [
    ("newest 100 of everything", ""),
    ("newest 100: common", "outcome:success"),
    ("newest 100: negated", "-outcome:success"),
    ("newest 100: phrase in one field", "message:\"delete database\""),
    ("newest 100: numeric range", "reason.reasonCode:>=500"),
    ("newest 100: a word that is nowhere", "zyzzyva"),
];

/// Asks every question some times and prints the median.
pub fn all(desk: &Desk) -> Result<()> {
    let agent = ureq::Agent::new_with_defaults();
    let from = START_MS.to_string();
    for (what, query) in QUESTIONS {
        let mut times = vec![];
        let mut note = String::new();
        for _ in 0..5 {
            let started = Instant::now();
            let request = agent.get(format!("{}/v1/events", desk.url)).header("servicekey", &desk.service);
            let answer =
                request.query("query", query).query("from", &from).call()?.into_body().read_to_string()?;
            times.push(started.elapsed());
            note = if answer.contains("\"complete\":false") {
                " (incomplete)".to_owned()
            } else {
                String::new()
            };
        }
        times.sort_unstable();
        row(what, format!("{:.1} ms{note}", times[times.len() / 2].as_secs_f64() * 1e3));
    }
    Ok(())
}

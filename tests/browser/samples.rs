//! Events that look real and happened just now.

use std::time::{Duration, SystemTime};

use generator::{Generator, Profile};
use serde_json::Value;

const SAMPLES: &str = include_str!("../data/samples.jsonl");

/// The samples, each some seconds older than the one before it, the first of a minute ago.
/// Nothing but their times is changed.
pub fn samples() -> Vec<String> {
    let now_ms = now_ms();
    let current = |(place, line): (usize, &str)| {
        let event: Value = serde_json::from_str(line).unwrap();
        let then = event.get("eventTime")?.as_str()?.to_owned();
        let ago_ms = 60_000 + 7_000 * i64::try_from(place).unwrap();
        Some(line.replace(&then, &model::time::format_event_time(now_ms - ago_ms)))
    };
    SAMPLES.lines().enumerate().filter_map(current).collect()
}

/// The sample in the older envelope of what a current one tells, of just now.
pub fn legacy() -> String {
    let line = SAMPLES.lines().find(|line| line.contains("\"pcloud.tenant.read\"")).unwrap();
    let event: Value = serde_json::from_str(line).unwrap();
    let then = event["payload"]["eventTime"].as_str().unwrap().to_owned();
    line.replace(&then, &model::time::format_event_time(now_ms() - 30_000))
}

/// The sample with this action.
pub fn sample(action: &str) -> String {
    let part = format!("\"action\":\"{action}\"");
    samples().into_iter().find(|line| line.contains(&part)).unwrap()
}

/// Made-up events of the last hours, so many that the list has pages.
pub fn many() -> Vec<String> {
    let start_ms = now_ms() - 12 * 3_600_000;
    let profile = Profile { mean_gap_ms: 170_000.0, rhythm: false, ..Profile::starting_at(start_ms) };
    let events = Generator::new(7, profile).map(|event| event.text);
    events.filter(|text| tests::is_stored_unasked(text)).take(240).collect()
}

#[expect(clippy::disallowed_methods, reason = "the server has its own clock, which is the machine's")]
fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap()
}

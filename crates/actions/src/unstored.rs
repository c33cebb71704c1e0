//! How often events tell of lines that were not stored, and what they tell of them.

use model::{time::format_rfc3339, unstored::Span};
use serde_json::{Value, json};

/// For so long nothing more is told of the same rule or quarantine, so that whoever sends can not
/// fill the record with it.
const PERIOD_MS: i64 = 5 * 60 * 1000;

/// Whether it is time to tell again. A clock that was set back does not silence anything.
pub(crate) fn is_due(told_ms: Option<i64>, now_ms: i64) -> bool {
    told_ms.is_none_or(|told_ms| !(told_ms..told_ms.saturating_add(PERIOD_MS)).contains(&now_ms))
}

/// Puts how many lines it were, and between which moments they came, beside what else is told.
pub(crate) fn with_span(mut request: Value, span: Span) -> Value {
    request["lines"] = json!(span.lines);
    request["from"] = json!(format_rfc3339(span.first_ms));
    request["to"] = json!(format_rfc3339(span.last_ms));
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_at_once_and_then_every_five_minutes_whatever_the_clock_does() {
        assert!(is_due(None, 7));
        assert!(!is_due(Some(1000), 1000) && !is_due(Some(1000), 300_999));
        assert!(is_due(Some(1000), 301_000));
        assert!(is_due(Some(1000), 999), "the clock was set back");
    }
}

//! Which severity an event should have had, by the code it failed with.

use super::{Catalog, Severity};
use crate::event::Event;

/// Documented with a severity of its own, whatever its code.
const DOCUMENTED_OTHERWISE: [&str; 1] = ["logdnaat.streaming-logs.send"];

impl Catalog {
    /// The severity the table gives to the reason code of a failure; none for what did not fail,
    /// for a code the table does not have, and for an action documented otherwise.
    pub fn expected_severity(&self, event: &Event) -> Option<Severity> {
        let failed = event.text("outcome") == Some("failure");
        let documented = event.text("action").is_some_and(|it| DOCUMENTED_OTHERWISE.contains(&it));
        let code = event.reason_code().filter(|_| failed && !documented)?;
        self.vocabulary().failure_severity(code)
    }

    /// The expected severity, where the event says another one.
    pub fn severity_mismatch(&self, event: &Event) -> Option<Severity> {
        let expected = self.expected_severity(event)?;
        let said = event.text("severity")?;
        (!said.eq_ignore_ascii_case(expected.as_str())).then_some(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatch(fields: &str) -> Option<Severity> {
        let event = Event::read(&format!(r#"{{"action":"a.b.c",{fields}}}"#)).unwrap();
        Catalog::embedded().severity_mismatch(&event)
    }

    #[test]
    fn a_failure_is_as_grave_as_its_code() {
        let said = |severity: &str, code: &str| {
            mismatch(&format!(
                r#""outcome":"failure","severity":"{severity}","reason":{{"reasonCode":{code}}}"#
            ))
        };
        assert_eq!(said("normal", "403"), Some(Severity::Critical));
        assert_eq!(said("critical", "\"409\""), Some(Severity::Warning));
        assert_eq!(said("critical", "503"), None);
        assert_eq!(said("normal", "404"), None);
        assert_eq!(said("normal", "true"), None);
    }

    #[test]
    fn only_failures_that_name_a_severity_are_measured() {
        assert_eq!(mismatch(r#""outcome":"success","severity":"normal","reason":{"reasonCode":403}"#), None);
        assert_eq!(mismatch(r#""outcome":"failure","reason":{"reasonCode":403}"#), None);
        let documented = r#"{"action":"logdnaat.streaming-logs.send","outcome":"failure",
            "severity":"critical","reason":{"reasonCode":500}}"#;
        let event = Event::read(documented).unwrap();
        assert_eq!(Catalog::embedded().severity_mismatch(&event), None);
    }
}

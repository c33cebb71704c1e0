//! A source: one service instance whose events come to an instance, and whether its data events
//! are wanted.

use serde::{Deserialize, Serialize};

/// The services whose data events come only where somebody has asked for them.
const OPT_IN: [&str; 1] = ["cloudantnosqldb"];

/// One source of an instance, as far as it has been seen or told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The instance part of its CRN; the service where its CRN names none.
    pub id: String,
    /// Its service, by its CRN.
    pub service: String,
    /// Whether its data events are stored.
    pub data_events: bool,
    /// What it has sent.
    pub sent: Sent,
}

/// What a source has sent so far. Moments are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When its first event came; none while none has.
    pub first_ms: Option<i64>,
    /// When its last event came.
    pub last_ms: Option<i64>,
    /// How many events came, stored or not.
    pub events: u64,
    /// How many of them were data events.
    pub data_events: u64,
    /// How many of those were not stored.
    pub excluded: u64,
    /// When the last of those came.
    pub last_excluded_ms: Option<i64>,
}

impl Sent {
    /// Adds an event that came now.
    pub fn add(&mut self, now_ms: i64, is_data_event: bool, is_excluded: bool) {
        self.first_ms.get_or_insert(now_ms);
        self.last_ms = self.last_ms.max(Some(now_ms));
        self.events += 1;
        self.data_events += u64::from(is_data_event);
        if is_excluded {
            self.excluded += 1;
            self.last_excluded_ms = self.last_excluded_ms.max(Some(now_ms));
        }
    }

    /// Adds what was counted apart.
    pub fn merge(&mut self, other: &Self) {
        self.first_ms = self.first_ms.into_iter().chain(other.first_ms).min();
        self.last_ms = self.last_ms.max(other.last_ms);
        self.events += other.events;
        self.data_events += other.data_events;
        self.excluded += other.excluded;
        self.last_excluded_ms = self.last_excluded_ms.max(other.last_excluded_ms);
    }
}

/// Whether the data events of a service are stored where nobody has said anything.
pub fn takes_data_events(service: &str) -> bool {
    !OPT_IN.contains(&service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_made_apart_add_up_to_those_made_together() {
        let came = [(5, false, false), (3, true, true), (9, true, false), (7, true, true)];
        let mut together = Sent::default();
        let mut apart = [Sent::default(); 2];
        for (at, (now_ms, is_data_event, is_excluded)) in came.into_iter().enumerate() {
            together.add(now_ms, is_data_event, is_excluded);
            apart[at % 2].add(now_ms, is_data_event, is_excluded);
        }
        let [mut merged, other] = apart;
        merged.merge(&other);
        assert_eq!(merged, Sent { first_ms: Some(3), ..together });
        assert_eq!((merged.events, merged.data_events, merged.excluded), (4, 3, 2));
        assert_eq!((merged.last_ms, merged.last_excluded_ms), (Some(9), Some(7)));
    }

    #[test]
    fn only_cloudant_has_to_be_asked_for_its_data_events() {
        assert!(!takes_data_events("cloudantnosqldb"));
        assert!(takes_data_events("kms"));
    }
}

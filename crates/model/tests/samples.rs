//! The forty sample events: each reads as an event, and a line derives from it what it should.
#![cfg(feature = "catalog")]

use model::{catalog::Catalog, event::Event, line::Line, time};
use serde_json::Value;

const SAMPLES: &str = include_str!("../../../tests/data/samples.jsonl");

/// The samples, counted from 1 as their description does.
fn sample(number: usize) -> &'static str {
    SAMPLES.lines().nth(number - 1).expect("there are forty samples")
}

fn event(number: usize) -> Event {
    Event::read(sample(number)).expect("every sample is an event")
}

fn line(number: usize) -> Line {
    let mut line = Line { time_ms: 1, text: sample(number).to_owned(), ..Line::default() };
    line.derive();
    line
}

#[test]
fn every_sample_reads_as_an_event_of_a_known_service() {
    assert_eq!(SAMPLES.lines().count(), 40);
    for number in 1..=40 {
        let event = event(number);
        let action = event.text("action").unwrap();
        assert!(Catalog::embedded().find(action).is_some(), "{number}: {action}");
        assert!(event.text("eventTime").and_then(time::parse_event_time).is_some(), "{number}");
    }
}

#[test]
fn the_line_takes_time_level_app_and_source_from_its_event() {
    for number in 1..=40 {
        let (line, event) = (line(number), event(number));
        assert!(line.own_time, "{number}");
        assert_eq!(Some(line.time_ms), event.text("eventTime").and_then(time::parse_event_time));
        assert!(["normal", "warning", "critical"].contains(&line.level.as_str()), "{number}");
        assert_eq!(Some(line.app.as_str()), event.text("logSourceCRN"), "{number}");
        assert!(!line.host.is_empty(), "{number}");
        assert_eq!(line.text, sample(number), "{number}");
    }
}

/// Sample → source without and with the catalogue, platform, level, moment in UTC.
#[test]
fn sources_platforms_levels_and_moments_are_those_of_the_specification() {
    #[rustfmt::skip]
    let rows = [
        (1, "cloudantnosqldb", "cloudantnosqldb", "cloudantnosqldb", "normal", "2024-11-05T08:02:11.070Z"),
        (3, "cloudantnosqldb", "cloudantnosqldb", "cloudantnosqldb", "warning", "2024-11-05T08:05:40.900Z"),
        (6, "cloudantnosqldb", "cloudantnosqldb", "cloudantnosqldb", "critical", "2024-11-05T08:19:27.610Z"),
        (8, "databases-for-postgresql", "ibm-cloud-databases-prod", "ibm-cloud-databases-prod", "normal", "2024-11-05T02:00:04.880Z"),
        (12, "messages-for-rabbitmq", "ibm-cloud-databases-prod", "ibm-cloud-databases-prod", "warning", "2024-11-05T10:02:31.700Z"),
        (13, "databases-for-postgresql", "ibm-cloud-databases-prod", "ibm-cloud-databases-prod", "critical", "2020-08-14T02:00:07.310Z"),
        (16, "dr-service-broker", "dr-automation", "dr-automation", "normal", "2024-11-04T15:42:05.170Z"),
        (17, "dr-instance", "dr-automation", "dr-automation", "normal", "2024-11-06T06:00:00.120Z"),
        (21, "power-iaas", "power-iaas", "power-iaas", "normal", "2024-02-01T14:20:05.630Z"),
        (22, "pcloud", "power-iaas", "power-iaas", "normal", "2019-06-12T16:48:30.050Z"),
        (33, "iam-identity", "iam-identity", "iam-identity", "normal", "2024-11-05T07:58:30.000Z"),
        (34, "iam-identity", "iam-identity", "iam-identity", "critical", "2024-11-05T13:05:12.204Z"),
        (35, "billing", "billing", "BSS", "normal", "2024-11-05T13:09:40.810Z"),
        (36, "user-management", "user-management", "BSS", "normal", "2024-11-05T13:15:02.360Z"),
        (40, "logdnaat", "logdnaat", "logdnaat", "critical", "2024-11-06T08:31:00.000Z"),
    ];
    for (number, derived, host, platform, level, moment) in rows {
        let mut line = line(number);
        assert_eq!(line.host, derived, "{number}");
        Catalog::embedded().label(&mut line);
        assert_eq!(line.host, host, "{number}");
        assert_eq!(line.labels.get("platform").map(String::as_str), Some(platform), "{number}");
        assert_eq!(line.level, level, "{number}");
        assert_eq!(time::format_rfc3339(line.time_ms), moment, "{number}");
    }
}

#[test]
fn four_spellings_of_one_instant_are_one_instant() {
    let moments: Vec<i64> = (29..=32).map(|number| line(number).time_ms).collect();
    assert_eq!(moments, [1_656_558_769_630; 4]);
    let spelled: Vec<String> =
        (29..=32).filter_map(|number| event(number).text("eventTime").map(str::to_owned)).collect();
    assert_eq!(spelled.len(), 4);
    assert!(spelled.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn only_the_two_in_the_old_envelope_are_marked_legacy() {
    for number in 1..=40 {
        assert_eq!(line(number).flags.legacy, matches!(number, 22 | 23), "{number}");
    }
}

#[test]
fn the_two_forms_of_one_act_have_the_same_fields() {
    let (current, legacy) = (event(21), event(22));
    for path in ["initiator.name", "target.name", "outcome", "responseData.tenantID"] {
        assert_eq!(current.text(path), legacy.text(path), "{path}");
    }
    let known = |event: &Event| {
        let action = event.text("action").unwrap().to_owned();
        let known = Catalog::embedded().find(&action).unwrap();
        (known.current.into_owned(), known.old)
    };
    assert_eq!(known(&current), ("power-iaas.tenant.read".to_owned(), false));
    assert_eq!(known(&legacy), ("power-iaas.tenant.read".to_owned(), true));
    assert_eq!(legacy.text("meta.serviceProviderName"), Some("power-iaas"));
}

#[test]
fn data_in_strings_is_entered_and_what_is_no_json_stays_text() {
    assert_eq!(event(23).text("requestData.pvmInstanceName"), Some("erp-app-02"));
    assert!(event(23).text("responseData").is_some_and(|text| text.starts_with("{\"description\"")));
    assert!(event(20).text("responseData").is_some_and(|text| text.starts_with("upstream")));
    assert_eq!(event(1).at("requestData"), Some(&Value::Null));
    let deep =
        "requestData.replication.source.auth.iam.profile.binding.condition.window.schedule.day.hour.start";
    assert_eq!(event(7).text(deep), Some("08:30"));
}

#[test]
fn a_pair_of_one_request_shares_its_correlation_id_and_differs_in_outcome() {
    let (asked, done) = (event(17), event(18));
    assert_eq!(asked.text("correlationId"), done.text("correlationId"));
    assert_eq!(asked.text("action"), done.text("action"));
    assert_eq!((asked.text("outcome"), done.text("outcome")), (Some("pending"), Some("success")));
    assert!(line(17).time_ms < line(18).time_ms);
}

#[test]
fn a_probe_and_an_attempt_are_told_apart() {
    assert_eq!(event(10).at("requestData.dry_run"), Some(&Value::Bool(true)));
    assert_eq!(event(11).at("requestData.dry_run"), Some(&Value::Bool(false)));
}

#[test]
fn a_source_that_is_no_crn_has_a_service_but_no_location() {
    assert_eq!(event(16).service(), Some("dr-service-broker"));
    assert_eq!(event(16).location(), None);
    assert_eq!(event(9).location(), Some("osl01"));
}

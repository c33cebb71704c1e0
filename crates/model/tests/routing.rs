//! Where events go by the committed table: every row of it, and what no row speaks of.
#![cfg(feature = "catalog")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use model::{
    catalog::{Catalog, FromKind, Reason, Region, Route},
    event::Event,
    head::Head,
    line::Line,
    origin::Origin,
    time::parse_event_time,
};

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

fn origin(service: &str, location: &str) -> Origin {
    Origin { service: service.to_owned(), location: location.to_owned(), ..Origin::default() }
}

fn destination(service: &str, location: &str, day: &str) -> String {
    catalog().route(&origin(service, location), parse_event_time(day).unwrap()).location.into_owned()
}

/// Every service the row speaks of, at least one.
fn services(row: &Route) -> Vec<String> {
    match row.service.strip_suffix('*') {
        None => vec![row.service.clone()],
        Some(prefix) => {
            let members = catalog().databases().iter().map(|member| member.id.clone());
            members.filter(|id| id.starts_with(prefix)).collect()
        }
    }
}

/// Every spelling of every listed location the row speaks of.
fn places(row: &Route) -> Vec<String> {
    let is_meant = |region: &&Region| match row.from_kind {
        FromKind::Location => region.is_called(&row.from),
        FromKind::Geography => region.geography == row.from,
        FromKind::City => region.city == row.from,
        FromKind::Country => region.country == row.from,
        FromKind::Any => true,
    };
    let names = |region: &'static Region| [region.id.clone()].into_iter().chain(region.aliases.clone());
    let listed = catalog().regions().iter().filter(is_meant).flat_map(names);
    listed.flat_map(|name| [name.to_lowercase(), name.to_uppercase(), name]).collect()
}

fn today(location: &str) -> &str {
    catalog().region(location).map_or(location, |region| &region.id)
}

#[test]
fn every_row_of_the_table_decides_for_what_it_speaks_of() {
    let mut decided = 0;
    for row in catalog().routing() {
        let mut was_met = false;
        for service in services(row) {
            for place in places(row) {
                let origin = origin(&service, &place);
                let told = catalog().route(&origin, parse_event_time("2026-01-01").unwrap());
                let Reason::Row { row: met, is_before: false } = told.reason else {
                    panic!("{service} {place}: {told}");
                };
                // A row before it may speak of the same place; then that one decides.
                if met == row {
                    assert_eq!(told.location, today(&row.to), "{service} {place}");
                    was_met = true;
                }
            }
        }
        assert!(was_met, "{row:?} decides nothing");
        decided += 1;
    }
    assert_eq!(decided, 64);
}

#[test]
fn a_row_with_a_day_decides_by_the_time_of_the_event_on_both_sides_of_it() {
    let mut rows = 0;
    for row in catalog().routing() {
        let (Some(day), Some(before)) = (&row.effective, &row.before) else {
            assert_eq!((&row.effective, &row.before), (&None, &None), "a row has both or none");
            continue;
        };
        rows += 1;
        let day_ms = parse_event_time(day).unwrap();
        for (time_ms, expected) in
            [(day_ms - 1, before), (day_ms, &row.to), (i64::MIN, before), (i64::MAX, &row.to)]
        {
            let origin = origin(&row.service, &row.from);
            let told = catalog().route(&origin, time_ms);
            assert_eq!(&told.location, expected, "{} {time_ms}", row.from);
            assert!(told.to_string().contains(day.as_str()), "{told}");
        }
    }
    assert_eq!(rows, 10, "the data centres of Power that moved on 2024-01-29");
}

#[test]
fn the_forwards_of_the_databases_are_kept() {
    for service in ["databases-for-redis", "databases-for-newcomer", "messages-for-rabbitmq"] {
        assert_eq!(destination(service, "osl01", "2024-05-01"), "eu-gb");
        assert_eq!(destination(service, "seo01", "2024-05-01"), "jp-tok");
        assert_eq!(destination(service, "che01", "2024-05-01"), "in-che", "by its name of today");
        assert_eq!(destination(service, "in-che", "2024-05-01"), "in-che");
        assert_eq!(destination(service, "br-sao", "2024-05-01"), "br-sao", "no row: where it happened");
    }
}

#[test]
fn power_and_its_recovery_go_by_geography_where_no_data_centre_is_named() {
    for service in ["power-iaas", "dr-automation"] {
        for (place, expected) in [
            ("us-south", "us-south"),
            ("dal10", "us-south"),
            ("br-sao", "us-south"),
            ("eu-de-1", "eu-de"),
            ("fra04", "eu-de"),
            ("syd04", "au-syd"),
            ("tok04", "jp-tok"),
            ("in-che", "in-che"),
        ] {
            assert_eq!(destination(service, place, "2024-05-01"), expected, "{service} {place}");
        }
    }
    assert_eq!(destination("power-iaas", "lon04", "2024-01-28"), "eu-de");
    assert_eq!(destination("dr-automation", "lon04", "2024-05-01"), "eu-de", "only the other table moved");
}

#[test]
fn an_action_of_recovery_is_found_by_its_name_alone() {
    let event = Event::read(
        r#"{"action":"dr-volume.attach","logSourceCRN":"crn:v1:x:public:backup-thing:sao01:a/1:2::"}"#,
    );
    let origin = Origin::read(event.as_ref().map(Head::of).as_ref(), "");
    assert_eq!(catalog().route(&origin, 0).location, "us-south");
}

#[test]
fn an_event_without_a_crn_is_of_the_service_its_action_belongs_to() {
    for (action, service) in
        [("dr-volume.attach", "dr-automation"), ("newcomer.thing.do", "newcomer"), ("", "")]
    {
        let text = format!(r#"{{"action":"{action}","logSourceCRN":"DRdemo"}}"#);
        let origin = catalog().describe(&mut Line { text, ..Line::default() });
        assert_eq!((origin.service.as_str(), origin.source.as_str()), (service, "DRdemo"));
    }
}

#[test]
fn what_a_global_service_reports_goes_home_whatever_its_crn_names() {
    for (action, crn) in [
        ("iam-identity.user-apikey.login", "crn:v1:bluemix:public:iam-identity:global:a/1:::"),
        ("databases-for-redis.instance.create", "crn:v1:bluemix:public:databases-for-redis:us-south:a/1:2::"),
        ("kms.tag.attach", "crn:v1:bluemix:public:kms:jp-tok:a/1:2::"),
        ("newcomer.thing.do", "crn:v1:bluemix:public:newcomer:global:a/1:::"),
    ] {
        let event = Event::read(&format!(r#"{{"action":"{action}","logSourceCRN":"{crn}"}}"#));
        let origin = Origin::read(event.as_ref().map(Head::of).as_ref(), "");
        assert_eq!(catalog().route(&origin, 0).location, "eu-de", "{action}");
    }
}

#[test]
fn a_service_no_row_speaks_of_stays_where_it_happened() {
    for (place, expected) in [
        ("us-south", "us-south"),
        ("ng", "us-south"),
        ("WDC07", "us-east"),
        ("eu-gb-3", "eu-gb"),
        ("mon01", "MON01"),
        ("seo01", "kr-seo"),
        ("", "unknown"),
        ("atlantis", "unknown"),
        ("xyz01", "unknown"),
    ] {
        assert_eq!(destination("kms", place, "2024-05-01"), expected, "{place}");
    }
    let unlisted = origin("kms", "atlantis");
    assert_eq!(catalog().route(&unlisted, 0).to_string(), "no location is called \"atlantis\"");
}

#[test]
fn every_sample_goes_where_its_service_is_documented_to_go() {
    let samples = include_str!("../../../tests/data/samples.jsonl");
    let mut told = std::collections::BTreeMap::<String, usize>::new();
    for sample in samples.lines() {
        let event = Event::read(sample).unwrap();
        let time_ms = event.text("eventTime").and_then(parse_event_time).unwrap();
        let origin = Origin::read(Some(&Head::of(&event)), "");
        *told.entry(catalog().route(&origin, time_ms).location.into_owned()).or_default() += 1;
    }
    let told: Vec<(&str, usize)> = told.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(
        told,
        [
            ("au-syd", 1),
            ("eu-de", 11),
            ("eu-gb", 9),
            ("jp-tok", 1),
            ("unknown", 5),
            ("us-east", 6),
            ("us-south", 7)
        ]
    );
}

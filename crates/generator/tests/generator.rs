//! What the generated events promise: the same bytes for a seed, and the look of real ones.

use std::collections::{BTreeMap, HashSet};

use generator::{GeneratedEvent, Generator, Profile};
use model::{catalog::Catalog, event::Event, line::Line, time};

const START_MS: i64 = 1_735_689_600_000;

fn events(seed: u64, count: usize) -> Vec<GeneratedEvent> {
    Generator::new(seed, Profile::starting_at(START_MS)).take(count).collect()
}

fn read(event: &GeneratedEvent) -> Event {
    Event::read(&event.text).expect("every generated event is one")
}

#[test]
fn every_listed_action_has_an_event_under_each_of_its_names() {
    let mut generator = Generator::new(3, Profile::starting_at(1_735_689_600_000));
    let catalog = model::catalog::Catalog::embedded();
    for (_, action) in catalog.actions() {
        let today = action.action.replace("{service}", "databases-for-redis");
        for name in std::iter::once(&today).chain(&action.legacy).chain(&action.variants) {
            let name = name.replace("{service}", "databases-for-redis");
            let made = generator.event_of(&name).unwrap_or_else(|| panic!("nothing makes {name}"));
            let event = model::event::Event::read(&made.text).unwrap();
            assert_eq!(event.text("action"), Some(name.as_str()));
        }
    }
    assert_eq!(generator.event_of("kms.secrets.read"), None);
}

#[test]
fn a_seed_always_makes_the_same_bytes() {
    assert_eq!(events(1, 3000), events(1, 3000));
    assert_ne!(events(1, 10), events(2, 10));
    // Changing what a seed makes breaks comparisons with earlier measurements: do it knowingly.
    let hash = events(1, 3000)
        .iter()
        .flat_map(|event| event.text.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    assert_eq!(format!("{hash:016x}"), "32e546bbeb7cc1cc");
}

#[test]
fn an_event_is_about_as_large_as_a_real_one() {
    let bytes: usize = events(3, 20_000).iter().map(|event| event.text.len()).sum();
    let mean = bytes / 20_000;
    println!("mean size {mean} bytes");
    assert!((1100..=1400).contains(&mean), "{mean}");
}

#[test]
fn every_text_is_one_json_object_of_a_known_action() {
    for generated in events(4, 4000) {
        assert!(serde_json::from_str::<serde_json::Value>(&generated.text).is_ok(), "{}", generated.text);
        let event = read(&generated);
        let action = event.text("action").unwrap();
        assert!(Catalog::embedded().find(action).is_some_and(|known| known.action.is_some()), "{action}");
        assert!(!action.starts_with("logdnaat"));
        let at = event.text("eventTime").and_then(time::parse_event_time);
        assert_eq!(at, Some(generated.time_ms));
        let mut line = Line { text: generated.text, ..Line::default() };
        line.derive();
        Catalog::embedded().label(&mut line);
        assert!(!line.host.is_empty() && !line.app.is_empty() && !line.level.is_empty());
    }
}

#[test]
fn the_mix_is_that_of_a_working_account() {
    let (mut actions, mut initiators, mut targets) = (HashSet::new(), HashSet::new(), HashSet::new());
    let (mut hosts, mut outcomes, mut levels) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let (mut correlations, mut legacy, mut deletes, mut encoded) = (HashSet::new(), 0, 0, 0);
    let count = 15_000;
    for generated in events(5, count) {
        let event = read(&generated);
        let text = |path| event.text(path).unwrap_or_default().to_owned();
        let action = text("action");
        let host = Catalog::embedded().host_of(&action).unwrap_or_default().to_owned();
        *hosts.entry(host).or_insert(0) += 1;
        *outcomes.entry(text("outcome")).or_insert(0) += 1;
        *levels.entry(text("severity")).or_insert(0) += 1;
        legacy += usize::from(event.legacy);
        deletes += usize::from(action.ends_with("delete"));
        encoded += usize::from(generated.text.contains(r#""requestData":"{"#));
        actions.insert(action);
        initiators.insert(text("initiator.id"));
        targets.insert(text("target.id") + &text("target.name"));
        correlations.insert(text("correlationId"));
    }
    println!("{} actions, {} initiators, {} targets", actions.len(), initiators.len(), targets.len());
    println!("{hosts:?}\n{outcomes:?}\n{levels:?}\nlegacy {legacy}, deletes {deletes}, encoded {encoded}");
    // Some under their older names as well.
    let known: HashSet<_> =
        actions.iter().filter_map(|it| Catalog::embedded().find(it)).map(|it| it.current).collect();
    assert!((150..=260).contains(&known.len()), "{}", known.len());
    assert!(initiators.len() > 200 && targets.len() > 500);
    assert!(correlations.len() * 100 > count * 95);
    for host in ["cloudantnosqldb", "ibm-cloud-databases-prod", "dr-automation", "power-iaas", "iam-identity"]
    {
        assert!(hosts.get(host).is_some_and(|met| *met > count / 100), "{host}");
    }
    assert!((count / 100..count / 10).contains(&outcomes["failure"]));
    assert!((count / 200..count / 10).contains(&levels["critical"]));
    assert!((count / 500..count / 20).contains(&legacy));
    assert!(deletes > 0 && deletes < count / 20 && encoded > 0);
}

#[test]
fn a_failure_has_the_severity_of_its_code() {
    let vocabulary = Catalog::embedded().vocabulary();
    for event in events(6, 5000).iter().map(read).filter(|event| event.text("outcome") == Some("failure")) {
        let code = event.at("reason.reasonCode").and_then(|code| code.as_u64()).unwrap();
        let severity = vocabulary.failure_severity(u16::try_from(code).unwrap());
        assert_eq!(event.text("severity"), Some(severity.map_or("normal", |it| it.as_str())), "{code}");
    }
}

#[test]
fn nobody_real_is_named() {
    for generated in events(7, 5000) {
        let event = read(&generated);
        let name = event.text("initiator.name").unwrap_or_default();
        assert!(!name.contains('@') || name.ends_with("@example.com"), "{name}");
        if let Some(address) = event.text("initiator.host.address") {
            let ranges = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
            assert!(ranges.iter().any(|range| address.starts_with(range)), "{address}");
        }
    }
}

#[test]
fn events_arrive_in_order_except_the_late_ones() {
    let late = |profile: Profile| {
        let times: Vec<i64> = Generator::new(8, profile).take(20_000).map(|event| event.time_ms).collect();
        times.windows(2).filter(|pair| pair[1] < pair[0]).count()
    };
    let profile = Profile { late_per_mille: 50, story_every: 0, ..Profile::starting_at(START_MS) };
    let some = late(profile.clone());
    assert!((400..1100).contains(&some), "{some}");
    assert_eq!(late(Profile { late_per_mille: 0, ..profile }), 0);
}

#[test]
fn events_spread_over_the_time_the_profile_says() {
    let profile = Profile { mean_gap_ms: 60_000.0, ..Profile::starting_at(START_MS) };
    let last = Generator::new(9, profile).nth(20_159).unwrap();
    let days = (last.time_ms - START_MS) / 86_400_000;
    assert!((13..=15).contains(&days), "{days}");
}

#[test]
fn locations_are_those_of_the_profile() {
    let locations = vec!["jp-tok".to_owned(), "au-syd".to_owned()];
    let profile = Profile { locations, ..Profile::starting_at(START_MS) };
    let met: HashSet<String> = Generator::new(10, profile)
        .take(5000)
        .filter_map(|event| read(&event).location().map(str::to_owned))
        .collect();
    assert_eq!(met, ["jp-tok", "au-syd", "global"].map(str::to_owned).into());
}

#[test]
fn a_story_is_told_by_one_initiator_under_one_correlation_id() {
    let mut generator = Generator::new(11, Profile::starting_at(START_MS));
    for _ in 0..5 {
        let story: Vec<Event> = generator.story().iter().map(read).collect();
        assert!(story.len() >= 4);
        for path in ["correlationId", "initiator.id"] {
            let values: HashSet<_> = story.iter().map(|event| event.text(path)).collect();
            assert_eq!(values.len(), 1, "{path}");
        }
    }
}

#[test]
fn the_first_story_is_a_database_deleted_after_a_refusal() {
    let mut generator = Generator::new(12, Profile::starting_at(START_MS));
    let story: Vec<Event> = generator.story().iter().map(read).collect();
    let deletes: Vec<_> =
        story.iter().filter(|it| it.text("action") == Some("cloudantnosqldb.database.delete")).collect();
    let outcomes: Vec<_> = deletes.iter().filter_map(|it| it.text("outcome")).collect();
    assert_eq!(outcomes, ["failure", "failure", "success"]);
    let names: HashSet<_> = deletes.iter().map(|it| it.text("target.id")).collect();
    assert_eq!(names.len(), 1);
}

#[test]
fn stories_are_woven_in_where_their_time_has_come() {
    let profile = Profile { story_every: 500, late_per_mille: 0, ..Profile::starting_at(START_MS) };
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let events: Vec<_> = Generator::new(13, profile).take(5000).collect();
    assert!(events.windows(2).all(|pair| pair[0].time_ms <= pair[1].time_ms + 60_000));
    for event in events.iter().map(read) {
        *met.entry(event.text("correlationId").unwrap_or_default().to_owned()).or_insert(0) += 1;
    }
    assert!(met.iter().filter(|(id, count)| !id.is_empty() && **count >= 4).count() >= 8);
}

//! The committed catalogue is whole, and every name in it is found again.
#![cfg(feature = "catalog")]

use model::{
    catalog::{Catalog, Class, FieldType, FromKind, RegionKind, Severity},
    line::Line,
};

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

/// The names a listed name stands for: itself, or one for each service of its template.
fn spelled_out(name: &str, ids: Option<&str>) -> Vec<String> {
    let fill = |id: &str| name.replace("{service}", id);
    match ids {
        _ if !name.contains("{service}") => vec![name.to_owned()],
        Some("*") => ["kms", "cloudantnosqldb", "is.load-balancer"].map(fill).to_vec(),
        _ => catalog().databases().iter().map(|member| fill(&member.id)).collect(),
    }
}

#[test]
fn every_listed_action_is_found_under_its_own_name() {
    let mut count = 0;
    for (service, action) in catalog().actions() {
        count += 1;
        for name in spelled_out(&action.action, service.template_ids.as_deref()) {
            let known = catalog().find(&name).unwrap_or_else(|| panic!("{name} is not found"));
            assert_eq!(known.service.id, service.id, "{name}");
            assert_eq!(known.action, Some(action), "{name}");
            assert_eq!(known.current, name.as_str());
            assert!(!known.old, "{name}");
            assert_eq!(known.class(), Some(action.class));
            assert_eq!(known.summary(), Some(action.summary.as_str()));
            assert_eq!(known.severity_hint(), Some(action.severity_hint));
        }
    }
    assert_eq!(count, 363);
}

#[test]
fn every_old_name_and_variant_leads_to_its_action() {
    for (service, action) in catalog().actions() {
        let ids = service.template_ids.as_deref();
        let today = spelled_out(&action.action, ids);
        for (names, old) in [(&action.legacy, true), (&action.variants, false)] {
            for name in names.iter().flat_map(|name| spelled_out(name, ids)) {
                let known = catalog().find(&name).unwrap_or_else(|| panic!("{name} is not found"));
                assert_eq!(known.action, Some(action), "{name}");
                assert_eq!(known.old, old, "{name}");
                let nameless = known.current == name.as_str() && action.action.contains('{');
                assert!(nameless || today.iter().any(|it| *it == known.current), "{name}");
            }
        }
    }
}

#[test]
fn every_power_action_is_found_under_its_old_prefix() {
    for (service, action) in catalog().actions().filter(|(service, _)| service.id == "power-iaas") {
        let old = action.action.replace("power-iaas.", "pcloud.");
        let known = catalog().find(&old).unwrap();
        assert_eq!((known.current.as_ref(), known.old), (action.action.as_str(), true));
        assert_eq!((known.service, known.action), (service, Some(action)));
        assert_eq!(catalog().host_of(&old), Some("power-iaas"));
    }
}

/// Action → service, today's name if another, old, listed, source, platform label.
#[test]
fn odd_names_are_read_the_way_they_are_meant() {
    #[rustfmt::skip]
    let rows = [
        ("cloudantnosqldb,replicator-design-document.write", "cloudantnosqldb", "", false, true, "cloudantnosqldb", ""),
        ("cloudantnosqldb.replicator-design-document.write", "cloudantnosqldb", "cloudantnosqldb,replicator-design-document.write", false, true, "cloudantnosqldb", ""),
        ("cloudantnosqldb.sapi.apikeys", "cloudantnosqldb", "", false, true, "cloudantnosqldb", ""),
        ("cloudantnosqldb,anything.else", "cloudantnosqldb", "", false, false, "cloudantnosqldb", ""),
        ("databases-for-redis.deployment-user.update", "cloud-databases", "", false, true, "ibm-cloud-databases-prod", ""),
        ("databases-for-redis.user-password.update", "cloud-databases", "databases-for-redis.deployment-user.update", true, true, "ibm-cloud-databases-prod", ""),
        ("messages-for-rabbitmq.backup-scheduled.create", "cloud-databases", "messages-for-rabbitmq.deployment-backup.create", true, true, "ibm-cloud-databases-prod", ""),
        ("databases-for-redis.backup.restore", "cloud-databases", "", false, true, "ibm-cloud-databases-prod", ""),
        ("databases-for-newcomer.deployment-user.update", "cloud-databases", "", false, false, "ibm-cloud-databases-prod", ""),
        ("databases-for-redis.instance.create", "resource-controller", "", false, true, "databases-for-redis", "BSS"),
        ("cloudantnosqldb.key.delete", "resource-controller", "", false, true, "cloudantnosqldb", "BSS"),
        ("kms.instance.schedule_reclaim", "resource-controller", "", false, true, "kms", "BSS"),
        ("kms.tag.attach", "global-search-tagging", "", false, true, "kms", ""),
        ("global-search-tagging.tag.attach", "global-search-tagging", "", true, true, "global-search-tagging", ""),
        ("user-management.user.create", "user-management", "user-management.user.invite", true, true, "user-management", "BSS"),
        ("billing.account-mfa.set-off", "billing", "", false, true, "billing", "BSS"),
        ("pcloud.tenant.read", "power-iaas", "power-iaas.tenant.read", true, true, "power-iaas", ""),
        ("pcloud.pvm-instance.unknown", "power-iaas", "power-iaas.pvm-instance.unknown", true, true, "power-iaas", ""),
        ("pcloud.volume.rebalance", "power-iaas", "power-iaas.volume.rebalance", true, false, "power-iaas", ""),
        ("power-iaas.volume.rebalance", "power-iaas", "", false, false, "power-iaas", ""),
        ("dr-instance.start", "dr-automation", "", false, true, "dr-automation", ""),
        ("dr-instance.hibernate", "dr-automation", "", false, false, "dr-automation", ""),
        ("dr-service-broker.provision.create", "dr-automation", "", false, true, "dr-automation", ""),
        ("logdnaat.mauve.create", "logdnaat", "", false, false, "logdnaat", ""),
        ("is.load-balancer.instance.create", "resource-controller", "", false, true, "is.load-balancer", "BSS"),
    ];
    for (name, service, current, old, listed, host, platform) in rows {
        let known = catalog().find(name).unwrap_or_else(|| panic!("{name} is not found"));
        assert_eq!(known.service.id, service, "{name}");
        assert_eq!(known.current, if current.is_empty() { name } else { current });
        assert_eq!(known.old, old, "{name}");
        assert_eq!(known.action.is_some(), listed, "{name}");
        assert_eq!(catalog().host_of(name), Some(host), "{name}");
        assert_eq!(catalog().platform_of(name).unwrap_or_default(), platform, "{name}");
    }
}

#[test]
fn what_nobody_listed_is_not_known_but_has_a_source() {
    for (name, host) in [
        ("kms.secrets.read", Some("kms")),
        ("is.instance.create", Some("is")),
        ("is.key.delete", Some("is")),
        (".instance.create", None),
        ("login", None),
        ("", None),
        ("instance.create", Some("instance")),
        ("Ünïcode.instance", Some("Ünïcode")),
    ] {
        assert_eq!(catalog().find(name), None, "{name}");
        assert_eq!(catalog().host_of(name), host, "{name}");
    }
}

#[test]
fn people_read_the_name_of_the_service_the_action_was_done_in() {
    for (action, name) in [
        ("databases-for-postgresql.deployment-backup.create", Some("Databases for PostgreSQL")),
        ("databases-for-newcomer.deployment.update", Some("Cloud Databases")),
        ("cloudantnosqldb.instance.create", Some("Cloudant")),
        ("pcloud.volume.read", Some("Power Virtual Server")),
        ("dr-volume.attach", Some("DR Automation")),
        ("kms.instance.create", None),
        ("kms.tag.attach", Some("Global Search and Tagging")),
        ("nothing", None),
    ] {
        assert_eq!(catalog().service_name(action), name, "{action}");
    }
}

#[test]
fn locations_are_found_by_any_spelling() {
    assert_eq!(catalog().regions().len(), 24);
    for region in catalog().regions() {
        for name in region.aliases.iter().chain([&region.id, &region.id.to_uppercase()]) {
            assert_eq!(catalog().region(name), Some(region), "{name}");
        }
    }
    assert_eq!(catalog().region("ng").unwrap().city, "Dallas");
    assert_eq!(catalog().region("lon04").unwrap().kind, RegionKind::Datacenter);
    assert_eq!(catalog().region("mars-1"), None);
}

#[test]
fn routing_rows_are_typed_and_name_known_regions() {
    for route in catalog().routing() {
        assert!(catalog().region(&route.to).is_some(), "{}", route.to);
        assert_eq!(route.before.is_some(), route.effective_ms().is_some(), "{}", route.from);
        if route.from_kind == FromKind::Location {
            assert!(catalog().region(&route.from).is_some(), "{}", route.from);
        }
    }
    let mut redis = catalog().routing().iter().filter(|route| route.covers("databases-for-redis"));
    assert!(redis.any(|route| route.from == "osl01" && route.to == "eu-gb"));
    assert!(catalog().routing().iter().any(|route| route.effective_ms() == Some(1_706_486_400_000)));
}

#[test]
fn documented_fields_are_there_for_the_desks_own_actions() {
    let fields = catalog().documented_fields("logdnaat.streaming-logs.send");
    assert!(fields.iter().any(|field| field.path == "requestData.notificationType"));
    let key = catalog().documented_fields("logdnaat.ingestion-key.create");
    assert!(key.iter().any(|field| field.masked && field.kind == FieldType::Text));
    assert!(catalog().documented_fields("power-iaas.volume.read").is_empty());
    assert!(catalog().documented_fields("nonsense").is_empty());
}

#[test]
fn a_failure_has_the_severity_of_its_code() {
    let vocabulary = catalog().vocabulary();
    assert_eq!(vocabulary.failure_severity(403), Some(Severity::Critical));
    assert_eq!(vocabulary.failure_severity(409), Some(Severity::Warning));
    assert_eq!(vocabulary.failure_severity(404), None);
    assert_eq!(vocabulary.outcomes, ["success", "pending", "failure"]);
}

#[test]
fn the_usual_class_and_severity_come_from_the_table() {
    let known = catalog().find("cloudantnosqldb.current-throughput.read").unwrap();
    assert_eq!((known.class(), known.severity_hint()), (Some(Class::Data), Some(Severity::Normal)));
    let known = catalog().find("billing.account-mfa.set-off").unwrap();
    assert_eq!(known.severity_hint().map(Severity::as_str), Some("critical"));
}

fn labelled(action: &str, host: &str, derive_first: bool) -> Line {
    let text = format!(r#"{{"action":"{action}","severity":"normal"}}"#);
    let mut line = Line { host: host.to_owned(), text, ..Line::default() };
    if derive_first {
        line.derive();
    }
    catalog().label(&mut line);
    line.derive();
    line
}

#[test]
fn a_derived_source_gives_way_to_the_services_own_and_a_named_one_stays() {
    for (action, named, host, platform) in [
        ("databases-for-redis.deployment.update", "", "ibm-cloud-databases-prod", "ibm-cloud-databases-prod"),
        ("databases-for-redis.deployment.update", "cache", "cache", "ibm-cloud-databases-prod"),
        ("kms.instance.create", "", "kms", "BSS"),
        ("user-management.user.invite", "", "user-management", "BSS"),
        ("iam-identity.user-apikey.login", "", "iam-identity", "iam-identity"),
        ("cloudantnosqldb.tag.attach", "", "cloudantnosqldb", "global-search-tagging"),
        ("dr-volume.attach", "", "dr-automation", "dr-automation"),
        ("pcloud.volume.read", "", "power-iaas", "power-iaas"),
        ("kms.secrets.read", "", "kms", ""),
    ] {
        for derive_first in [true, false] {
            let line = labelled(action, named, derive_first);
            assert_eq!(line.host, host, "{action}");
            assert_eq!(line.labels.get("platform").map_or("", String::as_str), platform, "{action}");
        }
    }
}

#[test]
fn a_platform_label_of_the_sender_stays() {
    let text = r#"{"action":"billing.account.update"}"#.to_owned();
    let mut line = Line { text, ..Line::default() };
    line.labels.insert("platform".to_owned(), "mine".to_owned());
    catalog().label(&mut line);
    assert_eq!(line.labels["platform"], "mine");
}

#[test]
fn a_catalogue_with_an_unknown_key_is_refused() {
    assert!(Catalog::parse("{}").is_err());
    let whole = include_str!("../data/catalog.json");
    assert!(Catalog::parse(whole).is_ok());
    assert!(Catalog::parse(&whole.replacen("\"city\"", "\"town\"", 1)).is_err());
}

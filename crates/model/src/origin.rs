//! Where an event comes from, as far as the line says: what routing and the switches of sources
//! go by.

use crate::{event::crn_part, head::Head};

/// The longest id of a source, in bytes; longer ones are cut.
const SOURCE_MAX: usize = 128;

/// Where an event comes from. Empty for a line that tells nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The service name of its CRN; the catalogue knows it by the action where there is no CRN.
    pub service: String,
    /// What it says about its location: a region, a data centre, or `global`.
    pub location: String,
    /// The service instance: the instance part of the CRN, else the service where the CRN names
    /// none, else the bare name that stands for a CRN.
    pub source: String,
    /// Its action.
    pub action: String,
    /// Whether it calls itself a data event.
    pub is_data_event: bool,
}

impl Origin {
    /// Reads it from an event; the line's app may hold the CRN that the event lacks.
    pub fn read(head: Option<&Head<'_>>, app: &str) -> Self {
        let is_crn = |name: &&str| name.starts_with("crn:");
        let own = head.map(|head| &*head.log_source_crn).filter(|name| !name.is_empty());
        let name = own.or_else(|| Some(app).filter(is_crn)).unwrap_or_default();
        let part = |index| crn_part(name, index);
        let bare = Some(name).filter(|name| !name.is_empty() && !is_crn(name));
        let source = part(7).or(bare).or(part(4)).unwrap_or_default();
        // An envelope names the region beside the event; the CRN knows it better.
        let region = head.map(|head| &*head.region).unwrap_or_default();
        Self {
            service: part(4).unwrap_or_default().to_owned(),
            location: part(5).unwrap_or(region).to_owned(),
            source: source[..source.floor_char_boundary(SOURCE_MAX)].to_owned(),
            action: head.map(|head| head.action.to_string()).unwrap_or_default(),
            is_data_event: head.is_some_and(|head| head.is_data_event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, app: &str, [service, location, source]: [&str; 3]) {
        let origin = Origin::read(Head::read(text).as_ref(), app);
        assert_eq!(
            [&origin.service, &origin.location, &origin.source],
            [service, location, source],
            "{text}"
        );
    }

    #[test]
    fn an_event_tells_its_service_its_location_and_its_source() {
        let crn = "crn:v1:bluemix:public:kms:us-south:a/1:77::";
        check(&format!(r#"{{"action":"x.y.z","logSourceCRN":"{crn}"}}"#), "", ["kms", "us-south", "77"]);
        check(
            r#"{"action":"billing.a.read","logSourceCRN":"crn:v1:bluemix:public:billing:global:a/1:::"}"#,
            "",
            ["billing", "global", "billing"],
        );
        check(r#"{"action":"dr-volume.attach","logSourceCRN":"DRdemo"}"#, "", ["", "", "DRdemo"]);
        check("plain", crn, ["kms", "us-south", "77"]);
        check("plain", "an app", ["", "", ""]);
    }

    #[test]
    fn an_envelope_tells_its_region_where_the_crn_does_not() {
        let envelope = |crn: &str| {
            let meta = r#"{"serviceProviderRegion":"ng"}"#;
            format!(r#"{{"payload":{{"action":"pcloud.a.read"}},"logSourceCRN":"{crn}","meta":{meta}}}"#)
        };
        check(
            &envelope("crn:v1:bluemix:public:power-iaas:us-east:a/1:7::"),
            "",
            ["power-iaas", "us-east", "7"],
        );
        check(&envelope("crn:v1:bluemix:public:power-iaas::a/1:7::"), "", ["power-iaas", "ng", "7"]);
    }

    #[test]
    fn only_the_word_true_makes_a_data_event() {
        for (value, expected) in [("true", true), ("false", false), ("\"true\"", false), ("1", false)] {
            let text = format!(r#"{{"action":"a.b.c","dataEvent":{value}}}"#);
            assert_eq!(Origin::read(Head::read(&text).as_ref(), "").is_data_event, expected, "{value}");
        }
        assert!(!Origin::read(None, "").is_data_event);
    }
}

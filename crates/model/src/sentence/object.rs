//! What it was done to: the action's object in words, and the target's name.

use super::{PartKind, Sentence, clean, object_part, verb::Verb};
use crate::event::{self, Event};

/// What the sentence calls the thing, where the event names it.
struct Name {
    text: String,
    path: &'static str,
    /// The kind of thing the name belongs to, if that is not the action's object itself:
    /// a backup is not called `orders-prod`, its deployment is.
    owner: Option<String>,
}

/// Adds " database orders", " a backup of deployment orders-prod" or " an ingestion key".
pub(super) fn add(sentence: &mut Sentence, event: &Event, action: &str, verb: &Verb) {
    if verb.alone {
        return;
    }
    let object = object_part(action);
    let phrase = PHRASES.iter().find(|(it, ..)| *it == object);
    let noun = if verb.plural { plural(words(object)) } else { words(object) };
    let Some(name) = name(event, object) else {
        return sentence.plain(&format!(" {}", with_article(&noun, verb.indefinite)));
    };
    let owner = phrase.map(|(.., owner)| *owner).filter(|owner| !owner.is_empty());
    match owner.or(name.owner.as_deref()) {
        Some(owner) => {
            let attribute = object.strip_prefix(owner).and_then(|rest| rest.strip_prefix('-'));
            let what = words(if phrase.is_some() { object } else { attribute.unwrap_or(object) });
            let what = if verb.plural { plural(what) } else { what };
            let what = if verb.indefinite { with_article(&what, true) } else { format!("the {what}") };
            sentence.plain(&format!(" {what} of {} ", words(owner)));
        }
        // Several things do not share one name: it is that of what they belong to.
        None if is_plural(&noun) => sentence.plain(&format!(" {noun} of ")),
        None if object == "sapi" => sentence.plain(" "),
        None => sentence.plain(&format!(" {noun} ")),
    }
    sentence.add(PartKind::Target, name.text, Some(name.path));
}

fn name(event: &Event, object: &str) -> Option<Name> {
    let id = event.text("target.id").unwrap_or_default();
    let part = |index| event::crn_part(id, index);
    let named = event.text("target.name").map(clean).filter(|name| !name.is_empty());
    let Some(text) = named else { return by_id(id, object) };
    let owner = if part(6).and_then(|scope| scope.strip_prefix("a/")) == Some(&text) {
        Some("account".to_owned())
    } else if part(9) == Some(&text) {
        part(8).filter(|kind| *kind != object).map(str::to_owned)
    } else {
        owner_by_type(event, object)
    };
    Some(Name { text, path: "target.name", owner })
}

/// A target without a name: its CRN's resource, else the instance; a bare id is its own name.
fn by_id(id: &str, object: &str) -> Option<Name> {
    let path = "target.id";
    if !id.starts_with("crn:") {
        let text = clean(id);
        return (!text.is_empty()).then_some(Name { text, path, owner: None });
    }
    if let Some(resource) = event::crn_part(id, 9) {
        let owner = event::crn_part(id, 8).filter(|kind| *kind != object).map(str::to_owned);
        return Some(Name { text: clean(resource), path, owner });
    }
    let instance = event::crn_part(id, 7)?;
    let owner = (object != "instance").then(|| "instance".to_owned());
    Some(Name { text: clean(instance), path, owner })
}

/// `service/deployment/backup` for the object `deployment-backup`: the name is the
/// deployment's.
fn owner_by_type(event: &Event, object: &str) -> Option<String> {
    let mut parts = event.text("target.typeURI")?.split('/').skip(1);
    let (owner, attribute) = (parts.next()?, parts.next()?);
    let rest = object.strip_prefix(owner)?.strip_prefix('-')?;
    (rest == attribute).then(|| owner.to_owned())
}

/// The words of an object: hyphens and dots become spaces, abbreviations their usual spelling.
fn words(object: &str) -> String {
    if let Some((_, said, _)) = PHRASES.iter().find(|(it, ..)| *it == object) {
        return (*said).to_owned();
    }
    let all: Vec<&str> = object.split(['-', '.', '_', ',']).filter(|word| !word.is_empty()).collect();
    let said: Vec<&str> = all.iter().filter(|word| **word != "any").map(|word| word_of(word)).collect();
    clean(&said.join(" "))
}

fn word_of(word: &str) -> &str {
    SPELLING.iter().find(|(raw, _)| *raw == word).map_or(word, |(_, spelled)| spelled)
}

/// Objects whose words would not read as English, and what the target's name belongs to where
/// that is not the object itself.
#[rustfmt::skip]
const PHRASES: [(&str, &str, &str); 16] = [
    ("backup-ondemand", "on-demand backup", "deployment"),
    ("backup-scheduled", "scheduled backup", "deployment"),
    ("csp", "content policy report", ""),
    ("deployment-allowlist-ip-addresses", "IP allowlist", "deployment"),
    ("deployment-group", "scaling group", "deployment"),
    ("deployment-group-autoscaling", "autoscaling", "deployment"),
    ("ibm-cloud-account-status", "IBM Cloud account status", ""),
    ("placement-groups", "placement group", ""),
    ("provision", "service instance", ""),
    ("sap", "SAP server", ""),
    ("serviceendpoints", "service endpoints", "deployment"),
    ("user-identitycookie", "identity cookie", ""),
    ("user-passcode", "one-time passcode", ""),
    ("user-password", "user password", "deployment"),
    ("user-refreshtoken", "refresh token", ""),
    ("whitelisted-ips-list", "IP allowlist", "deployment"),
];

#[rustfmt::skip]
const SPELLING: [(&str, &str); 31] = [
    ("accountsettings", "account settings"), ("apikey", "API key"), ("apikeys", "API keys"), ("cors", "CORS"),
    ("csp", "CSP"), ("db", "database"), ("dbs", "databases"), ("dr", "DR"), ("iam", "IAM"), ("ibm", "IBM"),
    ("ibmid", "IBMid"), ("id", "ID"), ("identitycookie", "identity cookie"), ("ike", "IKE"), ("ip", "IP"),
    ("ipsec", "IPsec"), ("mfa", "MFA"), ("org", "organization"), ("passcode", "one-time passcode"),
    ("pvm", "PVM"), ("refreshtoken", "refresh token"), ("sap", "SAP"), ("sapi", "service API"), ("serviceendpoints", "service endpoints"),
    ("serviceid", "service ID"), ("ssh", "SSH"), ("trustedprofile", "trusted profile"), ("url", "URL"),
    ("uuid", "UUID"), ("uuids", "UUIDs"), ("vpn", "VPN"),
];

/// Nouns there is only one of, or that are not counted.
const MASS: [&str; 7] = ["archiving", "capacity", "info", "security", "status", "throughput", "usage"];

fn is_plural(noun: &str) -> bool {
    noun.ends_with('s') && !["as", "is", "ss", "us"].iter().any(|end| noun.ends_with(end))
}

fn plural(noun: String) -> String {
    match noun.strip_suffix('y') {
        _ if is_plural(&noun) => noun,
        Some(stem) => format!("{stem}ies"),
        None => noun + "s",
    }
}

/// "a backup", "an API key", "the user", "streaming logs".
fn with_article(noun: &str, indefinite: bool) -> String {
    if is_plural(noun) {
        return noun.to_owned();
    }
    if !indefinite || MASS.iter().any(|end| noun.ends_with(end)) {
        return format!("the {noun}");
    }
    // Spoken "you-": a user, a UUID. Abbreviations read letter by letter: an SSH key.
    let first = noun.chars().next().unwrap_or_default();
    let spelled = ["SSH", "IP", "IKE", "IAM", "IBM", "API", "ID", "MFA", "SAP"];
    let vowel = match noun.split(' ').next() {
        Some("one-time" | "usage" | "user" | "users" | "UUID" | "URL") => false,
        Some(word) if spelled.contains(&word) => word != "SAP",
        _ => "aeiouAEIOU".contains(first),
    };
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_words_in_their_usual_spelling() {
        assert_eq!(words("deployment-allowlist-ip-addresses"), "IP allowlist");
        assert_eq!(words("ike-policy"), "IKE policy");
        assert_eq!(words("serviceid-apikey"), "service ID API key");
        assert_eq!(words("any-document"), "document");
        assert_eq!(words("load-balancer.listener"), "load balancer listener");
    }

    #[test]
    fn nouns_take_the_article_they_are_spoken_with() {
        for (noun, one, that) in [
            ("backup", "a backup", "the backup"),
            ("user", "a user", "the user"),
            ("SSH key", "an SSH key", "the SSH key"),
            ("account alias", "an account alias", "the account alias"),
            ("account status", "the account status", "the account status"),
            ("streaming logs", "streaming logs", "streaming logs"),
        ] {
            assert_eq!((with_article(noun, true).as_str(), with_article(noun, false).as_str()), (one, that));
        }
    }
}

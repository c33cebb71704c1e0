//! Who acts: some hundred invented people, programs, trusted profiles and the platform itself.

use crate::dice::{Dice, Weights, uuid_text};

/// Which kind of initiator an action usually has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A person at a browser or a shell.
    Person,
    /// A program with a service id.
    Program,
    /// A person who took on a trusted profile.
    Profile,
    /// The platform.
    System,
    /// A person or a program.
    Anyone,
}

/// One initiator, written out: the flat form once for each address it uses.
#[derive(Debug)]
pub(crate) struct Initiator {
    pub(crate) id: String,
    /// The `initiator` objects in the current form.
    pub(crate) flat: Vec<String>,
    /// The `initiator` object of older events.
    pub(crate) old: String,
}

/// Everybody, by kind.
#[derive(Debug)]
pub(crate) struct Cast {
    people: Vec<Initiator>,
    programs: Vec<Initiator>,
    profiles: Vec<Initiator>,
    systems: Vec<Initiator>,
    often: [Weights; 2],
}

const FIRST: [&str; 20] = [
    "ana", "ben", "chiara", "diego", "elif", "farid", "greta", "hiro", "ines", "jonas", "keiko", "lena",
    "marek", "nadia", "oskar", "priya", "quentin", "rosa", "sven", "tomas",
];
const LAST: [&str; 14] = [
    "lindqvist",
    "okafor",
    "rossi",
    "moreno",
    "yilmaz",
    "haddad",
    "vogel",
    "tanaka",
    "costa",
    "weber",
    "sato",
    "novak",
    "patel",
    "berg",
];
const PROGRAMS: [&str; 16] = [
    "nightly-export",
    "orders-api",
    "billing-sync",
    "search-indexer",
    "terraform-ci",
    "backup-runner",
    "inventory-api",
    "log-shipper",
    "report-builder",
    "session-store",
    "catalog-import",
    "replicator",
    "image-mirror",
    "cost-watcher",
    "access-review",
    "queue-worker",
];
const STAGES: [&str; 4] = ["prod", "stage", "test", "dev"];
const BROWSERS: [&str; 6] = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
    "ibmcloud-cli/2.28.0",
    "curl/8.9.1",
];
const LIBRARIES: [&str; 6] = [
    "cloudant-python-sdk/0.9.0",
    "cloudant-node-sdk/0.10.0",
    "terraform-provider/1.70.0",
    "Go-http-client/2.0",
    "python-requests/2.32.3",
    "okhttp/4.12.0",
];

impl Cast {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let mut people: Vec<_> =
            FIRST.iter().flat_map(|first| LAST.iter().map(move |last| (first, last))).collect();
        // Mixed, so that those who do most do not share a first name.
        for at in (1..people.len()).rev() {
            people.swap(at, dice.below(at + 1));
        }
        let people: Vec<Initiator> =
            people.iter().enumerate().map(|(number, name)| person(dice, number, name)).collect();
        let programs: Vec<Initiator> = STAGES
            .iter()
            .flat_map(|stage| PROGRAMS.iter().map(move |name| format!("{name}-{stage}")))
            .map(|name| program(dice, name))
            .collect();
        let profiles = ["auditors", "operators", "on-call", "break-glass", "network-team", "finance"]
            .iter()
            .flat_map(|name| (0..3).map(move |_| *name))
            .map(|name| profile(dice, name))
            .collect();
        let systems = ["IBM", "Cloud Databases", "Power Virtual Server"].map(system).into();
        let often = [Weights::zipf(people.len()), Weights::zipf(programs.len())];
        Self { people, programs, profiles, systems, often }
    }

    pub(crate) fn pick(&self, dice: &mut Dice, role: Role) -> &Initiator {
        match role {
            Role::Person => &self.people[self.often[0].pick(dice)],
            Role::Program => &self.programs[self.often[1].pick(dice)],
            Role::Profile => dice.one_by_rank(&self.profiles),
            Role::System => dice.one_by_rank(&self.systems),
            Role::Anyone => {
                let role = if dice.per_mille(550) { Role::Program } else { Role::Person };
                self.pick(dice, role)
            }
        }
    }
}

/// What the parts of an initiator are before they are written.
struct Sketch<'a> {
    id: String,
    name: String,
    type_uri: &'a str,
    authn: [String; 2],
    agent: &'a str,
    credential: &'a str,
}

fn person(dice: &mut Dice, number: usize, (first, last): &(&&str, &&str)) -> Initiator {
    let agent = dice.one_by_rank(&BROWSERS);
    let credential = if agent.starts_with("Mozilla") { "token" } else { "apikey" };
    // Some accounts show a name instead of an address.
    let name = match number % 23 {
        7 => "Zoé Þórsdóttir".to_owned(),
        15 => "Łukasz Żółkiewski".to_owned(),
        _ => format!("{first}.{last}@example.com"),
    };
    let id = format!("IBMid-11{:08X}", dice.word() >> 32);
    let type_uri = "service/security/account/user";
    let sketch = Sketch { id, name, type_uri, authn: [String::new(), String::new()], agent, credential };
    let addresses = match dice.below(12) {
        0 => vec![(format!("2001:db8:{:x}::{:x}", 0x1000 + number, dice.below(65_535)), "IPv6")],
        1..4 => vec![(address(dice), "IPv4"), (address(dice), "IPv4")],
        _ => vec![(address(dice), "IPv4")],
    };
    sketch.write(&addresses)
}

fn program(dice: &mut Dice, name: String) -> Initiator {
    let agent = dice.one_by_rank(&LIBRARIES);
    let id = format!("iam-ServiceId-{}", uuid_text(dice.uuid()));
    let addresses = if dice.per_mille(450) { (String::new(), "CSE") } else { (address(dice), "IPv4") };
    Sketch {
        id,
        name,
        type_uri: "service/security/account/serviceid",
        authn: [String::new(), String::new()],
        agent,
        credential: "apikey",
    }
    .write(&[addresses])
}

fn profile(dice: &mut Dice, name: &str) -> Initiator {
    let agent = dice.one_by_rank(&BROWSERS);
    let person = format!("{}.{}@example.com", dice.one(&FIRST), dice.one(&LAST));
    Sketch {
        id: format!("iam-Profile-{}", uuid_text(dice.uuid())),
        name: name.to_owned(),
        type_uri: "service/security/account/user",
        authn: [format!("IBMid-11{:08X}", dice.word() >> 32), person],
        agent,
        credential: "token",
    }
    .write(&[(address(dice), "IPv4")])
}

fn system(name: &str) -> Initiator {
    Sketch {
        id: "iam-ServiceId-00000000-0000-4000-8000-0000000000aa".to_owned(),
        name: name.to_owned(),
        type_uri: "service/security/account/serviceid",
        authn: [String::new(), String::new()],
        agent: "",
        credential: "token",
    }
    .write(&[(String::new(), "IPv4")])
}

/// An address nobody has: one of the three ranges kept for documentation.
pub(crate) fn address(dice: &mut Dice) -> String {
    let range = dice.one(&["192.0.2", "198.51.100", "203.0.113"]);
    format!("{range}.{}", 1 + dice.below(254))
}

impl Sketch<'_> {
    fn write(self, addresses: &[(String, &str)]) -> Initiator {
        let Self { id, name, type_uri, authn: [authn_id, authn_name], agent, credential } = self;
        let head = format!(r#"{{"id":"{id}","name":"{name}","typeURI":"{type_uri}","#);
        let flat = addresses.iter().map(|(address, kind)| {
            format!(
                r#"{head}"authnId":"{authn_id}","authnName":"{authn_name}","host":{{"agent":"{agent}","address":"{address}","addressType":"{kind}"}},"credential":{{"type":"{credential}"}}}}"#
            )
        });
        let flat = flat.collect();
        let address = addresses.first().map(|(address, _)| address.as_str()).unwrap_or_default();
        let old = format!(
            r#"{head}"host":{{"agent":"{agent}","address":"{address}"}},"credential":{{"type":"{credential}"}}}}"#
        );
        Initiator { id, flat, old }
    }
}

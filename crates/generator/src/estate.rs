//! What is acted upon: service instances and the things inside them.

use crate::{
    dice::{Dice, uuid_text},
    profile::Profile,
    recipe::{Kind, Recipe},
};

/// One service instance.
#[derive(Debug)]
struct Instance {
    service: &'static str,
    name: String,
    /// Its CRN up to the instance's id.
    crn: String,
    group: usize,
}

/// Everything of the account that events name.
#[derive(Debug)]
pub(crate) struct Estate {
    instances: Vec<Instance>,
    account: String,
    pub(crate) groups: [String; 3],
}

/// What one event is about.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// `logSourceCRN`.
    pub(crate) source: String,
    pub(crate) id: String,
    pub(crate) name: String,
    /// Which resource group it is in, if any.
    pub(crate) group: Option<usize>,
}

/// How many instances each service has.
const INSTANCES: [(&str, usize, &str); 5] = [
    ("cloudantnosqldb", 12, "docs"),
    ("databases-for-postgresql", 16, "pg"),
    ("databases-for-redis", 10, "cache"),
    ("databases-for-mongodb", 8, "mongo"),
    ("power-iaas", 6, "workspace"),
];
/// Objects a Power workspace has once, so that it lends them its name.
const OF_WORKSPACE: [&str; 4] = ["event", "storage-capacity", "system-pools", "tenant"];
const TOPICS: [&str; 12] = [
    "orders",
    "sessions",
    "catalog",
    "customers",
    "invoices",
    "events",
    "inventory",
    "search",
    "reports",
    "billing",
    "stock",
    "profiles",
];
const SITES: [&str; 3] = ["prod", "stage", "test"];
const DRILLS: [&str; 4] = ["DRdemo_east42", "DRdemo_west17", "DRerp_main", "DRbank_core"];

impl Estate {
    pub(crate) fn new(dice: &mut Dice, profile: &Profile) -> Self {
        let account = profile.account.clone();
        let group = |dice: &mut Dice| {
            format!(
                "crn:v1:bluemix:public:resource-controller::a/{account}::resource-group:{:032x}",
                dice.uuid()
            )
        };
        let groups = [group(dice), group(dice), group(dice)];
        let mut instances = Vec::new();
        for (service, count, word) in INSTANCES {
            for number in 0..count {
                let location = profile.locations.get(number % profile.locations.len().max(1));
                let location = location.map_or("us-south", String::as_str);
                let guid = uuid_text(dice.uuid());
                instances.push(Instance {
                    service,
                    name: format!("{}-{word}-{}", TOPICS[number % TOPICS.len()], SITES[number % 3]),
                    crn: format!("crn:v1:bluemix:public:{service}:{location}:a/{account}:{guid}"),
                    group: number % 3,
                });
            }
        }
        Self { instances, account, groups }
    }

    pub(crate) fn pick(&self, dice: &mut Dice, recipe: &Recipe) -> Target {
        match recipe.kind {
            Kind::Account => self.of_account(dice, recipe),
            Kind::Recovery => {
                let id = (*dice.one_by_rank(&DRILLS)).to_owned();
                let name = resource(dice, recipe.object.trim_start_matches("dr-"));
                Target { source: id.clone(), id, name, group: None }
            }
            _ => self.of_instance(dice, recipe),
        }
    }

    fn of_instance(&self, dice: &mut Dice, recipe: &Recipe) -> Target {
        let start = self.instances.partition_point(|it| rank(it.service) < rank(&recipe.service));
        let rest = self.instances.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|it| it.service == recipe.service).count();
        let Some(list) = rest.get(..count).filter(|list| !list.is_empty()) else {
            return self.of_account(dice, recipe);
        };
        let instance = dice.one_by_rank(list);
        let inside = match recipe.kind {
            Kind::Cloudant => database(dice, &recipe.object),
            _ => None,
        };
        let (id, name) = match (inside, recipe.kind) {
            (Some(name), _) => (format!("{}:database:{name}", instance.crn), name),
            (None, Kind::Power) if !OF_WORKSPACE.contains(&recipe.object.as_str()) => {
                (format!("{}::", instance.crn), resource(dice, &recipe.object))
            }
            (None, _) => (format!("{}::", instance.crn), instance.name.clone()),
        };
        Target { source: format!("{}::", instance.crn), id, name, group: Some(instance.group) }
    }

    fn of_account(&self, dice: &mut Dice, recipe: &Recipe) -> Target {
        let Self { account, .. } = self;
        let head = format!("crn:v1:bluemix:public:{}:global:a/{account}:", recipe.service);
        let source = format!("{head}::");
        let named = |dice: &mut Dice, kind: &str, prefix: &str, name: String| {
            let id = format!("{head}:{kind}:{prefix}{}", uuid_text(dice.uuid()));
            Target { source: source.clone(), id, name, group: None }
        };
        match recipe.object.as_str() {
            "group" | "member" | "members" | "rule" | "rules" => {
                let name =
                    format!("{}-{}", dice.one_by_rank(&TOPICS), dice.one(&["admins", "readers", "writers"]));
                named(dice, "access-group", "AccessGroupId-", name)
            }
            "policy" => named(dice, "policy", "", String::new()),
            "user-apikey" | "serviceid-apikey" => {
                let name = format!("{}-key", dice.one_by_rank(&TOPICS));
                named(dice, "apikey", "ApiKey-", name)
            }
            "account-serviceid" => {
                let name = format!("{}-api", dice.one_by_rank(&TOPICS));
                named(dice, "serviceid", "ServiceId-", name)
            }
            "user" | "user-invitation" | "user-setting" | "user-realm" => {
                let name = format!("guest{}@example.com", 1 + dice.below(60));
                Target { id: source.clone(), source, name, group: None }
            }
            "user-refreshtoken" | "user-identitycookie" | "user-passcode" | "trustedprofile-apikey" => {
                Target { id: source.clone(), source, name: String::new(), group: None }
            }
            _ => Target { id: source.clone(), source, name: account.clone(), group: None },
        }
    }
}

/// The place of a service in the list of instances, which is in the order of the table.
fn rank(service: &str) -> usize {
    INSTANCES.iter().position(|(id, ..)| *id == service).unwrap_or(INSTANCES.len())
}

/// The database a Cloudant event is about, unless it is about the instance.
fn database(dice: &mut Dice, object: &str) -> Option<String> {
    if object.starts_with("replicator") || object == "replication" {
        return Some("_replicator".to_owned());
    }
    if object.starts_with("users") {
        return Some("_users".to_owned());
    }
    if !object.contains("document") && !object.contains("database") {
        return None;
    }
    let topic = *dice.one_by_rank(&TOPICS);
    Some(match dice.below(24) {
        year @ 1..9 => format!("{topic}-{}", 2016 + year),
        9 => format!("{topic}-archive"),
        _ => topic.to_owned(),
    })
}

/// What a server, a volume or a network of that name could be called.
fn resource(dice: &mut Dice, object: &str) -> String {
    let system = *dice.one_by_rank(&["erp", "crm", "hr", "mes", "wms"]);
    let number = 1 + dice.below(24);
    match object {
        "pvm-instance" | "pvm-instance-network" | "instance" => format!("{system}-app-{number:02}"),
        "volume" => format!("{system}-data-{number:02}"),
        "image" => format!("{}-{system}", dice.one(&["aix-7300", "rhel-9", "sles-15"])),
        "network" | "port" => format!("vlan-{number}"),
        "ssh-key" | "tenant-ssh" => format!("{system}-key-{number}"),
        "sap" => format!("s4h-{system}"),
        "cloud-connection" | "vpn" | "vpn-connection" => format!("link-{number}"),
        _ => format!("{system}-{object}-{number}"),
    }
}

//! Which actions happen, how often, and what their events have in common.

use std::collections::HashMap;

use model::{
    catalog::{Action, ActionStatus, Catalog, Class, Service},
    event,
};

use crate::{
    cast::Role,
    dice::{Dice, Weights},
};

/// Which sort of target and data an action's events have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Cloudant,
    Database,
    Power,
    Recovery,
    /// A service instance of another service, handled by the platform.
    Instance,
    /// Something of the account: no location, no instance.
    Account,
}

/// One action, with everything its events share.
#[derive(Debug)]
pub(crate) struct Recipe {
    pub(crate) action: String,
    /// An older name under which some events still arrive.
    pub(crate) old_name: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) role: Role,
    /// The service name of its CRNs.
    pub(crate) service: String,
    pub(crate) object: String,
    pub(crate) verb: String,
    pub(crate) type_uri: String,
    /// How its message begins: `Cloudant: read any-document`.
    pub(crate) said: String,
    pub(crate) data: bool,
    /// Severity of a success.
    pub(crate) severity: &'static str,
}

/// All of them, with how often each is met.
#[derive(Debug)]
pub(crate) struct Recipes {
    list: Vec<Recipe>,
    often: Weights,
    by_name: HashMap<String, usize>,
}

/// Services with their share of all events, in per mille, and for templates the services that
/// stand for `{service}`. Those not named here send nothing.
const SHARES: [(&str, Kind, u64, &[&str]); 11] = [
    ("cloudantnosqldb", Kind::Cloudant, 380, &[]),
    (
        "cloud-databases",
        Kind::Database,
        120,
        &["databases-for-postgresql", "databases-for-redis", "databases-for-mongodb"],
    ),
    ("power-iaas", Kind::Power, 130, &[]),
    ("dr-automation", Kind::Recovery, 25, &[]),
    ("iam-identity", Kind::Account, 210, &[]),
    ("iam-groups", Kind::Account, 35, &[]),
    ("iam-am", Kind::Account, 15, &[]),
    ("resource-controller", Kind::Instance, 30, &["cloudantnosqldb"]),
    ("user-management", Kind::Account, 25, &[]),
    ("billing", Kind::Account, 20, &[]),
    ("global-search-tagging", Kind::Account, 10, &["cloudantnosqldb"]),
];

/// What only few accounts ever do: enterprise templates, platform-internal calls.
const UNUSUAL: [&str; 5] = ["-template.", "sapi.", "enterprise", "ibmid-login", "migrate"];

impl Recipes {
    pub(crate) fn from_catalog() -> Self {
        let mut recipes = Self { list: Vec::new(), often: Weights::default(), by_name: HashMap::new() };
        for (id, kind, share, stand_ins) in SHARES {
            let services = Catalog::embedded().services().iter().filter(|service| service.id == id);
            let found: Vec<Recipe> =
                services.flat_map(|service| of_service(service, kind, stand_ins)).collect();
            let sum: u64 = found.iter().map(weight).sum::<u64>().max(1);
            for recipe in found {
                recipes.often.push((share * 1_000_000 * weight(&recipe) / sum).max(1));
                recipes.by_name.insert(recipe.action.clone(), recipes.list.len());
                recipes.list.push(recipe);
            }
        }
        recipes
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn pick(&self, dice: &mut Dice) -> &Recipe {
        &self.list[self.often.pick(dice)]
    }

    /// The recipe of an action, if it is one of these.
    pub(crate) fn named(&self, action: &str) -> Option<&Recipe> {
        self.by_name.get(action).and_then(|at| self.list.get(*at))
    }
}

fn of_service<'a>(
    service: &'a Service,
    kind: Kind,
    stand_ins: &'a [&'a str],
) -> impl Iterator<Item = Recipe> + 'a {
    let usual = |action: &&Action| {
        action.status == ActionStatus::Active && !UNUSUAL.iter().any(|it| action.action.contains(it))
    };
    service.actions.iter().filter(usual).flat_map(move |action| {
        let names: &[&str] = if action.action.contains("{service}") { stand_ins } else { &[""] };
        names.iter().map(move |name| recipe(service, action, kind, name))
    })
}

/// What the events of an action have in common, by any of its names; `old_name` is the name asked
/// for, where that is an older one.
pub(crate) fn of_action(name: &str) -> Option<Recipe> {
    let known = Catalog::embedded().find(name)?;
    let shares = SHARES.iter().find(|(id, ..)| *id == known.service.id);
    let kind = shares.map_or(Kind::Account, |(_, kind, ..)| *kind);
    let subject = event::service_of_action(&known.current).unwrap_or_default();
    let mut recipe = recipe(known.service, known.action?, kind, subject);
    recipe.old_name = known.old.then(|| name.to_owned());
    if !known.old {
        // It may be another spelling of today's name.
        name.clone_into(&mut recipe.action);
    }
    Some(recipe)
}

fn recipe(service: &Service, action: &Action, kind: Kind, stand_in: &str) -> Recipe {
    let name = action.action.replace("{service}", stand_in);
    let verb = event::verb_of_action(&name).unwrap_or_default().to_owned();
    let first = event::service_of_action(&name).unwrap_or_default();
    let end = name.len() - verb.len() - 1;
    let object = name.get(first.len() + 1..end).filter(|it| !it.is_empty()).unwrap_or(first).to_owned();
    let type_uri = match object.strip_prefix("deployment-") {
        Some(attribute) => format!("{first}/deployment/{attribute}"),
        None if object == first => object.clone(),
        None => format!("{first}/{object}"),
    };
    let title = match kind {
        Kind::Recovery => "disaster-recovery-service",
        _ => Catalog::embedded().service_name(&name).unwrap_or(&service.name),
    };
    let old_name = match kind {
        Kind::Power => Some(name.replacen("power-iaas.", "pcloud.", 1)),
        Kind::Database => action.legacy.last().map(|old| old.replace("{service}", stand_in)),
        _ => None,
    };
    Recipe {
        said: format!("{title}: {verb} {object}"),
        role: role(kind, &object, &verb, action.class),
        service: first.to_owned(),
        data: action.class == Class::Data,
        severity: action.severity_hint.as_str(),
        action: name,
        old_name,
        kind,
        object,
        verb,
        type_uri,
    }
}

fn role(kind: Kind, object: &str, verb: &str, class: Class) -> Role {
    match (kind, object, verb) {
        (_, "serviceid-apikey", "login") => Role::Program,
        (_, "trustedprofile-apikey", "login") => Role::Profile,
        (Kind::Database, "deployment-backup" | "deployment-group-autoscaling" | "deployment-volumes", _) => {
            Role::System
        }
        (Kind::Cloudant, "volumes", _) => Role::System,
        (Kind::Cloudant, ..) if class == Class::Data => Role::Anyone,
        (Kind::Power | Kind::Cloudant | Kind::Instance, ..) => Role::Anyone,
        _ => Role::Person,
    }
}

/// How often an action is met beside the others of its service.
fn weight(recipe: &Recipe) -> u64 {
    let usual = match recipe.verb.as_str() {
        "read" | "view" => 120,
        "list" => 100,
        "login" => 900,
        "write" => 60,
        "create" | "add" => 24,
        "update" | "configure" => 18,
        "attach" | "start" | "stop" | "snapshot" => 14,
        "delete" | "revoke" | "remove" => 4,
        _ => 6,
    };
    usual
        * match recipe.object.as_str() {
            "any-document" => 40,
            "data-document" => 30,
            "deployment-backup" => 12,
            "session" | "iam-session" | "user-refreshtoken" | "pvm-instance" => 3,
            _ => 1,
        }
}

//! Short runs of events worth finding: a stolen session, an opened database, a broken backup,
//! a recovery drill, somebody who left.

use crate::{
    cast::{Cast, Initiator, Role, address},
    compose::Act,
    dice::Dice,
    ending::{self, Ending},
    estate::{Estate, Target},
    recipe::{Kind, Recipe, Recipes},
};

/// One step: seconds since the last one, the action, how it ends, and its request if that
/// matters.
type Step = (i64, &'static str, End, &'static str);

/// A script: who acts, whether from an address that is not theirs, and what happens.
struct Script {
    role: Role,
    elsewhere: bool,
    steps: &'static [Step],
}

#[derive(Clone, Copy)]
enum End {
    Well,
    Later,
    Badly(u16),
}

use End::{Badly, Later, Well};

/// An administrator's policy for oneself.
const SELF_POLICY: &str = r#"{"policy":{"type":"access","roles":[{"role_id":"crn:v1:bluemix:public:iam::::role:Administrator"}],"resources":[{"attributes":[{"name":"serviceName","value":"cloudantnosqldb"}]}]}}"#;

const SCRIPTS: [Script; 5] = [
    // A session is used from a strange address: looking round, refused, helping oneself.
    Script {
        role: Role::Person,
        elsewhere: true,
        steps: &[
            (0, "iam-identity.user-refreshtoken.login", Well, ""),
            (9, "iam-groups.groups.list", Well, ""),
            (14, "iam-groups.members.list", Well, ""),
            (31, "cloudantnosqldb.database-security.read", Well, ""),
            (22, "cloudantnosqldb.database.delete", Badly(403), ""),
            (6, "cloudantnosqldb.database.delete", Badly(403), ""),
            (48, "iam-am.policy.create", Well, SELF_POLICY),
            (75, "cloudantnosqldb.database.delete", Well, ""),
            (40, "iam-identity.user-apikey.create", Well, r#"{"name":"temp","store_value":false}"#),
            (12, "iam-identity.user.logout", Well, ""),
        ],
    },
    // A database is opened to a whole network, after the console said it was not allowed.
    Script {
        role: Role::Person,
        elsewhere: false,
        steps: &[
            (0, "iam-identity.user-refreshtoken.login", Well, ""),
            (
                20,
                "databases-for-postgresql.deployment-allowlist-ip-addresses.update",
                Badly(403),
                r#"{"dry_run":true,"ip_address":{"address":"203.0.113.0/24","description":"temporary"}}"#,
            ),
            (90, "iam-groups.member.add", Well, ""),
            (
                45,
                "databases-for-postgresql.deployment-allowlist-ip-addresses.update",
                Well,
                r#"{"ip_address":{"address":"203.0.113.0/24","description":"temporary"}}"#,
            ),
            (
                30,
                "databases-for-postgresql.deployment-user.create",
                Well,
                r#"{"username":"tmp_export","type":"database"}"#,
            ),
            (
                8,
                "databases-for-postgresql.deployment.update",
                Well,
                r#"{"service_endpoints":"public-and-private"}"#,
            ),
        ],
    },
    // A backup that will not work.
    Script {
        role: Role::System,
        elsewhere: false,
        steps: &[
            (
                0,
                "databases-for-postgresql.deployment-backup.create",
                Badly(500),
                r#"{"type":"scheduled","attempt":1}"#,
            ),
            (
                300,
                "databases-for-postgresql.deployment-backup.create",
                Badly(503),
                r#"{"type":"scheduled","attempt":2}"#,
            ),
            (
                300,
                "databases-for-postgresql.deployment-backup.create",
                Badly(500),
                r#"{"type":"scheduled","attempt":3}"#,
            ),
            (
                600,
                "databases-for-postgresql.deployment-backup.create",
                Badly(503),
                r#"{"type":"scheduled","attempt":4}"#,
            ),
        ],
    },
    // A recovery drill that goes wrong before it goes right.
    Script {
        role: Role::Person,
        elsewhere: false,
        steps: &[
            (0, "dr-instance.read", Well, ""),
            (30, "dr-instance.start", Later, ""),
            (280, "dr-instance.start", Well, ""),
            (60, "dr-volume.attach", Badly(504), ""),
            (330, "dr-volume.attach", Well, ""),
            (20, "dr-cloud-connection.update", Badly(502), r#"{"speedMbps":5000}"#),
            (900, "dr-volume.detach", Well, ""),
            (15, "dr-instance.stop", Well, ""),
        ],
    },
    // Somebody leaves and loses every access, one after the other.
    Script {
        role: Role::Person,
        elsewhere: false,
        steps: &[
            (0, "user-management.user.read", Well, ""),
            (12, "iam-groups.member.delete", Well, ""),
            (5, "iam-groups.member.delete", Well, ""),
            (20, "iam-am.policy.delete", Well, ""),
            (15, "iam-identity.user-apikey.delete", Well, ""),
            (25, "user-management.user.delete", Well, ""),
        ],
    },
];

/// The acts of a story that begins at `start_ms`; `number` turns through the scripts.
pub(crate) fn tell<'a>(
    number: u64,
    start_ms: i64,
    dice: &mut Dice,
    recipes: &'a Recipes,
    cast: &'a Cast,
    estate: &Estate,
) -> Vec<Act<'a>> {
    let script = &SCRIPTS[(number.saturating_sub(1) % SCRIPTS.len() as u64) as usize];
    let who = cast.pick(dice, script.role);
    let home = script.elsewhere.then(|| from_elsewhere(who, &address(dice)));
    let correlation = dice.uuid();
    let mut time_ms = start_ms;
    let mut targets: Vec<(&Recipe, Target)> = Vec::new();
    let mut acts = Vec::new();
    for (after_s, action, end, request) in script.steps {
        let Some(recipe) = recipes.named(action) else { continue };
        time_ms += after_s * 1000 + dice.between(0, 4000);
        acts.push(Act {
            time_ms,
            recipe,
            who,
            home: home.clone(),
            target: same_or_new(&mut targets, recipe, dice, estate),
            ending: end.of(recipe, dice),
            correlation,
            legacy: false,
            request: (!request.is_empty()).then(|| (*request).to_owned()),
        });
    }
    acts
}

impl End {
    fn of(self, recipe: &Recipe, dice: &mut Dice) -> Ending {
        match self {
            Well => ending::success(recipe),
            Later => ending::pending(recipe),
            Badly(code) => ending::failure(code, dice.below(2)),
        }
    }
}

/// Within a story the things of one service stay the same: the database that could not be
/// deleted is the one that is deleted. In a recovery only the site stays.
fn same_or_new<'a>(
    targets: &mut Vec<(&'a Recipe, Target)>,
    recipe: &'a Recipe,
    dice: &mut Dice,
    estate: &Estate,
) -> Target {
    let one_thing = matches!(recipe.kind, Kind::Cloudant | Kind::Database);
    let alike = |it: &Recipe| it.object == recipe.object || one_thing && it.kind == recipe.kind;
    if let Some((_, target)) = targets.iter().find(|(it, _)| alike(it)) {
        return target.clone();
    }
    let mut target = estate.pick(dice, recipe);
    if recipe.kind == Kind::Recovery
        && let Some((_, other)) = targets.iter().find(|(it, _)| it.kind == recipe.kind)
    {
        (target.source, target.id) = (other.source.clone(), other.id.clone());
    }
    targets.push((recipe, target.clone()));
    target
}

/// The initiator with another address and an unusual agent.
fn from_elsewhere(who: &Initiator, address: &str) -> String {
    let usual = who.flat.first().map(String::as_str).unwrap_or_default();
    let Some((before, rest)) = usual.split_once(r#""host":{"#) else { return usual.to_owned() };
    let after = rest.split_once('}').map(|(_, after)| after).unwrap_or_default();
    format!(
        r#"{before}"host":{{"agent":"python-requests/2.32.3","address":"{address}","addressType":"IPv4"}}{after}"#
    )
}

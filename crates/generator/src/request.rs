//! What was asked for and answered: `requestData` and `responseData`, nested as services do.

use std::fmt::{self, Write};

use crate::{
    compose::Act,
    dice::{Dice, uuid_text},
    recipe::Kind,
};

/// Writes the request of an act, `null` where the service sends none.
pub(crate) fn write_request(out: &mut String, act: &Act<'_>, dice: &mut Dice) -> fmt::Result {
    if let Some(request) = &act.request {
        return out.write_str(request);
    }
    let name = &act.target.name;
    match act.recipe.kind {
        Kind::Cloudant => cloudant(out, act, dice),
        Kind::Database => database(out, act, dice),
        Kind::Power => power(out, act, dice),
        Kind::Recovery => {
            let drill = dice.per_mille(700);
            write!(
                out,
                r#"{{"instance":"{name}","drill":{drill},"requestedBy":"runbook-{}"}}"#,
                dice.below(40)
            )
        }
        Kind::Instance => {
            let (plan, key) = (uuid_text(dice.uuid()), uuid_text(dice.uuid()));
            write!(
                out,
                r#"{{"name":"{name}","resource_plan_id":"{plan}","allow_cleanup":false,"parameters":{{"legacyCredentials":false,"environment":{{"crn":"","encryption":{{"key":"{key}"}}}}}}}}"#
            )
        }
        Kind::Account => account(out, act, dice),
    }
}

/// Writes the answer.
pub(crate) fn write_response(out: &mut String, act: &Act<'_>, dice: &mut Dice) -> fmt::Result {
    let (code, why) = (act.ending.code, act.ending.why);
    match (act.recipe.kind, act.recipe.verb.as_str()) {
        _ if code >= 400 && dice.per_mille(400) => write!(out, r#"{{"code":{code},"error":"{why}"}}"#),
        _ if code >= 400 => out.write_str("null"),
        (Kind::Cloudant, "read") => write!(out, r#"{{"bytes":{}}}"#, 64 + dice.below(1 << 14)),
        (Kind::Cloudant, "write") => {
            let (times, hash) = (1 + dice.below(30), dice.word() >> 32);
            write!(out, r#"{{"ok":true,"rev":"{times}-{hash:08x}"}}"#)
        }
        (Kind::Database, _) => {
            let task = uuid_text(dice.uuid());
            write!(out, r#"{{"task":{{"id":"{task}","status":"running","progress_percent":0}}}}"#)
        }
        (Kind::Power, "read") => power_list(out, act, dice),
        (Kind::Power, "create") => {
            let id = uuid_text(dice.uuid());
            write!(out, r#"{{"id":"{id}","status":"BUILD","health":{{"status":"PENDING","reason":""}}}}"#)
        }
        (Kind::Recovery, "start" | "stop") => out.write_str(r#"{"status":"ACTIVE"}"#),
        _ => out.write_str("null"),
    }
}

fn cloudant(out: &mut String, act: &Act<'_>, dice: &mut Dice) -> fmt::Result {
    let name = &act.target.name;
    match (act.recipe.object.as_str(), act.recipe.verb.as_str()) {
        ("any-document" | "data-document" | "local-document", _) => {
            write!(out, r#"{{"db":"{name}","id":"{:x}-{:06}"}}"#, dice.word() >> 40, dice.below(1_000_000))
        }
        ("replication", "write") => {
            let every = 5 + dice.below(55);
            write!(
                out,
                r#"{{"source":{{"url":"https://docs.example.com/orders","auth":{{"iam":{{"api_key":"********"}}}}}},"target":{{"url":"https://copy.example.com/orders"}},"continuous":false,"checkpoint_interval":{every}}}"#
            )
        }
        ("database-security", "write") => out.write_str(
            r#"{"admins":{"names":[],"roles":["_admin"]},"members":{"names":["reporting"],"roles":["_reader"]}}"#,
        ),
        ("activity-tracker-event-types", "write") => out.write_str(r#"{"types":["management","data"]}"#),
        (_, "create") => write!(out, r#"{{"db":"{name}","partitioned":{}}}"#, dice.per_mille(300)),
        _ => out.write_str("null"),
    }
}

fn database(out: &mut String, act: &Act<'_>, dice: &mut Dice) -> fmt::Result {
    // A denial tells whether the console only asked or somebody really tried.
    let probe = match act.ending.code {
        403 => format!(r#""dry_run":{},"#, dice.per_mille(600)),
        _ => String::new(),
    };
    match act.recipe.object.as_str() {
        "deployment-backup" => {
            let kind = if dice.per_mille(950) { "scheduled" } else { "on_demand" };
            write!(out, r#"{{{probe}"type":"{kind}"}}"#)
        }
        "deployment-user" => {
            let user = dice.one_by_rank(&["admin", "app", "reporting", "etl", "readonly"]);
            write!(out, r#"{{{probe}"username":"{user}","type":"database"}}"#)
        }
        "deployment-allowlist-ip-addresses" => {
            let address = crate::cast::address(dice);
            write!(
                out,
                r#"{{{probe}"ip_address":{{"address":"{address}/32","description":"branch office {}"}}}}"#,
                dice.below(30)
            )
        }
        "deployment-group" | "deployment-group-autoscaling" => {
            let gb = 4 << dice.below(4);
            write!(
                out,
                r#"{{{probe}"group":{{"id":"member","members":{{"allocation_count":3}},"memory":{{"allocation_mb":{}}},"disk":{{"allocation_mb":{}}}}}}}"#,
                gb * 1024,
                gb * 10_240
            )
        }
        "deployment-volumes" => {
            write!(out, r#"{{{probe}"event":"key.rotated","key":"{}"}}"#, uuid_text(dice.uuid()))
        }
        _ => write!(out, r#"{{{probe}"service_endpoints":"private"}}"#),
    }
}

fn power(out: &mut String, act: &Act<'_>, dice: &mut Dice) -> fmt::Result {
    let name = &act.target.name;
    match (act.recipe.object.as_str(), act.recipe.verb.as_str()) {
        (_, "read" | "monitor") => out.write_str("null"),
        ("pvm-instance" | "sap", "create" | "clone") => {
            let (image, cores) = (uuid_text(dice.uuid()), 1 + dice.below(15));
            write!(
                out,
                r#"{{"serverName":"{name}","imageID":"{image}","processors":{cores},"procType":"shared","memory":{},"sysType":"s922","pinPolicy":"none","networks":["#,
                cores * 16
            )?;
            for number in 0..1 + dice.below(3) {
                let (comma, id) = (if number > 0 { "," } else { "" }, uuid_text(dice.uuid()));
                write!(out, r#"{comma}{{"networkID":"{id}","ipAddress":"{}"}}"#, crate::cast::address(dice))?;
            }
            out.write_str(r#"],"volumeIDs":["#)?;
            for number in 0..dice.below(6) {
                let comma = if number > 0 { "," } else { "" };
                write!(out, r#"{comma}"{}""#, uuid_text(dice.uuid()))?;
            }
            out.write_str("]}")
        }
        ("pvm-instance", verb) => {
            write!(out, r#"{{"action":"{verb}","pvmInstanceName":"{name}","force":false}}"#)
        }
        ("volume", "create" | "update") => {
            let gb = 20 + 10 * dice.below(200);
            write!(
                out,
                r#"{{"name":"{name}","size":{gb},"diskType":"tier{}","shareable":false}}"#,
                1 + dice.below(3)
            )
        }
        _ => write!(out, r#"{{"name":"{name}","jobReference":"{}"}}"#, uuid_text(dice.uuid())),
    }
}

/// What a look at servers, volumes or networks answers: the first few of them.
fn power_list(out: &mut String, act: &Act<'_>, dice: &mut Dice) -> fmt::Result {
    out.write_str(r#"{"items":["#)?;
    for number in 0..1 + dice.below(5) {
        let (comma, id) = (if number > 0 { "," } else { "" }, uuid_text(dice.uuid()));
        let (name, size) = (&act.target.name, 10 * (1 + dice.below(100)));
        write!(out, r#"{comma}{{"id":"{id}","name":"{name}-{number}","size":{size},"state":"available"}}"#)?;
    }
    out.write_str("]}")
}

fn account(out: &mut String, act: &Act<'_>, dice: &mut Dice) -> fmt::Result {
    let who = &act.who.id;
    match (act.recipe.object.as_str(), act.recipe.verb.as_str()) {
        (_, "login") => {
            let client = dice.one_by_rank(&["console", "cli", "api"]);
            write!(
                out,
                r#"{{"client_id":"{client}","session_id":"{}","grant_type":"refresh_token","scope":"ibm openid","new_session":{}}}"#,
                uuid_text(dice.uuid()),
                dice.per_mille(300)
            )
        }
        ("policy", "create" | "update") => {
            let role = dice.one_by_rank(&["Viewer", "Editor", "Operator", "Administrator"]);
            write!(
                out,
                r#"{{"policy":{{"type":"access","subjects":[{{"attributes":[{{"name":"iam_id","value":"{who}"}}]}}],"roles":[{{"role_id":"crn:v1:bluemix:public:iam::::role:{role}"}}],"resources":[{{"attributes":[{{"name":"serviceName","value":"cloudantnosqldb"}}]}}]}}}}"#
            )
        }
        ("member", "add" | "delete") => {
            write!(out, r#"{{"members":[{{"iam_id":"{who}","type":"user","status_code":200}}]}}"#)
        }
        ("accountsettings", "update") => out.write_str(
            r#"{"request_body":{"old_mfa_traits":"NONE","new_mfa_traits":"TOTP4ALL","old_restrict_create_platform_apikey":"NOT_RESTRICTED","new_restrict_create_platform_apikey":"RESTRICTED"}}"#,
        ),
        ("user", "invite") => {
            write!(out, r#"{{"email":"{}","access_groups":["AccessGroupId-auditors"]}}"#, act.target.name)
        }
        ("account-usage-report" | "account-summary", _) => {
            write!(out, r#"{{"month":"2025-{:02}","usage_report_type":"instances","daily":false}}"#, 1 + dice.below(12))
        }
        ("tag", _) => write!(out, r#"{{"tag_names":["env:{}"],"tag_type":"user"}}"#, dice.one(&["prod", "test"])),
        _ => out.write_str("null"),
    }
}

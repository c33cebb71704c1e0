//! How events end: mostly well, and if not, with the codes and severities of real services.

use model::catalog::{Catalog, Severity};

use crate::{
    cast::Role,
    dice::Dice,
    recipe::{Kind, Recipe},
};

/// How one event ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    pub(crate) outcome: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
    /// Why it failed; empty if it did not.
    pub(crate) why: &'static str,
}

/// Codes of failures with their share in per mille, their words and why they happen.
const FAILURES: [(u16, u32, &str, [&str; 2]); 12] = [
    (403, 400, "Forbidden", ["caller is not authorized", "access policy does not allow this action"]),
    (404, 160, "Not Found", ["no such resource", "resource was removed"]),
    (409, 120, "Conflict", ["resource is busy", "another operation is in progress"]),
    (400, 100, "Bad Request", ["request body is not valid", "a required field is missing"]),
    (401, 80, "Unauthorized", ["token has expired", "Name or password is incorrect."]),
    (500, 50, "Internal Server Error", ["internal error", "job ended with exit status 1"]),
    (503, 30, "Service Unavailable", ["snapshot service unavailable", "service is starting"]),
    (502, 20, "Bad Gateway", ["Bad Gateway", "upstream did not answer"]),
    (504, 20, "Gateway Timeout", ["storage backend did not answer within 300 s", "request timed out"]),
    (424, 10, "Failed Dependency", ["host is in maintenance", "key service refused the key"]),
    (507, 8, "Insufficient Storage", ["insufficient storage in pool", "disk quota reached"]),
    (505, 2, "HTTP Version Not Supported", ["HTTP version not supported", "protocol refused"]),
];

pub(crate) fn pick(dice: &mut Dice, recipe: &Recipe) -> Ending {
    let failing = match recipe.verb.as_str() {
        // Failed logins are not reported by anybody.
        "login" | "logout" => 0,
        "read" | "list" => 12,
        "delete" | "revoke" => 80,
        _ => 35,
    };
    if dice.per_mille(failing) {
        let mut at = dice.below(1000) as u32;
        let (code, ..) = FAILURES
            .iter()
            .find(|(_, share, ..)| at.checked_sub(*share).map(|rest| at = rest).is_none())
            .unwrap_or(&FAILURES[0]);
        // The platform is never refused; its jobs break.
        let code = if recipe.role == Role::System && *code < 500 { 500 } else { *code };
        return failure(code, dice.below(2));
    }
    let slow = matches!(recipe.kind, Kind::Power | Kind::Recovery | Kind::Instance | Kind::Database);
    let lasting =
        matches!(recipe.verb.as_str(), "create" | "start" | "stop" | "snapshot" | "clone" | "capture");
    if slow && lasting && dice.per_mille(300) {
        return pending(recipe);
    }
    success(recipe)
}

pub(crate) fn success(recipe: &Recipe) -> Ending {
    let (code, reason) = match recipe.verb.as_str() {
        "create" | "add" | "write" => (201, "Created"),
        "delete" if recipe.kind != Kind::Database => (204, "No Content"),
        _ => (200, "OK"),
    };
    Ending { outcome: "success", severity: recipe.severity, code, reason, why: "" }
}

pub(crate) fn pending(recipe: &Recipe) -> Ending {
    Ending { outcome: "pending", severity: recipe.severity, code: 202, reason: "Accepted", why: "" }
}

/// A failure with this code; `variant` chooses between two explanations.
pub(crate) fn failure(code: u16, variant: usize) -> Ending {
    let found = FAILURES.iter().find(|(it, ..)| *it == code).unwrap_or(&FAILURES[5]);
    let (code, _, reason, whys) = found;
    // What is simply not there is nobody's fault.
    let severity = match Catalog::embedded().vocabulary().failure_severity(*code) {
        Some(severity) => severity.as_str(),
        None => Severity::Normal.as_str(),
    };
    Ending { outcome: "failure", severity, code: *code, reason, why: whys[variant % 2] }
}

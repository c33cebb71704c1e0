//! The verb of an action as English.

use crate::event;

/// A verb in the two forms the sentence needs, with the preposition it takes.
pub(super) struct Verb {
    /// After "to".
    pub(super) base: String,
    /// For what has happened.
    pub(super) past: String,
    /// Whether what follows has not been spoken of before: "created a …", "read a …", but
    /// "deleted the …".
    pub(super) indefinite: bool,
    /// Whether it is done to many at once.
    pub(super) plural: bool,
    /// Whether the verb says it all.
    pub(super) alone: bool,
}

impl Verb {
    /// The verb of an action. One that is no English verb is quoted, with the action's
    /// meaning beside it where that is known.
    pub(super) fn of(action: &str, summary: Option<&str>) -> Self {
        let Some(word) = event::verb_of_action(action) else {
            let name = super::clean(action);
            let (base, past) = (format!("do {name}"), format!("did {name}"));
            return Self { base, past, indefinite: false, plural: false, alone: true };
        };
        let indefinite = INDEFINITE.contains(&word);
        let (base, past) = if let Some((_, base, past)) = SPECIAL.iter().find(|(it, ..)| *it == word) {
            ((*base).to_owned(), (*past).to_owned())
        } else if REGULAR.contains(&word) {
            (word.to_owned(), past_of(word))
        } else {
            let what = summary.map(|summary| format!(" ({})", lower_first(summary))).unwrap_or_default();
            let word = super::clean(word);
            (format!("do {word}{what} on"), format!("did {word}{what} on"))
        };
        Self { base, past, indefinite, plural: word == "list", alone: word == "logout" }
    }
}

/// Verbs whose object is usually one of many.
const INDEFINITE: [&str; 14] = [
    "create",
    "add",
    "read",
    "write",
    "view",
    "get",
    "list",
    "login",
    "invite",
    "send",
    "import",
    "export",
    "provision",
    "issue",
];

/// Verbs that take their past tense by rule.
#[rustfmt::skip]
const REGULAR: [&str; 70] = [
    "accept", "acknowledge", "activate", "add", "allow", "apply", "approve", "assign", "attach",
    "authenticate", "authorize", "capture", "check", "clear", "clone", "configure", "copy", "create",
    "deactivate", "delete", "deny", "deploy", "detach", "disable", "download", "edit", "enable", "end",
    "evaluate", "export", "import", "inspect", "invalidate", "invite", "list", "migrate", "monitor", "mute",
    "notify", "pause", "provision", "publish", "pull", "purge", "push", "receive", "reimport", "reject", "remove",
    "rename", "renew", "request", "restart", "restore", "resume", "retry", "revoke", "rotate", "start",
    "suspend", "test", "undeploy", "unlock", "update", "upgrade", "upload", "use", "validate", "verify", "view",
];

/// Verbs that do not, and words that stand for a longer phrase.
#[rustfmt::skip]
const SPECIAL: [(&str, &str, &str); 38] = [
    ("ack-delete", "acknowledge the deletion of", "acknowledged the deletion of"),
    ("ack-disable", "acknowledge the disabling of", "acknowledged the disabling of"),
    ("ack-enable", "acknowledge the enabling of", "acknowledged the enabling of"),
    ("ack-restore", "acknowledge the restoring of", "acknowledged the restoring of"),
    ("ack-rotate", "acknowledge the rotation of", "acknowledged the rotation of"),
    ("active", "confirm", "confirmed"),
    ("assignment-read", "read the assignment of", "read the assignment of"),
    ("assignment-update", "update the assignment of", "updated the assignment of"),
    ("backup", "back up", "backed up"),
    ("build", "build", "built"),
    ("bulkdelete", "bulk delete", "bulk deleted"),
    ("commit", "commit", "committed"),
    ("delete_purge", "purge", "purged"),
    ("execute", "run", "ran"),
    ("failover", "fail over", "failed over"),
    ("get", "get", "got"),
    ("immediate-shutdown", "force off", "forced off"),
    ("init", "initialise", "initialised"),
    ("login", "log in with", "logged in with"),
    ("logout", "log out", "logged out"),
    ("read", "read", "read"),
    ("resend-invite", "renew the invitation of", "renewed the invitation of"),
    ("reset", "reset", "reset"),
    ("retrieve_history", "read the history of", "read the history of"),
    ("run", "run", "ran"),
    ("schedule_reclaim", "schedule the reclamation of", "scheduled the reclamation of"),
    ("send", "send", "sent"),
    ("set", "set", "set"),
    ("set-off", "switch off", "switched off"),
    ("set-on", "switch on", "switched on"),
    ("setkeyfordeletion", "schedule the deletion of", "scheduled the deletion of"),
    ("shutdown", "shut down", "shut down"),
    ("snapshot", "take a snapshot of", "took a snapshot of"),
    ("split", "split", "split"),
    ("stop", "stop", "stopped"),
    ("unknown", "do something unrecognised to", "did something unrecognised to"),
    ("unsetkeyfordeletion", "cancel the deletion of", "cancelled the deletion of"),
    ("write", "write", "wrote"),
];

fn past_of(verb: &str) -> String {
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|end| verb.ends_with(end));
    match verb.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ied"),
        _ if verb.ends_with('e') => format!("{verb}d"),
        _ => format!("{verb}ed"),
    }
}

/// A summary in mid sentence: no capital (unless an abbreviation starts it), no full stop.
fn lower_first(summary: &str) -> String {
    let summary = summary.trim_end_matches('.');
    let mut letters = summary.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => summary.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_take_the_past_tense_of_english() {
        for (action, past, base) in [
            ("a.b.create", "created", "create"),
            ("a.b.copy", "copied", "copy"),
            ("a.b.deploy", "deployed", "deploy"),
            ("a.b.stop", "stopped", "stop"),
            ("a.b.read", "read", "read"),
            ("a.b.set-off", "switched off", "switch off"),
            ("a.b.rebalance", "did rebalance on", "do rebalance on"),
            ("login", "did login", "do login"),
        ] {
            let verb = Verb::of(action, None);
            assert_eq!((verb.past.as_str(), verb.base.as_str()), (past, base));
        }
    }

    #[test]
    fn a_word_that_is_no_verb_is_explained() {
        let verb = Verb::of("a.sapi.apikeys", Some("Issues an old-style API key."));
        assert_eq!(verb.past, "did apikeys (issues an old-style API key) on");
        assert_eq!(lower_first("IAM sign-in."), "IAM sign-in");
    }
}

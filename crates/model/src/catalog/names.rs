//! All names of one action: the one it has today and those it had before.

use super::{Action, Catalog};
use crate::event;

/// What `{service}` looks like in a template.
const PLACEHOLDER: &str = "{service}";

/// Every name under which an action is or was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The name it has today.
    pub current: String,
    /// The names it had before, and other spellings of it.
    pub others: Vec<String>,
    /// What one name tells and another does not, if so.
    pub lost: Option<Lost>,
}

/// What got lost on the way from one name to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// Several older names became one: events with today's name do not say which it was.
    Merged(Vec<String>),
    /// The older name was the same for every service: it does not say which one it was done to.
    Subject(String),
}

impl Names {
    /// The names that find the same thing as `asked` does, without it. Whoever asks for one of
    /// several older names that became one is not offered the others: they mean something else.
    pub fn beside(&self, asked: &str) -> Vec<&str> {
        let siblings: &[String] = match &self.lost {
            Some(Lost::Merged(merged)) if asked != self.current => merged,
            _ => &[],
        };
        let all = std::iter::once(&self.current).chain(&self.others);
        all.filter(|name| *name != asked && !siblings.contains(name)).map(String::as_str).collect()
    }

    /// What to know before two names are taken for the same, as a sentence.
    pub fn note(&self) -> Option<String> {
        Some(match self.lost.as_ref()? {
            Lost::Merged(merged) => format!(
                "{} are one action today: an event named {} does not say which of them it was.",
                merged.join(" and "),
                self.current
            ),
            Lost::Subject(old) => format!(
                "{old} was the name for every service: an event with it does not say which service it was \
                 done to."
            ),
        })
    }
}

impl Catalog {
    /// Every name of an action, by any of them; the beginning of a name is read likewise where a
    /// whole prefix was renamed. None for an action of a service nobody listed.
    pub fn names_of(&self, name: &str) -> Option<Names> {
        let known = self.find(name)?;
        let current = match known.action {
            Some(action) => fill(&action.action, &known.current),
            None => known.current.clone().into_owned(),
        };
        let listed = known.action.map(|action| listed(action, &current)).unwrap_or_default();
        let prefixed = self.index.legacy_prefixes().filter_map(|(from, to)| {
            let rest = current.strip_prefix(to)?;
            Some(format!("{from}{rest}"))
        });
        let mut others: Vec<String> = Vec::new();
        for other in listed.into_iter().chain(prefixed) {
            if other != current && !others.contains(&other) {
                others.push(other);
            }
        }
        let lost = known.action.and_then(|action| lost(action, &current));
        Some(Names { current, others, lost })
    }
}

fn listed(action: &Action, current: &str) -> Vec<String> {
    action.legacy.iter().chain(&action.variants).map(|name| fill(name, current)).collect()
}

fn lost(action: &Action, current: &str) -> Option<Lost> {
    if action.legacy.len() > 1 {
        return Some(Lost::Merged(action.legacy.iter().map(|name| fill(name, current)).collect()));
    }
    let old = action.legacy.first()?;
    let general = action.action.starts_with(PLACEHOLDER) && !old.starts_with(PLACEHOLDER);
    general.then(|| Lost::Subject(old.clone()))
}

/// A name of the list for the service that a full name is about.
fn fill(listed: &str, full: &str) -> String {
    match listed.strip_prefix(PLACEHOLDER) {
        Some(rest) => format!("{}{rest}", event::service_of_action(full).unwrap_or_default()),
        None => listed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(name: &str) -> Vec<String> {
        let names = Catalog::embedded().names_of(name).unwrap();
        names.beside(name).into_iter().map(str::to_owned).collect()
    }

    fn note(name: &str) -> Option<String> {
        Catalog::embedded().names_of(name).unwrap().note()
    }

    #[test]
    fn old_and_new_names_of_a_database_lead_to_each_other_within_one_service() {
        assert_eq!(
            beside("databases-for-redis.user-password.update"),
            ["databases-for-redis.deployment-user.update"]
        );
        assert_eq!(
            beside("databases-for-redis.deployment-user.update"),
            ["databases-for-redis.user-password.update"]
        );
    }

    #[test]
    fn where_two_names_became_one_neither_stands_for_the_other() {
        let new = "messages-for-rabbitmq.deployment-backup.create";
        let (by_hand, by_plan) =
            ("messages-for-rabbitmq.backup-ondemand.create", "messages-for-rabbitmq.backup-scheduled.create");
        assert_eq!(beside(by_plan), [new]);
        assert_eq!(beside(new), [by_hand, by_plan]);
        for name in [new, by_hand, by_plan] {
            let note = note(name).unwrap();
            assert!(note.contains(by_hand) && note.contains(by_plan), "{note}");
        }
    }

    #[test]
    fn a_renamed_prefix_is_renamed_whatever_follows_it() {
        assert_eq!(beside("pcloud.volume.read"), ["power-iaas.volume.read"]);
        assert_eq!(beside("power-iaas.volume.rebalance"), ["pcloud.volume.rebalance"]);
        assert_eq!(beside("power-iaas.pvm-instance"), ["pcloud.pvm-instance"]);
        assert_eq!(note("pcloud.volume.read"), None);
    }

    #[test]
    fn an_older_name_for_every_service_says_that_it_is_one() {
        assert_eq!(beside("kms.tag.attach"), ["global-search-tagging.tag.attach"]);
        assert!(beside("global-search-tagging.tag.attach").is_empty());
        assert!(note("global-search-tagging.tag.attach").unwrap().contains("does not say which service"));
    }

    #[test]
    fn another_spelling_is_another_name() {
        assert_eq!(
            beside("cloudantnosqldb,replicator-design-document.write"),
            ["cloudantnosqldb.replicator-design-document.write"]
        );
        assert!(beside("cloudantnosqldb.database.create").is_empty());
        assert_eq!(Catalog::embedded().names_of("kms.secrets.read"), None);
    }
}

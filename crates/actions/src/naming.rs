//! Queries that ask for an action by one of its names, and the other names it has.

use model::catalog::{Catalog, Lost, Names};
use query::edit::{self, AskedText};

/// The field that holds the name of an action.
const FIELD: &str = "action";

/// An action a query asks for, with the names it does not ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The name that is asked for.
    pub asked: String,
    /// Its other names.
    pub names: Vec<String>,
    /// What to know before they are taken for the same.
    pub note: Option<String>,
}

/// The other names of each action a query asks for, as far as it does not ask for them as well.
pub fn offers(query: &str) -> Vec<Offer> {
    let all = edit::asked(query, FIELD);
    let mut offers: Vec<Offer> = Vec::new();
    for asked in &all {
        let Some(known) = names(asked) else { continue };
        let names = lacking(&all, asked, &known);
        if !names.is_empty() && offers.iter().all(|offer| offer.asked != asked.text) {
            offers.push(Offer { asked: asked.text.clone(), names, note: known.note() });
        }
    }
    offers
}

/// The query, asking for all names of each action.
pub fn widened(query: &str) -> String {
    let all = edit::asked(query, FIELD);
    edit::widen(query, FIELD, &|asked| match names(asked) {
        Some(known) => lacking(&all, asked, &known),
        None => vec![],
    })
}

/// The other names of an action which a query does not ask for. Who asks for today's name and for one
/// of several that became it has chosen among those.
fn lacking(all: &[AskedText], asked: &AskedText, known: &Names) -> Vec<String> {
    let is_asked = |name: &str| all.iter().any(|other| other.text == name);
    let merged: &[String] = match &known.lost {
        Some(Lost::Merged(merged)) if merged.iter().any(|name| is_asked(name)) => merged,
        _ => &[],
    };
    let lacks = |name: &&str| !is_asked(name) && !merged.iter().any(|it| it == name);
    known.beside(&asked.text).into_iter().filter(lacks).map(str::to_owned).collect()
}

/// The older names a query asks for without the name of today, and the query with both. None
/// where there is nothing to do.
pub fn renewed(query: &str) -> Option<(Vec<String>, String)> {
    let all = edit::asked(query, FIELD);
    let today = |asked: &AskedText| {
        let known = Catalog::embedded().find(&asked.text).filter(|known| known.old)?;
        let current = names(asked).map(|names| names.current)?;
        (known.current == current.as_str() && current != asked.text).then_some(current)
    };
    let lacks = |asked: &&AskedText| {
        today(asked).is_some_and(|current| all.iter().all(|other| other.text != current))
    };
    let older: Vec<String> = all.iter().filter(lacks).map(|asked| asked.text.clone()).collect();
    if older.is_empty() {
        return None;
    }
    let query = edit::widen(query, FIELD, &|asked| today(asked).into_iter().collect());
    Some((older, query))
}

/// The names of what is asked for. In the whole line only a whole name means an action.
fn names(asked: &AskedText) -> Option<Names> {
    let catalog = Catalog::embedded();
    let listed = || catalog.find(&asked.text).is_some_and(|known| known.action.is_some());
    if !asked.of_field && !listed() {
        return None;
    }
    catalog.names_of(&asked.text)
}

#[cfg(test)]
mod tests {
    use model::starter::Starter;

    use super::*;

    const OLD: &str = "databases-for-redis.backup-scheduled.create";
    const NEW: &str = "databases-for-redis.deployment-backup.create";

    #[test]
    fn an_older_name_is_offered_todays_with_what_was_lost() {
        let offers = offers(&format!("outcome:failure action:{OLD}"));
        assert_eq!(offers.len(), 1);
        assert_eq!((offers[0].asked.as_str(), &offers[0].names[..]), (OLD, &[NEW.to_owned()][..]));
        assert!(offers[0].note.as_ref().is_some_and(|note| note.contains("does not say")));
        assert_eq!(
            widened(&format!("outcome:failure action:{OLD}")),
            format!("outcome:failure action:[{OLD},{NEW}]")
        );
    }

    #[test]
    fn todays_name_is_offered_the_older_ones() {
        let offers = offers(&format!("\"{NEW}\""));
        assert_eq!(offers[0].names.len(), 2);
        assert_eq!(
            widened("action:power-iaas.volume.delete"),
            "action:[power-iaas.volume.delete,pcloud.volume.delete]"
        );
    }

    #[test]
    fn nothing_is_offered_where_all_names_are_asked_for_or_none_is_meant() {
        for query in [
            &widened(&format!("action:{NEW}")),
            &widened(&format!("action:{OLD}")),
            "cloudantnosqldb",
            "action:cloudantnosqldb.database.create",
            "action:kms.secrets.read",
            "pcloud.",
            "action:*",
            "outcome:failure",
            "(action:pcloud.volume.read",
            "",
        ] {
            assert_eq!(offers(query), [], "{query}");
            assert_eq!(widened(query), query);
        }
    }

    #[test]
    fn only_older_names_alone_ask_for_renewal() {
        assert_eq!(
            renewed("-action:pcloud.volume kms"),
            Some((
                vec!["pcloud.volume".to_owned()],
                "-action:[pcloud.volume,power-iaas.volume] kms".to_owned()
            ))
        );
        for query in [NEW, "action:power-iaas.volume", "action:[pcloud.volume,power-iaas.volume]", "action:*"]
        {
            assert_eq!(renewed(query), None, "{query}");
        }
    }

    #[test]
    fn what_was_renewed_needs_it_no_more() {
        for query in [format!("action:{OLD}"), format!("action:===\"{OLD}\" OR kms"), format!("-\"{OLD}\"")] {
            let (_, renewed_query) = renewed(&query).unwrap();
            assert!(query::parse(&renewed_query).errors.is_empty(), "{renewed_query}");
            assert_eq!(renewed(&renewed_query), None, "{renewed_query}");
        }
    }

    #[test]
    fn views_to_begin_with_can_be_read_and_ask_for_todays_names() {
        for view in Starter::all().iter().flat_map(|starter| &starter.views) {
            let errors = query::parse(&view.query).errors;
            assert!(errors.is_empty(), "{}: {errors:?}", view.name);
            assert_eq!(renewed(&view.query), None, "{}", view.name);
            for asked in edit::asked(&view.query, FIELD).iter().filter(|asked| asked.of_field) {
                assert!(Catalog::embedded().find(&asked.text).is_some(), "{}: {}", view.name, asked.text);
            }
        }
    }
}

//! What a told page is asked, and by whom.

use actions::{Caller, Desk};
use model::{instance::Instance, person::Role};

use crate::{
    desk,
    error::DeskError,
    pages::events::{Address, encode},
    sheets::writing::{hidden, link, plain},
    ui::{Input, Piece, SheetTab},
};

/// Who asks, about which instance, and what the address says.
pub struct Asked {
    pub desk: Desk,
    pub caller: Caller,
    pub instance: Instance,
    pub role: Role,
    /// The first part of the address, such as `sources`.
    pub section: String,
    /// What of the path stands behind it.
    pub page: String,
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// Reads the address of a told page.
    pub async fn read(address: &str) -> Result<Self, DeskError> {
        let (desk, caller) = desk::collect()?;
        let path = address.split('?').next().unwrap_or_default();
        let (section, page) = path.trim_matches('/').split_once('/').unwrap_or((path.trim_matches('/'), ""));
        let (section, page) = (section.to_owned(), page.to_owned());
        let pairs = Address::pairs_of(address);
        let named = pairs.iter().find(|(name, _)| name == "instance").map(|(_, value)| value.as_str());
        let named = named.filter(|name| !name.is_empty());
        let (instance, role) = desk::choose(&desk, &caller, named).await?;
        Ok(Self { desk, caller, instance, role, section, page, pairs })
    }

    /// What the address says under a name; empty where it says nothing.
    pub fn part(&self, name: &str) -> &str {
        self.pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// All that the address says under a name.
    pub fn parts(&self, name: &str) -> Vec<String> {
        self.pairs.iter().filter(|(own, _)| own == name).map(|(_, value)| value.clone()).collect()
    }

    /// The address of a page of the same section, about the same instance.
    pub fn href(&self, page: &str, pairs: &[(&str, &str)]) -> String {
        let slash = if page.is_empty() { "" } else { "/" };
        href(&format!("/{}{slash}{page}", self.section), &self.instance, pairs)
    }

    /// A page of the same section, as one of those beside each other.
    pub fn tab(&self, page: &str, label: &str) -> SheetTab {
        SheetTab {
            label: label.to_owned(),
            href: self.href(page, &[]),
            count: String::new(),
            here: self.page == page,
        }
    }

    /// Why the caller may not do what only owners do, if so.
    pub fn why_not_owner(&self) -> String {
        let owns = self.caller.person().is_some_and(|person| person.owner);
        if owns { String::new() } else { "This needs an owner of the desk.".to_owned() }
    }

    /// Whether the caller manages an instance, whichever it is, and so may look at what concerns the
    /// whole desk.
    pub fn manages(&self) -> bool {
        self.caller.require_manager_somewhere().is_ok()
    }

    /// Why the caller may not do what takes a role, if so.
    pub fn why_not(&self, role: Role) -> String {
        let why = || format!("This takes the role {}.", role.as_str());
        (self.role < role).then(why).unwrap_or_default()
    }
}

/// Who asks, and the instance a form names.
pub async fn collect(instance: &str) -> Result<(Desk, Caller, Instance), DeskError> {
    let (desk, caller) = desk::collect()?;
    let named = (!instance.is_empty()).then_some(instance);
    let (instance, _) = desk::choose(&desk, &caller, named).await?;
    Ok((desk, caller, instance))
}

/// Goes back to a page.
pub fn back(path: &str, instance: &Instance, pairs: &[(&str, &str)]) {
    leptos_axum::redirect(&href(path, instance, pairs));
}

/// A form that can come back by its address: its page, the instance, and what is written in it.
pub type Written<'a> = (&'a str, &'a Instance, &'a [(&'a str, &'a str)]);

/// Refuses a change; one that somebody else was faster with leads to how things are `now`. Without scripts
/// the form comes back with what is written in it where the address can hold it, as `written` says.
pub fn refuse_change(error: actions::Error, now: &str, written: Option<Written<'_>>) -> DeskError {
    if !matches!(error, actions::Error::Overtaken) {
        return desk::refuse(error);
    }
    desk::refuse(error);
    if let (true, Some((path, instance, pairs))) = (desk::is_plain_form(), written) {
        leptos_axum::redirect(&href(path, instance, &[pairs, &[("overtaken", "1")]].concat()));
    }
    DeskError::Overtaken(now.to_owned())
}

/// Says above a form that came back that somebody else was faster, if so.
pub fn overtaken(asked: &Asked, now: String) -> Option<Piece> {
    (!asked.part("overtaken").is_empty()).then(|| {
        Piece::Bad(vec![
            plain(
                "Somebody else has changed it since this form was opened. Nothing was saved; what you wrote stands \
                 below, and saving it again puts it in the place of theirs. ",
            ),
            link("See how it is now", now),
        ])
    })
}

/// The hidden field that tells what was seen when the form was made: of a form that is tried or comes back
/// from a preview what it had, of any other what is there now.
pub fn seen(asked: &Asked, now: &actions::Seen) -> Input {
    let tried = asked.part("seen");
    let again = tried.is_empty() || !asked.part("overtaken").is_empty();
    hidden("seen", if again { now.as_str() } else { tried })
}

/// A page of an instance with more in its address.
pub fn href(path: &str, instance: &Instance, pairs: &[(&str, &str)]) -> String {
    let mut href = format!("{path}?instance={}", instance.id);
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        href.push_str(&format!("&{}={}", encode(name), encode(value)));
    }
    href
}

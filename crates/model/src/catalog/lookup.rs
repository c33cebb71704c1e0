//! From an action's name to what is known about it.
//!
//! Order: the exact name, older names and variants, templates whose services are listed,
//! templates for any service, the name with its old prefix replaced, and last the service
//! whose prefix fits. The first three are one hash map, filled in that order.

use std::{borrow::Cow, collections::HashMap};

use super::{Action, Catalog, Class, Field, File, LegacyPrefix, Service, Severity};
use crate::event;

/// What `{service}` looks like in a template.
const PLACEHOLDER: &str = "{service}";

/// The virtual-server family has instances and keys of its own, which the resource
/// controller's templates would otherwise claim.
const OWN_OBJECTS: &str = "is";

/// What the catalogue knows about an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Known<'a> {
    /// The service that reports it.
    pub service: &'a Service,
    /// The action, if it is listed; unlisted ones are known by their prefix alone.
    pub action: Option<&'a Action>,
    /// The name it has today, without placeholder; the name asked for where no other follows.
    pub current: Cow<'a, str>,
    /// Whether the name asked for is an older one.
    pub old: bool,
    /// The service the action was done to, where a template for any service was met.
    pub subject: Option<&'a str>,
}

impl<'a> Known<'a> {
    /// The source its lines carry: the service's own label, else its name.
    pub(super) fn host(&self) -> &'a str {
        self.service.host.as_deref().or(self.subject).unwrap_or(&self.service.id)
    }

    /// The usual class, if the action is listed.
    pub fn class(&self) -> Option<Class> {
        self.action.map(|action| action.class)
    }

    /// What it means, if it is listed.
    pub fn summary(&self) -> Option<&'a str> {
        self.action.map(|action| action.summary.as_str())
    }

    /// The usual severity of a success, if it is listed.
    pub fn severity_hint(&self) -> Option<Severity> {
        self.action.map(|action| action.severity_hint)
    }
}

/// The prepared lookup tables; numbers are places in the list of services and actions.
#[derive(Debug)]
pub(super) struct Index {
    exact: HashMap<Box<str>, Entry>,
    /// Templates for any service, by what follows the service: `.instance.create`.
    templates: HashMap<Box<str>, Place>,
    prefixes: Vec<(Box<str>, usize)>,
    legacy_prefixes: Vec<LegacyPrefix>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    service: usize,
    action: usize,
}

#[derive(Debug)]
struct Entry {
    place: Place,
    /// Today's name, where it is not the key itself.
    current: Option<Box<str>>,
    old: bool,
}

impl Index {
    pub(super) fn build(file: &File) -> Self {
        let mut index = Self {
            exact: HashMap::new(),
            templates: HashMap::new(),
            prefixes: Vec::new(),
            legacy_prefixes: file.legacy_prefixes.clone(),
        };
        for (number, service) in file.services.iter().enumerate() {
            index.prefixes.extend(service.prefixes.iter().map(|it| (it.as_str().into(), number)));
        }
        for (place, _, action) in places(file).filter(|(_, _, it)| !is_template(&it.action)) {
            index.insert(&action.action, Entry { place, current: None, old: false });
        }
        for (place, _, action) in places(file) {
            // A plain old name of a template does not say which service it was done to.
            let today = (!is_template(&action.action)).then(|| action.action.as_str().into());
            let names = action.legacy.iter().map(|name| (name, true));
            for (name, old) in names.chain(action.variants.iter().map(|name| (name, false))) {
                if !is_template(name) {
                    index.insert(name, Entry { place, current: today.clone(), old });
                }
            }
        }
        for (place, service, action) in places(file).filter(|(_, _, it)| is_template(&it.action)) {
            if service.template_ids.as_deref() == Some("*") {
                index.templates.entry(after_service(&action.action).into()).or_insert(place);
                continue;
            }
            for member in &file.service_ids.databases {
                let fill = |name: &str| name.replace(PLACEHOLDER, &member.id);
                let today = fill(&action.action);
                for name in &action.legacy {
                    let current = Some(today.as_str().into());
                    index.insert(&fill(name), Entry { place, current, old: true });
                }
                index.insert(&today, Entry { place, current: None, old: false });
            }
        }
        index
    }

    /// The prefixes that were replaced, each with the one that stands for it today.
    pub(super) fn legacy_prefixes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.legacy_prefixes.iter().map(|it| (it.from.as_str(), it.to.as_str()))
    }

    fn insert(&mut self, name: &str, entry: Entry) {
        self.exact.entry(name.into()).or_insert(entry);
    }
}

/// Where a name was found, free of the name's own lifetime.
struct Found<'c> {
    service: usize,
    action: Option<usize>,
    /// Today's name, if it is not the one asked for.
    current: Option<Cow<'c, str>>,
    old: bool,
    /// How much of the name is the service it was done to.
    subject: Option<usize>,
}

impl Catalog {
    /// What is known about an action, by any of its names. None if not even its service is.
    pub fn find<'a>(&'a self, action: &'a str) -> Option<Known<'a>> {
        let found = self.look_up(action)?;
        let service = self.services.get(found.service)?;
        Some(Known {
            service,
            action: found.action.and_then(|at| service.actions.get(at)),
            current: found.current.unwrap_or(Cow::Borrowed(action)),
            old: found.old,
            subject: found.subject.and_then(|end| action.get(..end)),
        })
    }

    /// The action itself, by any of its names, if it is listed.
    pub fn listed(&self, action: &str) -> Option<&Action> {
        let found = self.look_up(action)?;
        self.services.get(found.service)?.actions.get(found.action?)
    }

    /// The service that reports an action, listed or not.
    pub fn service_of(&self, action: &str) -> Option<&Service> {
        self.look_up(action).and_then(|found| self.services.get(found.service))
    }

    /// The documented fields of an action, by any of its names; most have none.
    pub fn documented_fields(&self, action: &str) -> &[Field] {
        let place = self.index.exact.get(action).map(|entry| entry.place);
        let action = place.and_then(|it| self.services.get(it.service)?.actions.get(it.action));
        action.map_or(&[], |action| &action.fields)
    }

    fn look_up(&self, name: &str) -> Option<Found<'_>> {
        if let Some(found) = self.locate(name) {
            return Some(found);
        }
        let Some(today) = self.without_old_prefix(name) else { return self.locate_by_prefix(name) };
        let mut found = self.locate(&today).or_else(|| self.locate_by_prefix(&today))?;
        found.current = found.current.or(Some(Cow::Owned(today)));
        found.old = true;
        Some(found)
    }

    fn locate(&self, name: &str) -> Option<Found<'_>> {
        if let Some(entry) = self.index.exact.get(name) {
            return Some(Found {
                service: entry.place.service,
                action: Some(entry.place.action),
                current: entry.current.as_deref().map(Cow::Borrowed),
                old: entry.old,
                subject: None,
            });
        }
        let subject = event::service_of_action(name)?;
        let place = self.index.templates.get(name.get(subject.len()..)?)?;
        if subject == OWN_OBJECTS && self.services.get(place.service)?.prefixes.is_empty() {
            return None;
        }
        Some(Found {
            service: place.service,
            action: Some(place.action),
            current: None,
            old: false,
            subject: Some(subject.len()),
        })
    }

    fn without_old_prefix(&self, name: &str) -> Option<String> {
        let mut prefixes = self.index.legacy_prefixes.iter();
        prefixes.find_map(|it| Some(format!("{}{}", it.to, name.strip_prefix(it.from.as_str())?)))
    }

    fn locate_by_prefix(&self, name: &str) -> Option<Found<'_>> {
        let mut prefixes = self.index.prefixes.iter();
        let (_, service) = prefixes.find(|(prefix, _)| name.starts_with(&**prefix))?;
        Some(Found { service: *service, action: None, current: None, old: false, subject: None })
    }
}

fn places(file: &File) -> impl Iterator<Item = (Place, &Service, &Action)> {
    file.services.iter().enumerate().flat_map(|(number, service)| {
        service
            .actions
            .iter()
            .enumerate()
            .map(move |(at, action)| (Place { service: number, action: at }, service, action))
    })
}

fn is_template(name: &str) -> bool {
    name.starts_with(PLACEHOLDER)
}

fn after_service(template: &str) -> &str {
    template.strip_prefix(PLACEHOLDER).unwrap_or(template)
}

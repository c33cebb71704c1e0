//! What the catalogue adds to a line: its source and its platform.

use std::mem;

use super::{Catalog, Known};
use crate::{event, head::Head, line::Line, origin::Origin};

/// The label that holds the platform.
const PLATFORM: &str = "platform";

impl Catalog {
    /// The source lines of an action carry: the service's own label, else its name.
    ///
    /// A template for any service names the service it was done to, and an action nobody
    /// listed its first part.
    pub fn host_of<'a>(&'a self, action: &'a str) -> Option<&'a str> {
        let Some(known) = self.find(action) else { return event::service_of_action(action) };
        Some(known.host())
    }

    /// The platform label of an action where it differs from its source, such as `BSS`.
    pub fn platform_of(&self, action: &str) -> Option<&str> {
        self.service_of(action)?.platform.as_deref()
    }

    /// What people call the service an action was done in, for a sentence.
    ///
    /// None for a service nobody listed: an instance of it is not "in Resource Controller".
    pub fn service_name(&self, action: &str) -> Option<&str> {
        let part = event::service_of_action(action).unwrap_or_default();
        if let Some(member) = self.members.iter().find(|member| member.id == part) {
            return Some(&member.name);
        }
        let listed = self.services.iter().find(|service| service.id == part);
        let by_rule = || self.service_of(action).filter(|service| !service.prefixes.is_empty());
        listed.or_else(by_rule).map(|service| service.name.as_str())
    }

    /// Fills in a line's source and platform, before or after [`Line::derive`].
    ///
    /// A source that the sender named stays, and so does its platform label; only one that
    /// was read from the event gives way to the service's own.
    pub fn label(&self, line: &mut Line) {
        let text = mem::take(&mut line.text);
        if let Some(head) = Head::read(&text) {
            self.label_event(line, &head);
        }
        line.text = text;
    }

    /// Everything a line's text tells, with what the catalogue knows of it: [`Line::derive`],
    /// [`Catalog::label`] and the [`Origin`] in one reading.
    pub fn describe(&self, line: &mut Line) -> Origin {
        let text = mem::take(&mut line.text);
        let head = Head::read(&text);
        let mut origin = Origin::read(head.as_ref(), &line.app);
        if origin.service.is_empty() {
            let listed = self.service_of(&origin.action).map(|service| service.id.as_str());
            let service = listed.or_else(|| event::service_of_action(&origin.action));
            service.unwrap_or_default().clone_into(&mut origin.service);
        }
        if let Some(head) = head {
            self.label_event(line, &head);
            line.derive_from(&head);
        }
        line.text = text;
        origin
    }

    /// As [`Catalog::label`], for a caller who has read the event's head already.
    fn label_event(&self, line: &mut Line, head: &Head<'_>) {
        if head.action.is_empty() {
            return;
        }
        let known = self.find(&head.action);
        if line.host.is_empty() || head.service() == Some(&line.host) {
            let host = match &known {
                Some(known) => Some(known.host()),
                None => event::service_of_action(&head.action),
            };
            if let Some(host) = host {
                host.clone_into(&mut line.host);
            }
        }
        if !line.labels.contains_key(PLATFORM)
            && let Some(Known { service, .. }) = known
        {
            let platform = service.platform.as_ref().or(service.host.as_ref()).unwrap_or(&service.id);
            line.labels.insert(PLATFORM.to_owned(), platform.clone());
        }
    }
}

//! Who asks, and from where.

use model::{
    audit::{Initiator, InitiatorKind},
    id::InstanceId,
    key::{Key, KeyKind},
    person::{Person, Role},
};

use crate::Error;

/// Who asks, and from where.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub by: By,
    /// The address the request came from; empty at the command line.
    pub address: String,
    /// The program that sent it.
    pub agent: String,
    /// Groups the audit events of one request.
    pub correlation_id: String,
}

/// Who asks.
#[derive(Debug, Clone)]
pub enum By {
    /// Somebody who has not said who they are.
    Nobody,
    /// Somebody who named an account and could not prove that it is theirs.
    Unproven {
        /// The address they typed.
        email: String,
    },
    /// A person with a session.
    Person(Person),
    /// A program with a key.
    Key(Key),
    /// The desk itself, or whoever may run its program on its data.
    Desk,
}

impl Caller {
    /// The desk itself.
    pub fn desk() -> Self {
        Self {
            by: By::Desk,
            address: String::new(),
            agent: concat!("spoor/", env!("CARGO_PKG_VERSION")).to_owned(),
            correlation_id: crate::secret::uuid(),
        }
    }

    /// The person who is signed in, if one is.
    pub fn person(&self) -> Option<&Person> {
        match &self.by {
            By::Person(person) => Some(person),
            _ => None,
        }
    }

    /// What the caller may do in an instance, if they may enter it. A service key configures
    /// its own instance; an ingestion key only sends.
    pub fn role_in(&self, instance: &InstanceId) -> Option<Role> {
        match &self.by {
            By::Nobody | By::Unproven { .. } => None,
            By::Person(person) => person.role_in(instance),
            By::Key(key) => {
                let is_its_own = key.kind == KeyKind::Service && key.instance.as_ref() == Some(instance);
                is_its_own.then_some(Role::Manager)
            }
            By::Desk => Some(Role::Manager),
        }
    }

    /// Checks that the caller holds a role in an instance.
    ///
    /// # Errors
    /// Not signed in, no such instance for this caller, or a lesser role.
    pub fn require(&self, instance: &InstanceId, role: Role) -> Result<(), Error> {
        if matches!(self.by, By::Nobody | By::Unproven { .. }) {
            return Err(Error::SignedOut);
        }
        match self.role_in(instance) {
            None => Err(Error::Forbidden { why: "you have no role in this instance".to_owned() }),
            Some(held) if held < role => Err(Error::Forbidden {
                why: format!("this needs the role {}; you are a {}", role.as_str(), held.as_str()),
            }),
            Some(_) => Ok(()),
        }
    }

    /// Checks that the caller owns the desk.
    ///
    /// # Errors
    /// Not signed in, or not an owner.
    pub fn require_owner(&self) -> Result<(), Error> {
        match &self.by {
            By::Nobody | By::Unproven { .. } => Err(Error::SignedOut),
            By::Person(person) if person.owner => Ok(()),
            By::Desk => Ok(()),
            By::Person(_) | By::Key(_) => {
                Err(Error::Forbidden { why: "this needs an owner of the desk".to_owned() })
            }
        }
    }

    /// Checks that the caller manages an instance, whichever it is: for what concerns the whole
    /// desk and may be looked at.
    ///
    /// # Errors
    /// Not signed in, or a lesser role everywhere.
    pub fn require_manager_somewhere(&self) -> Result<(), Error> {
        let manages = match &self.by {
            By::Nobody | By::Unproven { .. } => return Err(Error::SignedOut),
            By::Person(person) => person.owner || person.roles.iter().any(|(_, role)| *role == Role::Manager),
            By::Key(key) => key.kind == KeyKind::Service,
            By::Desk => true,
        };
        let why = || "this needs the role manager in an instance".to_owned();
        if manages { Ok(()) } else { Err(Error::Forbidden { why: why() }) }
    }

    /// How the caller is called, for people.
    pub fn name(&self) -> &str {
        match &self.by {
            By::Nobody => "",
            By::Unproven { email } => email,
            By::Person(person) => person.email.as_str(),
            By::Key(key) => key.name.as_str(),
            By::Desk => "Spoor",
        }
    }

    /// The caller as an audit event tells it.
    pub fn initiator(&self) -> Initiator {
        let (id, kind) = match &self.by {
            By::Nobody | By::Unproven { .. } => ("unproven".to_owned(), InitiatorKind::Person),
            By::Person(person) => (format!("person-{}", person.id), InitiatorKind::Person),
            By::Key(key) => (format!("key-{}", key.id), InitiatorKind::Key),
            By::Desk => ("spoor".to_owned(), InitiatorKind::Desk),
        };
        Initiator {
            id,
            name: self.name().to_owned(),
            kind,
            address: self.address.clone(),
            agent: self.agent.clone(),
        }
    }
}

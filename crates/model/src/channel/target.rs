//! Who is told by a channel, and how.

use std::collections::BTreeMap;

use super::{BodyTemplate, Interval};
use crate::{person::Email, web_address::WebAddress, zone::ZoneName};

/// The ways to tell somebody, by the names that programs use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integration {
    /// A mail.
    Email,
    /// A message in a Slack channel.
    Slack,
    /// A request to any address.
    Webhook,
    /// An incident in PagerDuty.
    PagerDuty,
    /// An incident that ends by itself.
    PagerDutyAutoResolve,
    /// An event in IBM Cloud Monitoring.
    Sysdig,
}

/// Who is told, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A mail to each address.
    Email {
        /// The addresses, at least one.
        emails: Vec<Email>,
        /// In which zone its times are written; UTC if none is named.
        zone: Option<ZoneName>,
    },
    /// A message in a Slack channel.
    Slack {
        /// The address Slack made for it, which is a secret.
        url: WebAddress,
        /// The colour of the bar beside it, such as `#d4b135`; may be empty.
        color: String,
    },
    /// A request.
    Webhook {
        /// Where it goes.
        url: WebAddress,
        /// How.
        method: Method,
        /// Its headers, their names in lower case; their values may be secrets.
        headers: BTreeMap<String, String>,
        /// What it carries, unless it is the usual.
        body: Option<BodyTemplate>,
    },
    /// An incident, which may end by itself.
    PagerDuty {
        /// Whether it goes by the name that says so.
        auto: bool,
        /// The key of the service, which is a secret.
        key: String,
        /// When it ends by itself, if anything was said of that.
        resolve: Option<Resolve>,
    },
    /// An event in Monitoring.
    Sysdig {
        /// Where it goes.
        url: WebAddress,
        /// The key, which is a secret.
        key: String,
        /// How grave it is said to be.
        severity: Severity,
    },
}

/// When an incident ends by itself: with fewer lines than so many in a time, or for an alert of
/// absence with more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolve {
    /// Whether it does.
    pub enabled: bool,
    /// How many lines; always there where it does.
    pub limit: Option<u32>,
    /// In which time; always there where it does.
    pub interval: Option<Interval>,
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// GET.
    Get,
    /// DELETE.
    Delete,
}

/// How grave Monitoring is told it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A little.
    Low,
    /// More.
    Medium,
    /// Most.
    High,
}

impl Integration {
    /// Every way, in the order people choose from.
    pub const ALL: [Self; 6] =
        [Self::Email, Self::Slack, Self::Webhook, Self::PagerDuty, Self::PagerDutyAutoResolve, Self::Sysdig];

    /// The way as programs name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Slack => "slack",
            Self::Webhook => "webhook",
            Self::PagerDuty => "pagerduty",
            Self::PagerDutyAutoResolve => "pagerduty-auto-resolve",
            Self::Sysdig => "sysdig",
        }
    }

    /// The way as people name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Slack => "Slack",
            Self::Webhook => "Webhook",
            Self::PagerDuty => "PagerDuty",
            Self::PagerDutyAutoResolve => "PagerDuty, ending by itself",
            Self::Sysdig => "Monitoring",
        }
    }
}

impl Target {
    /// Which of the ways it is.
    pub fn integration(&self) -> Integration {
        match self {
            Self::Email { .. } => Integration::Email,
            Self::Slack { .. } => Integration::Slack,
            Self::Webhook { .. } => Integration::Webhook,
            Self::PagerDuty { auto: false, .. } => Integration::PagerDuty,
            Self::PagerDuty { auto: true, .. } => Integration::PagerDutyAutoResolve,
            Self::Sysdig { .. } => Integration::Sysdig,
        }
    }
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::Post, Self::Put, Self::Patch, Self::Get, Self::Delete];

    /// The method as programs name it here, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Get => "get",
            Self::Delete => "delete",
        }
    }
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 4] = [Self::Info, Self::Low, Self::Medium, Self::High];

    /// The severity as programs name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

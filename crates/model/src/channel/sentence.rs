//! A channel told in one sentence.

use super::{Channel, ChannelDraft, Operator, Target, Trigger};

/// How many mail addresses a sentence names.
const NAMED: usize = 3;

impl Channel {
    /// Who is told when, without anything secret.
    pub fn sentence(&self) -> String {
        self.draft.sentence()
    }
}

impl ChannelDraft {
    /// Who is told when, without anything secret.
    pub fn sentence(&self) -> String {
        let schedule = self.schedule.as_ref().filter(|schedule| schedule.enabled());
        let only = schedule.map(|schedule| format!("; only {}", schedule.said())).unwrap_or_default();
        format!("{} {}{only}.", self.target.sentence(), self.trigger.sentence())
    }
}

impl Target {
    fn sentence(&self) -> String {
        match self {
            Self::Email { emails, .. } => {
                let mut named: Vec<&str> = emails.iter().take(NAMED).map(|email| email.as_str()).collect();
                let more = emails.len().saturating_sub(NAMED);
                let more = if more > 0 { format!("{more} more") } else { String::new() };
                if !more.is_empty() {
                    named.push(&more);
                }
                format!("Mails {}", named.join(", "))
            }
            Self::Slack { url, .. } => format!("Posts to Slack at {}", url.host()),
            Self::Webhook { url, method, .. } => {
                format!("Sends {} to {}", method.as_str().to_uppercase(), url.host())
            }
            Self::PagerDuty { resolve, .. } if resolve.as_ref().is_some_and(|resolve| resolve.enabled) => {
                "Opens an incident in PagerDuty, which ends by itself,".to_owned()
            }
            Self::PagerDuty { .. } => "Opens an incident in PagerDuty".to_owned(),
            Self::Sysdig { url, severity, .. } => {
                format!("Tells Monitoring at {}, severity {},", url.host(), severity.as_str())
            }
        }
    }
}

impl Trigger {
    fn sentence(&self) -> String {
        let interval = self.interval().said();
        let lines = match self.limit() {
            1 => "1 line".to_owned(),
            limit => format!("{limit} lines"),
        };
        let arrive = if self.limit() == 1 { "arrives" } else { "arrive" };
        match (self.operator(), self.immediate(), self.terminal()) {
            (Operator::Absence, ..) if self.limit() == 1 => {
                format!("at the end of {interval} without a line")
            }
            (Operator::Absence, ..) => format!("at the end of {interval} with fewer than {lines}"),
            (Operator::Presence, true, false) => format!("as soon as {lines} {arrive} within {interval}"),
            (Operator::Presence, false, _) => format!("at the end of {interval} with {lines} or more"),
            (Operator::Presence, true, true) => {
                format!("as soon as {lines} {arrive} within {interval}, and at the end of that time")
            }
        }
    }
}

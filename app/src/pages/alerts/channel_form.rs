//! A channel as it is written in a form.

use serde::{Deserialize, Serialize};

/// Everything that the form for a channel may hold; each kind of channel has some of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "the browser sends the form as it is written"))]
pub struct ChannelForm {
    /// Which way to tell somebody.
    pub integration: String,
    /// Mail addresses, one a line or with commas between them.
    pub emails: String,
    /// The zone of the times in a mail.
    pub timezone: String,
    /// Where it is sent; empty for where it was sent before.
    pub url: String,
    /// The colour beside a message.
    pub color: String,
    /// The method of a request.
    pub method: String,
    /// Headers, one a line.
    pub headers: String,
    /// What a request carries.
    pub body: String,
    /// The key; empty for the one there was.
    pub key: String,
    /// With how many lines an incident ends.
    pub autoresolvelimit: String,
    /// Over which time these are counted.
    pub autoresolveinterval: String,
    /// How grave Monitoring is told it is.
    pub severity: String,
    /// Presence or absence.
    pub operator: String,
    /// How many lines.
    pub triggerlimit: String,
    /// In which time.
    pub triggerinterval: String,
    /// Whether it tells at once.
    pub immediate: bool,
    /// Whether it tells at the end.
    pub terminal: bool,
    /// Whether it is on at certain times only.
    pub scheduled: bool,
    /// The days on which it is on, 0 for Sunday.
    pub days: Vec<u8>,
    /// The hours at which it is on.
    pub hours: String,
    /// Whose days and hours these are.
    pub zone: String,
}

#[cfg(feature = "ssr")]
mod reading {
    use model::{
        channel::{Channel, Integration, Operator, Schedule, ScheduleError, Target},
        zone::ZoneName,
    };
    use serde_json::{Map, Value, json};

    use super::ChannelForm;

    /// What stands for a header's value that is to stay as it is.
    const KEPT: &str = "***";

    impl ChannelForm {
        /// The channel in the form that programs send it. What is secret is not in the page: where it
        /// was left empty it is as it was before.
        pub fn to_json(&self, old: Option<&Channel>) -> Value {
            let kind = Integration::ALL.into_iter().find(|kind| kind.as_str() == self.integration);
            let old = old.filter(|old| Some(old.draft.target.integration()) == kind);
            let before = old.map(|old| old.draft.to_fields()).unwrap_or_default();
            let kept = |name: &str, written: &str| match written.trim() {
                "" => before.get(name).cloned().unwrap_or(Value::Null),
                written => json!(written),
            };
            let some = |written: &str| {
                let written = written.trim();
                if written.is_empty() { Value::Null } else { json!(written) }
            };
            let mut fields = Map::new();
            let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
            put("integration", json!(self.integration));
            match kind {
                Some(Integration::Email) => {
                    let emails = self.emails.split([',', ';', '\n']).map(str::trim);
                    put("emails", emails.filter(|email| !email.is_empty()).collect());
                    put("timezone", some(&self.timezone));
                }
                Some(Integration::Slack) => {
                    put("url", kept("url", &self.url));
                    put("color", some(&self.color));
                }
                Some(Integration::Webhook) => {
                    put("url", kept("url", &self.url));
                    put("method", some(&self.method));
                    put("headers", self.headers(old));
                    put("bodyTemplate", some(&self.body));
                }
                Some(Integration::PagerDuty) => {
                    put("key", kept("key", &self.key));
                    for name in ["autoresolve", "autoresolvelimit", "autoresolveinterval"] {
                        put(name, kept(name, ""));
                    }
                }
                Some(Integration::PagerDutyAutoResolve) => {
                    put("key", kept("key", &self.key));
                    put("autoresolvelimit", some(&self.autoresolvelimit));
                    put("autoresolveinterval", some(&self.autoresolveinterval));
                }
                Some(Integration::Sysdig) => {
                    put("url", kept("url", &self.url));
                    put("key", if self.goes_there(old) { kept("key", &self.key) } else { some(&self.key) });
                    put("severity", some(&self.severity));
                }
                None => {}
            }
            put("operator", some(&self.operator));
            put("triggerlimit", some(&self.triggerlimit));
            put("triggerinterval", some(&self.triggerinterval));
            // Of absence there is one moment to tell; the form does not ask for it.
            let absence = self.operator == Operator::Absence.as_str();
            put("immediate", json!(self.immediate && !absence));
            put("terminal", json!(self.terminal || absence));
            put("blackout", if self.scheduled { self.blackout() } else { Value::Null });
            Value::Object(fields)
        }

        /// Whether it is sent to the host it went to before. What is secret is kept for that one alone.
        fn goes_there(&self, old: Option<&Channel>) -> bool {
            let host = |url: &str| url.split('/').nth(2).unwrap_or_default().to_lowercase();
            let before = old.map(|old| old.draft.to_fields()).unwrap_or_default();
            let before = before.get("url").and_then(Value::as_str).unwrap_or_default();
            self.url.trim().is_empty() || host(self.url.trim()) == host(before)
        }

        fn headers(&self, old: Option<&Channel>) -> Value {
            let before = match old.map(|old| &old.draft.target) {
                Some(Target::Webhook { headers, .. }) if self.goes_there(old) => headers.clone(),
                _ => Default::default(),
            };
            let header = |line: &str| {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                let (name, value) = (name.trim().to_lowercase(), value.trim());
                let value = match before.get(&name) {
                    Some(before) if value == KEPT => before.clone(),
                    _ => value.to_owned(),
                };
                (name, json!(value))
            };
            let lines = self.headers.lines().filter(|line| !line.trim().is_empty());
            Value::Object(lines.map(header).collect())
        }

        /// When it is off, of what was written about when it is on. What can not be read is handed on
        /// as it is, to be refused where all else is.
        fn blackout(&self) -> Value {
            let zone = if self.zone.trim().is_empty() { "UTC" } else { self.zone.trim() };
            let read = ZoneName::parse("UTC").map_err(|_| ScheduleError::Hours);
            let on = read.and_then(|utc| Schedule::on(&self.days, &Schedule::hours(&self.hours)?, utc));
            match on {
                Ok(schedule) => {
                    let mut off = schedule.to_json();
                    off["timezone"] = json!(zone);
                    off
                }
                Err(ScheduleError::NeverOn) => {
                    json!({"enabled": true, "days": ["0", "1", "2", "3", "4", "5", "6"]})
                }
                Err(_) => json!({"enabled": true, "times": {"enabled": true, "periods": [self.hours]}}),
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn form(integration: &str) -> ChannelForm {
            ChannelForm {
                integration: integration.to_owned(),
                triggerlimit: "5".to_owned(),
                triggerinterval: "5m".to_owned(),
                operator: "presence".to_owned(),
                immediate: true,
                ..ChannelForm::default()
            }
        }

        fn channel(form: &ChannelForm, old: Option<&Channel>) -> Channel {
            let mut value = form.to_json(old);
            value["alertid"] = json!("0123456789");
            serde_json::from_value(value).unwrap()
        }

        #[test]
        fn what_is_left_empty_of_a_secret_stays() {
            let mut written = form("webhook");
            written.url = "https://example.com/secret".to_owned();
            written.headers = "Authorization: Bearer x\nX-A: b".to_owned();
            let first = channel(&written, None);
            written.url = String::new();
            written.headers = "authorization: ***\nX-A: c".to_owned();
            let second = channel(&written, Some(&first));
            let fields = second.draft.to_fields();
            assert_eq!(fields["url"], "https://example.com/secret");
            assert_eq!(fields["headers"], json!({"authorization": "Bearer x", "x-a": "c"}));
        }

        #[test]
        fn a_secret_of_another_kind_is_not_taken_for_it() {
            let mut slack = form("slack");
            slack.url = "https://hooks.example.com/secret".to_owned();
            let slack = channel(&slack, None);
            assert_eq!(form("webhook").to_json(Some(&slack))["url"], Value::Null);
        }

        #[test]
        fn days_and_hours_at_which_it_is_on_become_those_at_which_it_is_off() {
            let mut written = form("email");
            written.emails = "a@example.com, b@example.com\nc@example.com".to_owned();
            (written.scheduled, written.days) = (true, vec![1, 2, 3, 4, 5]);
            (written.hours, written.zone) = ("08:00-17:00".to_owned(), "Europe/London".to_owned());
            let fields = channel(&written, None).draft.to_fields();
            assert_eq!(fields["emails"], json!(["a@example.com", "b@example.com", "c@example.com"]));
            assert_eq!(
                fields["blackout"],
                json!({"enabled": true, "times": {"enabled": true, "periods": [["17:00", "08:00"]]},
                    "days": ["0", "6"], "timezone": "Europe/London"})
            );
            for (days, hours) in [(vec![], ""), (vec![1], "at noon")] {
                (written.days, written.hours) = (days, hours.to_owned());
                let fault = Channel::read_all(&[written.to_json(None)]).unwrap_err();
                assert_eq!(fault.field(), "blackout");
            }
        }

        #[test]
        fn absence_is_told_at_the_end_whatever_is_checked() {
            let mut written = form("pagerduty-auto-resolve");
            (written.key, written.operator) = ("k".to_owned(), "absence".to_owned());
            (written.autoresolvelimit, written.autoresolveinterval) = ("3".to_owned(), "1h".to_owned());
            let trigger = channel(&written, None).draft.trigger;
            assert!(trigger.terminal() && !trigger.immediate());
        }
    }
}

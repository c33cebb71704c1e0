//! A channel as JSON: the form in which it is sent, kept and read again.

use serde_json::{Map, Value, json};

use super::{Channel, ChannelDraft, Resolve, Schedule, Target};

impl From<Channel> for Value {
    fn from(channel: Channel) -> Value {
        channel.to_json()
    }
}

impl Channel {
    /// The channel with its id, everything in it as programs send it.
    pub fn to_json(&self) -> Value {
        let mut fields = self.draft.to_fields();
        fields.insert("alertid".to_owned(), json!(self.id));
        Value::Object(fields)
    }
}

impl ChannelDraft {
    /// Everything of the channel but its id. It holds secrets.
    pub fn to_fields(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                fields.insert(name.to_owned(), value);
            }
        };
        put("integration", json!(self.target.integration().as_str()));
        match &self.target {
            Target::Email { emails, zone } => {
                put("emails", json!(emails));
                put("timezone", json!(zone));
            }
            Target::Slack { url, color } => {
                put("url", json!(url));
                put("color", if color.is_empty() { Value::Null } else { json!(color) });
            }
            Target::Webhook { url, method, headers, body } => {
                put("url", json!(url));
                put("method", json!(method.as_str()));
                put("headers", json!(headers));
                put("bodyTemplate", body.as_ref().map_or(Value::Null, |body| body.to_json()));
            }
            Target::PagerDuty { key, resolve, .. } => {
                put("key", json!(key));
                if let Some(Resolve { enabled, limit, interval }) = resolve {
                    put("autoresolve", json!(enabled));
                    put("autoresolvelimit", json!(limit));
                    put("autoresolveinterval", json!(interval.map(|interval| interval.as_str())));
                }
            }
            Target::Sysdig { url, key, severity } => {
                put("url", json!(url));
                put("key", json!(key));
                put("severity", json!(severity.as_str()));
            }
        }
        put("operator", json!(self.trigger.operator().as_str()));
        put("triggerlimit", json!(self.trigger.limit()));
        put("triggerinterval", json!(self.trigger.interval().as_str()));
        put("immediate", json!(self.trigger.immediate()));
        put("terminal", json!(self.trigger.terminal()));
        put("blackout", self.schedule.as_ref().map_or(Value::Null, Schedule::to_json));
        fields
    }
}

impl Schedule {
    /// The schedule as programs say it: when the channel is off.
    pub fn to_json(&self) -> Value {
        let periods = self.periods().iter().map(|(from, to)| [from.to_string(), to.to_string()]);
        let days = self.days().iter().map(u8::to_string);
        json!({
            "enabled": self.enabled(),
            "times": {"enabled": self.by_time(), "periods": periods.collect::<Vec<_>>()},
            "days": days.collect::<Vec<_>>(),
            "timezone": self.zone(),
        })
    }
}

//! A channel as everybody may see it.

use serde_json::{Value, json};

use super::{BodyTemplate, Channel, ChannelDraft, Target};

/// How much of a key is shown, if it is at least four times as long.
const SHOWN: usize = 4;

impl Channel {
    /// The channel as events tell it: addresses without what follows the host, keys and headers masked, of a
    /// body only how long it is.
    pub fn masked(&self) -> Value {
        let mut value = self.draft.masked();
        value["alertid"] = json!(self.id);
        value
    }
}

impl ChannelDraft {
    /// The same for a channel without an id.
    pub fn masked(&self) -> Value {
        let mut fields = self.to_fields();
        let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        match &self.target {
            Target::Email { .. } => {}
            Target::Slack { url, .. } => {
                put("url", json!(url.masked()));
            }
            Target::Webhook { url, headers, body, .. } => {
                put("url", json!(url.masked()));
                if let Some(body) = body {
                    put("bodyTemplate", masked_body(body));
                }
                put("headers", headers.keys().map(|name| (name.clone(), json!("***"))).collect());
            }
            Target::PagerDuty { key, .. } => {
                put("key", json!(masked_key(key)));
            }
            Target::Sysdig { url, key, .. } => {
                put("url", json!(url.masked()));
                put("key", json!(masked_key(key)));
            }
        }
        Value::Object(fields)
    }
}

/// A body may hold secrets anywhere, and a short one could be guessed by whatever is computed of it.
fn masked_body(body: &BodyTemplate) -> Value {
    json!({"bytes": body.to_json().to_string().len()})
}

fn masked_key(key: &str) -> String {
    let shown = if key.chars().count() >= 4 * SHOWN { SHOWN } else { 0 };
    format!("{}***", key.chars().take(shown).collect::<String>())
}

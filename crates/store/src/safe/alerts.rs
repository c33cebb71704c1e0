//! Alerts as they are kept: who is told by mail stands there as it is, everything else is sealed, for
//! it goes to an address, or with a key, that is a secret.

use model::{
    channel::{Channel, Target},
    deletion::{DeletedKind, Deletion},
};
use serde_json::{Value, json};

use super::Safe;
use crate::StoreError;

impl Safe {
    /// The channels of an alert as JSON text, their secrets sealed.
    pub(crate) async fn channels_to_text(&self, channels: &[Channel]) -> Result<String, StoreError> {
        if channels.iter().any(holds_secret) {
            self.still_there().await?;
        }
        self.seal_channels(channels)
    }

    pub(super) fn seal_channels(&self, channels: &[Channel]) -> Result<String, StoreError> {
        let kept = channels.iter().map(|channel| {
            let full = channel.to_json();
            if !holds_secret(channel) {
                return Ok(full);
            }
            let sealed = self.seal(&of_channel(&full), full.to_string().as_bytes())?;
            let (id, kind) = (&full["alertid"], &full["integration"]);
            Ok(json!({"alertid": id, "integration": kind, "sealed": hex::encode(sealed)}))
        });
        Ok(Value::Array(kept.collect::<Result<_, StoreError>>()?).to_string())
    }

    /// Reads what [`channels_to_text`](Self::channels_to_text) has written.
    pub(crate) fn channels_from_text(&self, text: &str) -> Result<Vec<Channel>, StoreError> {
        let damaged = |error: &dyn std::fmt::Display| StoreError::damaged("channels", error);
        let kept: Vec<Value> = serde_json::from_str(text).map_err(|error| damaged(&error))?;
        let read = |kept: Value| {
            let full = self.opened(&kept, &of_channel(&kept))?.unwrap_or(kept);
            Channel::try_from(full).map_err(|error| damaged(&error))
        };
        kept.into_iter().map(read).collect()
    }

    /// What was deleted as JSON text. What may hold an alert is sealed as a whole.
    pub(crate) async fn deletion_to_text(&self, deletion: &Deletion) -> Result<String, StoreError> {
        if !may_hold_alert(deletion.kind) {
            return Ok(deletion.content.to_string());
        }
        self.still_there().await?;
        self.seal_deletion(deletion.id.as_str(), &deletion.content)
    }

    pub(super) fn seal_deletion(&self, id: &str, content: &Value) -> Result<String, StoreError> {
        let sealed = self.seal(&of_deletion(id), content.to_string().as_bytes())?;
        Ok(json!({"sealed": hex::encode(sealed)}).to_string())
    }

    /// Reads what [`deletion_to_text`](Self::deletion_to_text) has written.
    pub(crate) fn deletion_from_text(
        &self,
        id: &str,
        kind: DeletedKind,
        text: &str,
    ) -> Result<Value, StoreError> {
        let kept: Value =
            serde_json::from_str(text).map_err(|error| StoreError::damaged("deleted content", error))?;
        if !may_hold_alert(kind) {
            return Ok(kept);
        }
        Ok(self.opened(&kept, &of_deletion(id))?.unwrap_or(kept))
    }

    fn opened(&self, kept: &Value, purpose: &str) -> Result<Option<Value>, StoreError> {
        let Some(sealed) = kept["sealed"].as_str() else { return Ok(None) };
        let sealed = hex::decode(sealed).map_err(|error| StoreError::damaged("sealed text", error))?;
        let text = self.open(purpose, &sealed)?;
        serde_json::from_slice(&text).map(Some).map_err(|error| StoreError::damaged("sealed text", error))
    }
}

fn holds_secret(channel: &Channel) -> bool {
    !matches!(channel.draft.target, Target::Email { .. })
}

fn may_hold_alert(kind: DeletedKind) -> bool {
    matches!(kind, DeletedKind::Preset | DeletedKind::View)
}

fn of_channel(kept: &Value) -> String {
    format!("alert:{}", kept["alertid"].as_str().unwrap_or_default())
}

fn of_deletion(id: &str) -> String {
    format!("deletion:{id}")
}

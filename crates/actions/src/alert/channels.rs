//! The channels of an alert as somebody wrote them, and as events tell them.

use model::{
    channel::{BodyTemplate, CHANNELS_MAX, Channel, Target},
    id::AlertId,
};
use serde_json::{Value, json};

use crate::{Error, secret};

/// The channels of an alert as somebody wrote them: each in the form that [`Channel::read_all`] reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Channels {
    /// All of them.
    All(Vec<Value>),
    /// One of them: that which is there, or another. The others stay as they are.
    Put(Option<AlertId>, Value),
    /// One of them goes, the others stay as they are.
    Remove(AlertId),
}

impl Default for Channels {
    fn default() -> Self {
        Self::All(vec![])
    }
}

impl Channels {
    /// The channels as they are to be, each with its id. One keeps the id it was sent with if it had
    /// it before; else that of the first channel of its kind which nobody claims.
    ///
    /// # Errors
    /// The first field that can not be used, in words that programs know.
    pub(crate) fn over(&self, before: &[Channel]) -> Result<Vec<Channel>, Error> {
        let sent =
            Channel::read_all(&self.values(before)).map_err(|fault| Error::invalid("channels", fault))?;
        let claimed = |old: &&Channel| sent.iter().any(|new| new.id.as_ref() == Some(&old.id));
        let (mut meant, mut free): (Vec<&Channel>, Vec<&Channel>) = before.iter().partition(claimed);
        let mut channels = Vec::with_capacity(sent.len());
        for new in sent {
            let kind = new.draft.target.integration();
            let id = take(&mut meant, |old| new.id.as_ref() == Some(&old.id))
                .or_else(|| take(&mut free, |old| old.draft.target.integration() == kind))
                .unwrap_or_else(|| AlertId::from_bytes(secret::bytes()));
            channels.push(Channel { id, draft: new.draft });
        }
        Ok(channels)
    }

    fn values(&self, before: &[Channel]) -> Vec<Value> {
        let mut values: Vec<Value> = before.iter().map(Channel::to_json).collect();
        match self {
            Self::All(all) => return all.clone(),
            Self::Put(id, value) => {
                let at = before.iter().position(|channel| Some(&channel.id) == id.as_ref());
                let mut value = value.clone();
                match at {
                    Some(at) => {
                        value["alertid"] = json!(before[at].id);
                        values[at] = value;
                    }
                    None => values.push(value),
                }
            }
            Self::Remove(id) => values.retain(|value| value["alertid"] != json!(id)),
        }
        values
    }

    /// What was written, as events tell it; what can not be read is not told.
    pub(crate) fn masked(&self) -> Value {
        let written = match self {
            Self::All(all) => all.as_slice(),
            Self::Put(_, value) => std::slice::from_ref(value),
            Self::Remove(_) => &[],
        };
        let read = |value: &Value| {
            let read = Channel::read_all(std::slice::from_ref(value)).unwrap_or_default();
            read.first().map(|channel| channel.draft.masked())
        };
        written.iter().take(CHANNELS_MAX).filter_map(read).collect()
    }
}

fn take(from: &mut Vec<&Channel>, is: impl Fn(&Channel) -> bool) -> Option<AlertId> {
    let at = from.iter().position(|old| is(old))?;
    Some(from.remove(at).id.clone())
}

/// Channels as events tell them after a change. Of a body only its length is shown, so it is said where it is
/// another than before.
pub(crate) fn masked_after(before: &[Channel], after: &[Channel]) -> Value {
    let told = |channel: &Channel| {
        let mut told = channel.masked();
        let old = before.iter().find(|old| old.id == channel.id).and_then(body);
        if old.is_some_and(|old| body(channel).is_some_and(|new| new != old)) {
            told["bodyTemplate"]["changed"] = json!(true);
        }
        told
    };
    after.iter().map(told).collect()
}

fn body(channel: &Channel) -> Option<&BodyTemplate> {
    match &channel.draft.target {
        Target::Webhook { body, .. } => body.as_ref(),
        _ => None,
    }
}

/// Channels as events tell them.
pub(crate) fn masked(channels: &[Channel]) -> Value {
    channels.iter().map(Channel::masked).collect()
}

//! What is wrong with a channel, in words that programs know.

/// One field of what was sent can not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{key}\" {what}")]
pub struct ChannelFault {
    /// Where the field stands, such as `channels[0].url`.
    pub key: String,
    /// What it has to be, such as `must be a valid uri`.
    pub what: String,
}

impl ChannelFault {
    pub(super) fn new(key: impl Into<String>, what: impl Into<String>) -> Self {
        Self { key: key.into(), what: what.into() }
    }

    pub(super) fn one_of(key: impl Into<String>, choices: &[&str]) -> Self {
        Self::new(key, format!("must be one of [{}]", choices.join(", ")))
    }

    /// The field's own name, without its place among others: `url` for `channels[0].url`.
    pub fn field(&self) -> &str {
        let inner = self.key.split_once("].").map_or(self.key.as_str(), |(_, inner)| inner);
        inner.split(['.', '[']).next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_the_place_of_its_field() {
        let fault = ChannelFault::one_of("channels[2].emails[0]", &["a", "b"]);
        assert_eq!(fault.to_string(), "\"channels[2].emails[0]\" must be one of [a, b]");
        assert_eq!(fault.field(), "emails");
        assert_eq!(ChannelFault::new("channels", "is required").field(), "channels");
    }
}

//! Secrets of other systems, which the desk keeps to use them later and never shows again.

/// The longest secret that is kept, in characters.
pub const SECRET_MAX: usize = 4096;

/// What stands where a secret would.
pub const MASK: &str = "********";

/// A secret of another system. It is neither printed nor written as JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for sealing and for use.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether what was sent only stands for a secret that is kept already.
    pub fn is_mask(text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|byte| byte == b'*')
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

//! An address on the web to which something is sent.

use serde::{Deserialize, Serialize};
use url::Url;

/// The longest address, in bytes.
const LENGTH_MAX: usize = 2000;

/// An address that begins with `http://` or `https://` and names a host. What follows the host is often
/// a secret: [`masked`](Self::masked) is for everybody's eyes, [`as_str`](Self::as_str) is not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress {
    text: String,
    host: String,
}

/// A text was no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a web address with http:// or https:// and a host")]
pub struct WebAddressError;

impl WebAddress {
    /// Reads an address and keeps it as it was written, without the space around it.
    pub fn parse(text: &str) -> Result<Self, WebAddressError> {
        let text = text.trim();
        let odd = |sign: char| sign.is_whitespace() || sign.is_control();
        if text.len() > LENGTH_MAX || text.contains(odd) {
            return Err(WebAddressError);
        }
        let url = Url::parse(text).map_err(|_| WebAddressError)?;
        let host = url.host_str().unwrap_or_default();
        if !matches!(url.scheme(), "http" | "https") || host.is_empty() {
            return Err(WebAddressError);
        }
        Ok(Self { text: text.to_owned(), host: host.to_owned() })
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address without what may be secret in it.
    pub fn masked(&self) -> String {
        let secure = self.text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("https"));
        format!("{}://{}/***", if secure { "https" } else { "http" }, self.host)
    }
}

impl std::fmt::Debug for WebAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WebAddress({})", self.masked())
    }
}

impl TryFrom<String> for WebAddress {
    type Error = WebAddressError;

    fn try_from(text: String) -> Result<Self, WebAddressError> {
        Self::parse(&text)
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> String {
        address.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_http_and_https_with_a_host_are_sent_to() {
        for right in ["https://hooks.example.com/a/b?c", "http://[::1]:8080/", "HTTPS://Example.com"] {
            assert_eq!(WebAddress::parse(right).map(|it| it.text), Ok(right.to_owned()));
        }
        for wrong in [
            "",
            "example.com",
            "//example.com",
            "ftp://example.com",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://",
            "https:// example.com",
            "https://exam\nple.com",
            &format!("https://example.com/{}", "x".repeat(2000)),
        ] {
            assert_eq!(WebAddress::parse(wrong), Err(WebAddressError), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_stands_behind_the_host_or_before_it_is_never_shown(secret in "[a-z0-9]{12,30}") {
            let all = [format!("https://example.com/T0/{secret}?k={secret}#{secret}"),
                format!("https://{secret}:{secret}@example.com/")];
            for text in all {
                let address = WebAddress::parse(&text).unwrap();
                prop_assert_eq!(address.masked(), "https://example.com/***");
                let shown = format!("{address:?}");
                prop_assert!(!shown.contains(&secret));
            }
        }
    }
}

//! Where the lines of an instance are archived: one target, at one of six kinds of storage.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    fault::Fault,
    secret::{SECRET_MAX, Secret},
};

/// The longest of the other texts, in characters.
const TEXT_MAX: usize = 1024;

/// The kinds of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Cloud Object Storage.
    Ibm,
    /// Amazon S3.
    S3,
    /// Azure Blob Storage.
    AzBlob,
    /// Google Cloud Storage.
    Gcs,
    /// Spaces of DigitalOcean.
    Dos,
    /// OpenStack Swift.
    Swift,
}

/// What may stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A name.
    Name,
    /// A host, perhaps with a scheme before it.
    Host,
    /// An address.
    Url,
    /// A number of days; may be left out.
    Days,
    /// A secret.
    Secret,
}

/// One field of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// What programs call it.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What may stand in it.
    pub kind: FieldKind,
}

/// A target as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveDraft {
    /// The kind of storage.
    pub provider: String,
    /// What was written, by the names of the fields. A secret that is masked or empty stays as it is.
    pub fields: BTreeMap<String, String>,
}

/// Where the lines of an instance are archived, without the secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// The kind of storage.
    pub provider: Provider,
    /// Its fields, but those that hold secrets.
    pub fields: BTreeMap<String, String>,
    /// Whether lines are to be archived.
    pub is_enabled: bool,
}

/// Secrets by the names of their fields.
pub type Secrets = BTreeMap<String, Secret>;

impl Provider {
    /// All of them, the original's first.
    pub const ALL: [Self; 6] = [Self::Ibm, Self::S3, Self::AzBlob, Self::Gcs, Self::Dos, Self::Swift];

    /// The word for it in events and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ibm => "ibm",
            Self::S3 => "s3",
            Self::AzBlob => "azblob",
            Self::Gcs => "gcs",
            Self::Dos => "dos",
            Self::Swift => "swift",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ibm => "IBM Cloud Object Storage",
            Self::S3 => "Amazon S3",
            Self::AzBlob => "Azure Blob Storage",
            Self::Gcs => "Google Cloud Storage",
            Self::Dos => "DigitalOcean Spaces",
            Self::Swift => "OpenStack Swift",
        }
    }

    /// The kind of storage a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == word)
    }

    /// What a target there consists of.
    pub fn fields(self) -> &'static [Field] {
        use FieldKind::{Days, Host, Name, Secret, Url};
        const fn field(name: &'static str, label: &'static str, kind: FieldKind) -> Field {
            Field { name, label, kind }
        }
        const BUCKET: Field = field("bucket", "Bucket", Name);
        const IBM: [Field; 4] = [
            BUCKET,
            field("endpoint", "Endpoint", Host),
            field("apikey", "API key", Secret),
            field("resourceinstanceid", "CRN of the storage instance", Name),
        ];
        const S3: [Field; 1] = [BUCKET];
        const AZBLOB: [Field; 2] =
            [field("accountname", "Account name", Name), field("accountkey", "Account key", Secret)];
        const GCS: [Field; 2] = [BUCKET, field("projectid", "Project id", Name)];
        const DOS: [Field; 4] = [
            field("space", "Space", Name),
            field("endpoint", "Endpoint", Host),
            field("accesskey", "Access key", Secret),
            field("secretkey", "Secret key", Secret),
        ];
        const SWIFT: [Field; 5] = [
            field("authurl", "Address of the sign-in", Url),
            field("expires", "Days until objects expire", Days),
            field("username", "User name", Name),
            field("password", "Password", Secret),
            field("tenantname", "Tenant", Name),
        ];
        match self {
            Self::Ibm => &IBM,
            Self::S3 => &S3,
            Self::AzBlob => &AZBLOB,
            Self::Gcs => &GCS,
            Self::Dos => &DOS,
            Self::Swift => &SWIFT,
        }
    }
}

impl ArchiveDraft {
    /// Checks every field. `kept` are the secrets that are there already: they stay where none, or
    /// only a mask, was written.
    pub fn check(&self, kept: &Secrets) -> Result<(Provider, BTreeMap<String, String>, Secrets), Vec<Fault>> {
        let Some(provider) = Provider::parse(&self.provider) else {
            return Err(vec![if self.provider.is_empty() {
                Fault::of("integration", "is required")
            } else {
                Fault::of("integration", "must be one of [ibm, s3, azblob, gcs, dos, swift]")
            }]);
        };
        let is_known = |name: &&String| provider.fields().iter().any(|field| field.name == name.as_str());
        let unknown = self.fields.keys().filter(|name| !is_known(name));
        let mut faults: Vec<Fault> = unknown.map(|name| Fault::of(name, "is not allowed")).collect();
        let (mut plain, mut secrets) = (BTreeMap::new(), Secrets::new());
        for field in provider.fields() {
            let sent = self.fields.get(field.name).map(|text| text.trim());
            if field.kind == FieldKind::Secret
                && sent.is_none_or(|text| text.is_empty() || Secret::is_mask(text))
                && let Some(known) = kept.get(field.name)
            {
                secrets.insert(field.name.to_owned(), known.clone());
                continue;
            }
            match field.fault(sent) {
                Some(what) => faults.push(Fault::of(field.name, &what)),
                None if field.kind == FieldKind::Secret => {
                    secrets.insert(field.name.to_owned(), Secret::new(sent.unwrap_or_default()));
                }
                None => {
                    plain.extend(
                        sent.filter(|text| !text.is_empty())
                            .map(|text| (field.name.to_owned(), text.to_owned())),
                    );
                }
            }
        }
        if faults.is_empty() { Ok((provider, plain, secrets)) } else { Err(faults) }
    }
}

impl Field {
    /// What is wrong with what was written, if something is.
    fn fault(&self, sent: Option<&str>) -> Option<String> {
        let Some(text) = sent else {
            return (self.kind != FieldKind::Days).then(|| "is required".to_owned());
        };
        let empty = "is not allowed to be empty".to_owned();
        let most = if self.kind == FieldKind::Secret { SECRET_MAX } else { TEXT_MAX };
        if text.chars().count() > most {
            return Some(format!("length must be less than or equal to {most} characters long"));
        }
        if text.chars().any(char::is_control) {
            return Some("must not contain line breaks or other control characters".to_owned());
        }
        match self.kind {
            FieldKind::Days if text.is_empty() => None,
            _ if text.is_empty() => Some(empty),
            FieldKind::Name => None,
            FieldKind::Secret => Secret::is_mask(text)
                .then(|| "is masked, and no secret is kept for it; send the secret itself".to_owned()),
            FieldKind::Days => {
                let days = text.parse::<u32>().ok().filter(|days| (1..=36_500).contains(days));
                days.is_none().then(|| "must be a number of days from 1 to 36500".to_owned())
            }
            FieldKind::Host => (!is_host(text)).then(|| "must be a valid hostname".to_owned()),
            FieldKind::Url => (!is_url(text)).then(|| "must be a valid uri".to_owned()),
        }
    }
}

/// Whether a text is an address of the web.
pub(crate) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !text.contains(char::is_whitespace) && !host.contains('@') && is_host(host)
}

/// Whether a text is a host, perhaps with a scheme before it and a port behind it.
fn is_host(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or(text);
    let (host, port) = host.rsplit_once(':').unwrap_or((host, "443"));
    is_host_name(host) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Whether a text is the name or address of a host and nothing else.
pub(crate) fn is_host_name(text: &str) -> bool {
    if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return inner.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=63).contains(&label.len()) && label.bytes().all(fits) && !label.starts_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(provider: &str, fields: &[(&str, &str)]) -> ArchiveDraft {
        let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        ArchiveDraft { provider: provider.to_owned(), fields }
    }

    fn faults(draft: &ArchiveDraft) -> Vec<String> {
        draft.check(&Secrets::new()).unwrap_err().into_iter().map(|fault| fault.message).collect()
    }

    const IBM: [(&str, &str); 4] = [
        ("bucket", "b"),
        ("endpoint", "s3.private.us-south.cloud-object-storage.appdomain.cloud"),
        ("apikey", "hush"),
        ("resourceinstanceid", "crn:v1:x"),
    ];

    #[test]
    fn every_provider_takes_its_fields_and_no_others() {
        let whole: [(&str, &[(&str, &str)]); 6] = [
            ("ibm", &IBM),
            ("s3", &[("bucket", "b")]),
            ("azblob", &[("accountname", "a"), ("accountkey", "k")]),
            ("gcs", &[("bucket", "b"), ("projectid", "p")]),
            (
                "dos",
                &[("space", "s"), ("endpoint", "ams3.example.com"), ("accesskey", "a"), ("secretkey", "k")],
            ),
            (
                "swift",
                &[
                    ("authurl", "https://auth.example.com/v2"),
                    ("expires", "7"),
                    ("username", "u"),
                    ("password", "p"),
                    ("tenantname", "t"),
                ],
            ),
        ];
        for (provider, fields) in whole {
            let (read, plain, secrets) = draft(provider, fields).check(&Secrets::new()).unwrap();
            assert_eq!(read.as_str(), provider);
            assert_eq!(plain.len() + secrets.len(), fields.len());
            for left_out in fields {
                let rest: Vec<_> = fields.iter().filter(|field| *field != left_out).copied().collect();
                let expected = if left_out.0 == "expires" {
                    vec![]
                } else {
                    vec![format!("\"{}\" is required", left_out.0)]
                };
                let found = draft(provider, &rest).check(&Secrets::new()).err().unwrap_or_default();
                assert_eq!(found.into_iter().map(|fault| fault.message).collect::<Vec<_>>(), expected);
            }
            let more: Vec<_> = fields.iter().copied().chain([("colour", "red")]).collect();
            assert_eq!(faults(&draft(provider, &more)), ["\"colour\" is not allowed"]);
        }
    }

    #[test]
    fn each_field_that_is_wrong_is_named_in_the_words_tools_know() {
        let empty: Vec<_> = IBM.iter().map(|(name, _)| (*name, "")).collect();
        assert_eq!(faults(&draft("ibm", &empty)).len(), 4);
        assert_eq!(faults(&draft("ibm", &empty))[0], "\"bucket\" is not allowed to be empty");
        assert_eq!(faults(&draft("", &[])), ["\"integration\" is required"]);
        assert_eq!(
            faults(&draft("ftp", &[])),
            ["\"integration\" must be one of [ibm, s3, azblob, gcs, dos, swift]"]
        );
        let long = "x".repeat(1025);
        assert!(faults(&draft("s3", &[("bucket", &long)]))[0].starts_with("\"bucket\" length must be"));
        assert!(faults(&draft("s3", &[("bucket", "a\nb")]))[0].contains("line breaks"));
        for wrong in ["soon", "0", "-1", "99999999999"] {
            let swift = [
                ("authurl", "https://a.b"),
                ("expires", wrong),
                ("username", "u"),
                ("password", "p"),
                ("tenantname", "t"),
            ];
            assert_eq!(
                faults(&draft("swift", &swift)),
                ["\"expires\" must be a number of days from 1 to 36500"]
            );
        }
    }

    #[test]
    fn a_masked_or_missing_secret_stays_what_it_was_and_a_new_one_takes_its_place() {
        let kept = Secrets::from([("apikey".to_owned(), Secret::new("old"))]);
        for (sent, expected) in [("********", "old"), ("", "old"), ("new", "new")] {
            let mut fields = IBM;
            fields[2].1 = sent;
            let (_, plain, secrets) = draft("ibm", &fields).check(&kept).unwrap();
            assert_eq!(secrets["apikey"].expose(), expected);
            assert!(!plain.contains_key("apikey"));
        }
        let mut fields = IBM;
        fields[2].1 = "***";
        assert!(faults(&draft("ibm", &fields))[0].contains("is masked"));
    }

    #[test]
    fn hosts_and_addresses_are_told_from_other_texts() {
        for good in ["a.example.com", "https://a.example.com", "a:9000", "10.0.0.1", "[2001:db8::1]:443"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "a b", "http://", "a/b", "a:b", "a:0", "a:70000", "-a", "[::1", "a..b", "\u{e9}.com"]
        {
            assert!(!is_host(bad), "{bad}");
        }
        assert!(is_url("https://a.b/c?d") && is_url("http://a:1/"));
        for bad in ["a.b", "ftp://a.b", "https://", "https://u:p@a.b", "https://a b"] {
            assert!(!is_url(bad), "{bad}");
        }
    }
}

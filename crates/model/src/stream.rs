//! Where the lines of an instance are streamed to: a topic of Kafka, or another desk.

use serde::{Deserialize, Serialize};

use crate::{
    archive::{is_host_name, is_url},
    fault::Fault,
    secret::{SECRET_MAX, Secret},
};

/// The most brokers, and the longest user and address in characters.
const BROKERS_MAX: usize = 20;
const USER_MAX: usize = 256;
const URL_MAX: usize = 2048;
/// Kafka's own limit.
const TOPIC_MAX: usize = 249;

/// Where lines are streamed to, without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "target", rename_all = "lowercase")]
pub enum StreamTarget {
    /// A topic of Kafka, or of a service that speaks like it.
    Kafka {
        /// Where it is first asked, `host:port` each.
        brokers: Vec<String>,
        /// The topic.
        topic: String,
        /// Who signs in; `token` for Event Streams.
        user: String,
    },
    /// Another desk, one hop and no further.
    #[serde(rename = "selfstream")]
    SelfStream {
        /// Its address.
        url: String,
    },
}

/// The stream of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Where to.
    #[serde(flatten)]
    pub target: StreamTarget,
    /// Whether lines are to be streamed.
    pub is_active: bool,
}

/// A target as it was written; the secret is left out, empty or masked where it stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamDraft {
    /// A topic of Kafka. What was not written at all is none.
    Kafka {
        /// Where it is first asked.
        brokers: Option<Vec<String>>,
        /// The topic.
        topic: Option<String>,
        /// Who signs in.
        user: Option<String>,
        /// With which password.
        password: Option<String>,
    },
    /// Another desk.
    SelfStream {
        /// Its address.
        url: Option<String>,
        /// An ingestion key of the instance that receives.
        key: Option<String>,
    },
}

impl StreamTarget {
    /// The word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Kafka { .. } => "kafka",
            Self::SelfStream { .. } => "selfstream",
        }
    }
}

impl StreamDraft {
    /// Checks every field. `kept` is the secret that is there already.
    pub fn check(&self, kept: Option<&Secret>) -> Result<(StreamTarget, Secret), Vec<Fault>> {
        let mut faults = Vec::new();
        let checked = match self {
            Self::Kafka { brokers, topic, user, password } => {
                let brokers = read_brokers(brokers.as_deref(), &mut faults);
                let topic = read("topic", topic.as_deref(), TOPIC_MAX, &mut faults);
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
                if !topic.bytes().all(fits) {
                    let what = "must only contain letters, digits, dots, underscores and hyphens";
                    faults.push(Fault::of("topic", what));
                }
                let user = read("user", user.as_deref(), USER_MAX, &mut faults);
                let secret = read_secret("password", password.as_deref(), kept, &mut faults);
                (StreamTarget::Kafka { brokers, topic, user }, secret)
            }
            Self::SelfStream { url, key } => {
                let url = read("url", url.as_deref(), URL_MAX, &mut faults);
                if !url.is_empty() && !is_url(&url) {
                    faults.push(Fault::of("url", "must be a valid uri"));
                }
                (StreamTarget::SelfStream { url }, read_secret("key", key.as_deref(), kept, &mut faults))
            }
        };
        if faults.is_empty() { Ok(checked) } else { Err(faults) }
    }
}

fn read(name: &str, sent: Option<&str>, most: usize, faults: &mut Vec<Fault>) -> String {
    let text = sent.map(str::trim);
    let what = match text {
        None => "is required".to_owned(),
        Some("") => "is not allowed to be empty".to_owned(),
        Some(text) if text.chars().count() > most => {
            format!("length must be less than or equal to {most} characters long")
        }
        Some(text) if text.chars().any(char::is_control) => {
            "must not contain line breaks or other control characters".to_owned()
        }
        Some(text) => return text.to_owned(),
    };
    faults.push(Fault::of(name, &what));
    String::new()
}

fn read_secret(name: &str, sent: Option<&str>, kept: Option<&Secret>, faults: &mut Vec<Fault>) -> Secret {
    let stays = sent.is_none_or(|text| text.trim().is_empty() || Secret::is_mask(text.trim()));
    match kept {
        Some(kept) if stays => kept.clone(),
        _ if sent.is_some_and(|text| Secret::is_mask(text.trim())) => {
            faults.push(Fault::of(name, "is masked, and no secret is kept for it; send the secret itself"));
            Secret::new("")
        }
        _ => Secret::new(read(name, sent, SECRET_MAX, faults)),
    }
}

fn read_brokers(sent: Option<&[String]>, faults: &mut Vec<Fault>) -> Vec<String> {
    let Some(sent) = sent else {
        faults.push(Fault::of("brokers", "is required"));
        return vec![];
    };
    match sent.len() {
        0 => faults.push(Fault::of("brokers", "must contain at least 1 items")),
        1..=BROKERS_MAX => {}
        _ => {
            let what = format!("must contain less than or equal to {BROKERS_MAX} items");
            faults.push(Fault::of("brokers", &what));
            return vec![];
        }
    }
    let mut brokers: Vec<String> = Vec::new();
    for (at, broker) in sent.iter().enumerate() {
        let (key, broker) = (format!("brokers[{at}]"), broker.trim());
        if broker.is_empty() {
            faults.push(Fault::of(key, "is not allowed to be empty"));
        } else if !is_broker(broker) {
            faults.push(Fault::of(key, "must be one host and its port, such as broker-0.example.com:9093"));
        } else if brokers.iter().any(|other| other == broker) {
            faults.push(Fault::of(key, "contains a duplicate value"));
        } else {
            brokers.push(broker.to_owned());
        }
    }
    brokers
}

fn is_broker(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else { return false };
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    is_host_name(host) && digits && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kafka(brokers: &[&str], [topic, user, password]: [&str; 3]) -> StreamDraft {
        StreamDraft::Kafka {
            brokers: Some(brokers.iter().map(|broker| (*broker).to_owned()).collect()),
            topic: Some(topic.to_owned()),
            user: Some(user.to_owned()),
            password: Some(password.to_owned()),
        }
    }

    fn faults(draft: &StreamDraft) -> Vec<String> {
        draft.check(None).unwrap_err().into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn a_stream_that_is_whole_is_taken_and_its_secret_set_apart() {
        let draft = kafka(&[" b0.example.com:9093 ", "10.0.0.1:9092", "[::1]:1"], ["audit", "token", "hush"]);
        let (target, secret) = draft.check(None).unwrap();
        assert_eq!(secret.expose(), "hush");
        let written = serde_json::to_string(&target).unwrap();
        assert!(written.contains("b0.example.com:9093\"") && !written.contains("hush"), "{written}");
    }

    #[test]
    fn each_empty_field_is_named() {
        assert_eq!(
            faults(&kafka(&[""], ["", "", ""])),
            ["brokers[0]", "topic", "user", "password"]
                .map(|key| format!("\"{key}\" is not allowed to be empty"))
        );
        let nothing = StreamDraft::Kafka { brokers: None, topic: None, user: None, password: None };
        assert_eq!(
            faults(&nothing),
            ["brokers", "topic", "user", "password"].map(|key| format!("\"{key}\" is required"))
        );
        assert_eq!(faults(&kafka(&[], ["t", "u", "p"])), ["\"brokers\" must contain at least 1 items"]);
    }

    #[test]
    fn a_broker_is_one_host_and_one_port() {
        for wrong in
            ["b0", "b0:", "b0:x", "b0:0", "b0:70000", "b0:1,b1:1", "b0:1 b1:1", "https://b0:1", ":1", "b0:+1"]
        {
            let found = faults(&kafka(&[wrong], ["t", "u", "p"]));
            assert!(found[0].starts_with("\"brokers[0]\" must be one host"), "{wrong}: {found:?}");
        }
        assert_eq!(
            faults(&kafka(&["b0:1", "b0:1"], ["t", "u", "p"])),
            ["\"brokers[1]\" contains a duplicate value"]
        );
        let many: Vec<String> = (1..=21).map(|port| format!("b:{port}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(
            faults(&kafka(&many, ["t", "u", "p"])),
            ["\"brokers\" must contain less than or equal to 20 items"]
        );
        assert!(faults(&kafka(&["b:1"], ["a b", "u", "p"]))[0].starts_with("\"topic\" must only contain"));
        assert!(faults(&kafka(&["b:1"], [&"t".repeat(250), "u", "p"]))[0].contains("249"));
    }

    #[test]
    fn another_desk_has_an_address_and_a_key() {
        let desk = |url: &str, key: Option<&str>| StreamDraft::SelfStream {
            url: Some(url.to_owned()),
            key: key.map(str::to_owned),
        };
        assert!(desk("https://desk.example.com/logs/selfstream", Some("k")).check(None).is_ok());
        assert_eq!(faults(&desk("desk", Some("k"))), ["\"url\" must be a valid uri"]);
        let kept = Secret::new("old");
        assert_eq!(desk("https://a.b", Some("***")).check(Some(&kept)).unwrap().1.expose(), "old");
        assert_eq!(desk("https://a.b", None).check(Some(&kept)).unwrap().1.expose(), "old");
        assert_eq!(faults(&desk("https://a.b", None)), ["\"key\" is required"]);
    }
}

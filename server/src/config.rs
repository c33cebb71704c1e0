//! Every setting of the server: a flag and a variable for each.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::Args;
use store::Limits;
use url::Url;

/// Where the desk keeps its data.
#[derive(Debug, Clone, Args)]
pub struct DataConfig {
    /// The folder that holds everything the desk keeps; made where it is missing.
    #[arg(long = "data", value_name = "FOLDER", env = "SPOOR_DATA", default_value = "data")]
    pub folder: PathBuf,
}

/// How the server runs.
#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    #[command(flatten)]
    pub data: DataConfig,

    /// The address to listen on. Only this machine, unless you say otherwise; put a proxy that
    /// speaks TLS before anything wider. Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", env = "SPOOR_LISTEN", default_value = "127.0.0.1:8790")]
    pub listen: SocketAddr,

    /// The address people type into their browser, when it is not the one listened on. With
    /// https here, session cookies are only sent over TLS.
    #[arg(long, value_name = "URL", env = "SPOOR_PUBLIC_URL")]
    pub public_url: Option<Url>,

    /// Take the caller's address from the last entry of X-Forwarded-For. Only behind a proxy
    /// that sets it: anybody else could write what they like into your audit events.
    #[arg(long, env = "SPOOR_BEHIND_PROXY")]
    pub behind_proxy: bool,

    /// The largest request body taken, in bytes, packed or unpacked.
    #[arg(long, value_name = "BYTES", env = "SPOOR_MAX_BODY", default_value_t = 10 << 20)]
    pub max_body: usize,

    /// The longest line taken, in bytes. Longer ones are refused and kept in quarantine.
    #[arg(long, value_name = "BYTES", env = "SPOOR_MAX_LINE", default_value_t = 1 << 20)]
    pub max_line: usize,

    /// The most lines one request may bring, however short.
    #[arg(long, value_name = "LINES", env = "SPOOR_MAX_LINES", default_value_t = 20_000)]
    pub max_lines: usize,

    /// How many bytes of lines may wait to be written; beyond that senders are told to come
    /// again.
    #[arg(long, value_name = "BYTES", env = "SPOOR_QUEUE", default_value_t = 64 << 20)]
    pub queue: usize,

    /// How many requests a minute one key may make of `/v1/config`; 0 means any number.
    #[arg(long, value_name = "REQUESTS", env = "SPOOR_CONFIG_RATE", default_value_t = 50)]
    pub config_rate: u32,

    /// How many seconds one search may take before it ends with what it has; a count may take
    /// eight times as long.
    #[arg(long, value_name = "SECONDS", env = "SPOOR_SEARCH_TIME", default_value = "0.25", value_parser = seconds)]
    pub search_time: Duration,

    /// How many seconds running requests are given when the server is asked to stop.
    #[arg(long, value_name = "SECONDS", env = "SPOOR_DRAIN_TIME", default_value = "10", value_parser = seconds)]
    pub drain_time: Duration,

    /// How many new lines are indexed together. For tests: everyone else is served by the default.
    #[arg(long, hide = true, value_name = "LINES", env = "SPOOR_CHUNK_LINES", default_value_t = Limits::default().chunk_lines)]
    pub chunk_lines: usize,

    /// How many lines are sealed together, at most 65,536. For tests, like the one above.
    #[arg(long, hide = true, value_name = "LINES", env = "SPOOR_SEGMENT_LINES", default_value_t = Limits::default().segment_lines)]
    pub segment_lines: usize,

    /// How many days the clock is ahead of the machine's. For tests of what goes with time.
    #[arg(long, hide = true, value_name = "DAYS", env = "SPOOR_CLOCK_AHEAD", default_value_t = 0)]
    pub clock_ahead: u16,

    /// Write the log as JSON, one object a line.
    #[arg(long, env = "SPOOR_LOG_JSON")]
    pub log_json: bool,

    /// Make an instance, an owner and a steady stream of invented events, to look around.
    #[arg(long, env = "SPOOR_DEMO")]
    pub demo: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("a number of seconds between 0 and 86400 is wanted".to_owned()),
    }
}

impl ServeConfig {
    /// Whether session cookies may only travel over TLS: always, except on plain http at
    /// this very machine.
    pub fn secure_cookies(&self) -> bool {
        match &self.public_url {
            Some(url) => url.scheme() == "https" || !is_loopback(url),
            None => !self.listen.ip().is_loopback(),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

//! What every request handler may reach.

use std::{net::SocketAddr, sync::Arc};

use actions::{By, Caller, Desk, Turns};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use tokio::sync::{Semaphore, watch};

use crate::{
    api::{self, rate::Rate},
    config::ServeConfig,
    figures::Recorder,
};

/// What every request handler may reach. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub(crate) desk: Desk,
    pub(crate) config: Arc<ServeConfig>,
    pub(crate) recorder: Recorder,
    /// True when the server stops: answers without an end of their own end then.
    pub(crate) stopping: watch::Receiver<bool>,
    /// Places for streams of events.
    pub(crate) tails: Arc<Semaphore>,
    /// Turns at making files of graphs.
    pub(crate) pictures: Turns,
    /// How often a key may still ask to configure.
    pub(crate) config_rate: Rate,
}

/// How many streams of events there may be at a time.
const MOST_TAILS: usize = 64;
/// How many files of graphs are made at a time: each has a thread and up to 64 MB.
const MOST_PICTURES: usize = 2;

impl AppState {
    /// State over an open desk.
    pub(crate) fn new(
        desk: Desk,
        config: ServeConfig,
        recorder: Recorder,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let tails = Arc::new(Semaphore::new(MOST_TAILS));
        let config_rate = api::rate::of(config.config_rate);
        let pictures = Turns::new(MOST_PICTURES);
        Self { desk, config: Arc::new(config), recorder, stopping, tails, pictures, config_rate }
    }
}

/// Where a request came from, before it is known who sent it.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub address: String,
    pub agent: String,
    pub correlation_id: String,
}

impl Origin {
    /// The caller, once it is known who it is.
    pub fn caller(self, by: By) -> Caller {
        Caller { by, address: self.address, agent: self.agent, correlation_id: self.correlation_id }
    }
}

impl FromRequestParts<AppState> for Origin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string());
        let forwarded = state.config.behind_proxy.then(|| forwarded_for(&parts.headers)).flatten();
        let correlation_id = text(&parts.headers, "x-correlation-id").filter(|id| {
            (1..=64).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
        Ok(Self {
            address: forwarded.or(peer).unwrap_or_default(),
            agent: text(&parts.headers, "user-agent").unwrap_or_default().chars().take(512).collect(),
            correlation_id: correlation_id.map_or_else(actions::correlation_id, str::to_owned),
        })
    }
}

fn forwarded_for(headers: &HeaderMap) -> Option<String> {
    // Each proxy adds behind what was there, some of them as a further header.
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    last.parse::<std::net::IpAddr>().ok().map(|address| address.to_string())
}

/// A header's value, if it is text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

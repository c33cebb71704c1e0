//! `GET /v1/events/tail`: events as they are stored, as server-sent events.
//!
//! A tail holds one page of lines at most, and asks the store for the next when its reader has
//! taken this one: who reads slowly costs no memory. Between pages it waits for word of a later
//! line.

use std::{collections::VecDeque, convert::Infallible, time::Duration};

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures::stream;
use model::line::StoredLine;
use query::{Filters, Query};
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::{Instant, sleep_until},
};

use crate::{
    api::{
        credential,
        error::ApiError,
        events::{parameters, to_json},
    },
    state::{AppState, Origin, text},
};

/// How many lines are fetched at a time.
const PAGE: usize = 100;
/// How often a silent tail shows that it is there, and whether its key still is.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How soon it tells how far it has come when nothing on the way matched.
const NEWS: Duration = Duration::from_secs(1);
/// How long a client waits before it comes again.
const RETRY: Duration = Duration::from_secs(2);

/// One tail on its way.
struct Following {
    state: AppState,
    origin: Origin,
    headers: HeaderMap,
    query: Query,
    head: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    /// Word of keys that were changed or deleted: perhaps this one.
    key_changes: watch::Receiver<()>,
    waiting: VecDeque<StoredLine>,
    /// Everything up to here has been looked at, and up to here the client has been told.
    seen_seq: u64,
    told_seq: u64,
    heartbeat: Instant,
    _place: OwnedSemaphorePermit,
}

/// Follows the events that are stored from now on, or from behind the last one seen.
pub async fn tail(
    State(state): State<AppState>,
    origin: Origin,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // First the word of changes, then the look at the key: none is missed between the two.
    let key_changes = state.desk.key_changes();
    let (key, caller) = credential::service(&state, &headers, origin.clone()).await?;
    let (query, after) = read(query.as_deref(), &headers)?;
    let place = state.tails.clone().try_acquire_owned().map_err(|_| ApiError::too_many_tails())?;
    let head = actions::event::head(&state.desk, &caller, &key.instance).await?;
    let head_seq = *head.borrow();
    // What was seen of a data folder that has gone back to an older state is not waited for.
    let seen_seq = after.unwrap_or(head_seq).min(head_seq);
    let following = Following {
        stopping: state.stopping.clone(),
        key_changes,
        state,
        origin,
        headers,
        query,
        head,
        waiting: VecDeque::new(),
        seen_seq,
        told_seq: seen_seq,
        heartbeat: Instant::now() + HEARTBEAT,
        _place: place,
    };
    let first = following.seen().retry(RETRY);
    let rest = stream::unfold(following, async |mut following| {
        let event = following.next().await?;
        Some((event, following))
    });
    let events = stream::StreamExt::chain(stream::iter([first]), rest);
    let events = stream::StreamExt::map(events, Ok::<_, Infallible>);
    // Proxies of one kind keep answers back until told not to.
    Ok(([("x-accel-buffering", "no")], Sse::new(events)).into_response())
}

/// The query, and the number behind which to go on; a client that comes again names it in a
/// header and repeats the address it began with.
fn read(sent: Option<&str>, headers: &HeaderMap) -> Result<(Query, Option<u64>), ApiError> {
    let (mut query, mut after) = (Query::everything(), None);
    parameters::each(sent, |name, value| {
        match name {
            "query" => query = parameters::query(value)?,
            "after" => after = Some(sequence("after", value)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    match text(headers, "last-event-id").filter(|id| !id.is_empty()) {
        Some(id) => Ok((query, Some(sequence("Last-Event-ID", id)?))),
        None => Ok((query, after)),
    }
}

fn sequence(name: &str, value: &str) -> Result<u64, ApiError> {
    value.parse().map_err(|_| {
        ApiError::bad_field(name, format!("\"{name}\" must be the id of an event of this stream, a number"))
    })
}

impl Following {
    /// The next event; none when the stream ends: the server stops, the key is gone, or the
    /// store fails. The client comes again and goes on where it was, or is told why not.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if *self.stopping.borrow() {
                return None;
            }
            if self.key_changes.has_changed().ok()? {
                self.key_changes.mark_unchanged();
                self.authorise().await?;
            }
            if let Some(stored) = self.waiting.pop_front() {
                self.told_seq = stored.id.seq;
                self.heartbeat = Instant::now() + HEARTBEAT;
                return Some(
                    Event::default().id(self.told_seq.to_string()).data(to_json(&stored).to_string()),
                );
            }
            if self.told_seq < self.seen_seq {
                self.heartbeat = self.heartbeat.min(Instant::now() + NEWS);
            }
            let head_seq = *self.head.borrow_and_update();
            if self.seen_seq < head_seq {
                self.fetch(head_seq).await?;
                let has_long_been_silent = Instant::now() >= self.heartbeat;
                if !self.waiting.is_empty() || !has_long_been_silent {
                    continue;
                }
                return Some(self.beat());
            }
            tokio::select! {
                changed = self.head.changed() => changed.ok()?,
                _ = self.stopping.changed() => {}
                changed = self.key_changes.changed() => {
                    changed.ok()?;
                    self.authorise().await?;
                }
                () = sleep_until(self.heartbeat) => {
                    self.authorise().await?;
                    return Some(self.beat());
                }
            }
        }
    }

    async fn fetch(&mut self, head_seq: u64) -> Option<()> {
        let filters = Filters::default();
        let (instance, caller) = self.authorise().await?;
        let tail = actions::event::tail(
            &self.state.desk,
            &caller,
            &instance,
            &self.query,
            &filters,
            self.seen_seq,
            PAGE,
        );
        let tail = tail.await.map_err(ApiError::from).ok()?;
        // Where nothing is left of what was stored, nothing is waited for.
        let nothing_left = tail.seen_seq == self.seen_seq;
        self.seen_seq = if nothing_left { head_seq } else { tail.seen_seq };
        self.waiting = tail.lines.into();
        Some(())
    }

    /// The key may have been deleted since.
    async fn authorise(&self) -> Option<(model::id::InstanceId, actions::Caller)> {
        let found = credential::service(&self.state, &self.headers, self.origin.clone()).await;
        found.ok().map(|(key, caller)| (key.instance, caller))
    }

    /// Shows that the stream lives, and how far it has come where that is news.
    fn beat(&mut self) -> Event {
        self.heartbeat = Instant::now() + HEARTBEAT;
        if self.told_seq == self.seen_seq {
            return Event::default().comment("still here");
        }
        self.told_seq = self.seen_seq;
        self.seen()
    }

    fn seen(&self) -> Event {
        let seq = self.seen_seq;
        Event::default().event("seen").id(seq.to_string()).data(json!({"seq": seq}).to_string())
    }
}

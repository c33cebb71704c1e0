//! `GET /live`: the news of a list of events, pushed to the page that shows it.
//!
//! The address is the list's own, with `after` (the last line the page knows) and `counts`
//! (numbers only). What is sent is read from the store when the browser has taken what went
//! before, so a slow reader costs no memory. Each piece of news carries the number of the last
//! line looked at; a browser that lost the connection sends it as `Last-Event-ID` and goes on
//! behind it.

use std::{
    collections::VecDeque,
    convert::Infallible,
    time::{Duration, Instant},
};

use actions::{By, Caller};
use app::Following;
use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use store::ask::Tail;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::caller::{Found, session_token};
use crate::{
    api::error::ApiError,
    state::{AppState, text},
};

/// How often there is news when nothing comes: it shows that the connection stands, and ends
/// with the session.
const BEAT: Duration = Duration::from_secs(5);
/// Lines that are stored within this travel together.
const GATHER: Duration = Duration::from_millis(100);
/// The rate is that of so many seconds.
const RATE_OVER: Duration = Duration::from_secs(10);
/// When the browser tries again after a loss.
const RETRY: Duration = Duration::from_secs(1);

/// Follows a list for as long as the session lasts and the page wants it.
pub(super) async fn follow(
    State(state): State<AppState>,
    Extension(Found(caller)): Extension<Found>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let following = Following::read(&state.desk, &caller, query.as_deref().unwrap_or_default()).await?;
    let head = actions::event::head(&state.desk, &caller, &following.instance).await?;
    let Ok(place) = state.tails.clone().try_acquire_owned() else {
        let message = "as many pages are live as this server takes; close one and try again";
        return Ok((StatusCode::SERVICE_UNAVAILABLE, message).into_response());
    };
    let resumed = text(&headers, "last-event-id").and_then(|id| id.parse().ok());
    // What was seen of a data folder that has gone back to an older state is not waited for.
    let last = *head.borrow();
    let after = resumed.or(following.after).unwrap_or(last).min(last);
    let token = session_token(&headers, app::session_cookie(state.config.secure_cookies()));
    let follower = Follower {
        stopping: state.stopping.clone(),
        token: token.unwrap_or_default(),
        state,
        caller,
        following,
        head,
        after,
        beat: true,
        rate: Rate::default(),
        _place: place,
    };
    let news = futures::stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    // Proxies of one kind keep answers back until told not to.
    Ok(([("x-accel-buffering", "no")], Sse::new(news)).into_response())
}

struct Follower {
    state: AppState,
    stopping: watch::Receiver<bool>,
    token: String,
    caller: Caller,
    following: Following,
    head: watch::Receiver<u64>,
    after: u64,
    /// Whether there are to be news even of nothing; the first show that the connection stands.
    beat: bool,
    rate: Rate,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// The next news; none when there will be no more.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if *self.stopping.borrow() || !self.is_signed_in().await {
                return None;
            }
            let last = *self.head.borrow();
            let tail = self.following.look(&self.state.desk, &self.caller, self.after).await.ok()?;
            // Where nothing is left of what was stored, nothing is waited for.
            let moved = tail.seen_seq > self.after;
            self.after = if moved { tail.seen_seq } else { self.after.max(last) };
            if std::mem::take(&mut self.beat) || !tail.lines.is_empty() {
                return Some(self.tell(&tail));
            }
            if !moved {
                self.beat = self.wait().await;
            }
        }
    }

    fn tell(&mut self, tail: &Tail) -> Event {
        let rate = self.rate.after(Instant::now(), tail.lines.len());
        let news = self.following.tell(tail, rate, self.state.desk.now_ms());
        Event::default().id(self.after.to_string()).retry(RETRY).data(news)
    }

    /// Waits for a line, for the end, or for the time of a beat, and says whether it was that.
    async fn wait(&mut self) -> bool {
        let Self { head, stopping, after, .. } = self;
        tokio::select! {
            // Without a sender the instance is being closed, as the server stops.
            Ok(_) = head.wait_for(|head| *head > *after) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return false,
            () = tokio::time::sleep(BEAT) => return true,
        }
        tokio::time::sleep(GATHER).await;
        false
    }

    /// Whoever signed out sees nothing more; a role that changed counts from now on.
    async fn is_signed_in(&mut self) -> bool {
        let Ok(Some(person)) = actions::session::find(&self.state.desk, &self.token).await else {
            return false;
        };
        self.caller.by = By::Person(person);
        true
    }
}

/// How many lines come.
#[derive(Default)]
struct Rate(VecDeque<(Instant, usize)>);

impl Rate {
    #[expect(clippy::cast_precision_loss, reason = "a rate to one place")]
    fn after(&mut self, now: Instant, lines: usize) -> String {
        self.0.push_back((now, lines));
        while self.0.front().is_some_and(|(then, _)| now.duration_since(*then) > RATE_OVER) {
            self.0.pop_front();
        }
        let lines: usize = self.0.iter().map(|(_, lines)| lines).sum();
        format!("{:.1} / s", lines as f64 / RATE_OVER.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_forgets_what_is_long_ago() {
        let (mut rate, start) = (Rate::default(), Instant::now());
        assert_eq!(rate.after(start, 15), "1.5 / s");
        assert_eq!(rate.after(start + Duration::from_secs(4), 5), "2.0 / s");
        assert_eq!(rate.after(start + Duration::from_secs(12), 0), "0.5 / s");
    }
}

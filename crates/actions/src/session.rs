//! Signing in and out: `logdnaat.session.create` and `.delete`.

use model::person::{Email, Person};
use serde_json::json;
use store::{FailureCounts, Session};

use crate::{By, Caller, Desk, Error, attempt::Attempt, password, secret};

/// A session ends when it was not used for this long, and in any case after the second.
pub const IDLE_MS: i64 = 12 * 60 * 60 * 1000;
/// The longest a session lasts, however much it is used.
pub const LONGEST_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How long a failed sign-in counts.
const FAILURE_COUNTS_MS: i64 = 15 * 60 * 1000;

/// A session that was just opened. The token is the cookie's value and is kept nowhere.
pub struct NewSession {
    /// The cookie's value.
    pub token: String,
    /// Who signed in.
    pub person: Person,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession").field("person", &self.person.id).finish_non_exhaustive()
    }
}

/// Signs a person in.
///
/// # Errors
/// [`Error::WrongPassword`] without telling which of the two is wrong, and
/// [`Error::Throttled`] after several failures, before the password is even looked at.
pub async fn create(
    desk: &Desk,
    caller: &Caller,
    email: &str,
    sent_password: &str,
) -> Result<NewSession, Error> {
    // Whoever tries is told by the address they typed: it is the account that is knocked at.
    let shown: String = email.trim().to_lowercase().chars().take(254).collect();
    try_now(desk, &shown, &caller.address).await?;
    let stored = match Email::parse(email) {
        Ok(email) => desk.store().read().await?.people().find_by_email(&email).await?,
        Err(_) => None,
    };
    let (person, hash) = stored.map(|stored| (stored.person, stored.password_hash)).unzip();
    let sent = sent_password.chars().take(1024).collect();
    let belongs = password::belongs(sent, hash).await?;
    let by = match &person {
        Some(person) if belongs => By::Person(person.clone()),
        // Whoever this was did not prove to be the person, and is not told as them.
        _ => By::Unproven { email: shown.clone() },
    };
    let known = Caller { by, ..caller.clone() };
    let attempt = attempt(desk, &known, "logdnaat.session.create");
    match person {
        Some(person) if belongs => open(desk, &attempt, person).await,
        _ => attempt.settle(Err(Error::WrongPassword), &shown, json!({"email": shown})).await,
    }
}

/// Opens a session for a person who has proved who they are.
pub(crate) async fn open(desk: &Desk, attempt: &Attempt<'_>, person: Person) -> Result<NewSession, Error> {
    let token = secret::hex::<32>();
    let now_ms = desk.now_ms();
    desk.store().drop_old_sessions(now_ms - LONGEST_MS, now_ms - IDLE_MS).await?;
    let mut change = desk.store().change().await?;
    change.delete_sign_in_failures_of(person.email.as_str()).await?;
    change
        .insert_session(&Session {
            token_hash: secret::hash(&token),
            person: person.id.clone(),
            created_ms: now_ms,
            seen_ms: now_ms,
            address: attempt.caller.address.clone(),
            agent: attempt.caller.agent.clone(),
        })
        .await?;
    attempt.succeed(change, person.email.as_str(), json!({"email": person.email})).await?;
    Ok(NewSession { token, person })
}

/// The person a cookie belongs to, if its session is still open.
pub async fn find(desk: &Desk, token: &str) -> Result<Option<Person>, Error> {
    let hash = secret::hash(token);
    let now_ms = desk.now_ms();
    let mut read = desk.store().read().await?;
    let Some(session) = read.sessions().find(&hash).await? else { return Ok(None) };
    if now_ms - session.created_ms > LONGEST_MS || now_ms - session.seen_ms > IDLE_MS {
        return Ok(None);
    }
    let person = read.people().find(&session.person).await?;
    drop(read);
    if now_ms - session.seen_ms > 60_000
        && let Err(error) = desk.store().touch_session(&hash, now_ms).await
    {
        // On a full disk one can still read.
        tracing::warn!(error = &error as &dyn std::error::Error, "the use of a session could not be noted");
    }
    Ok(person)
}

/// Signs the caller out of this browser.
pub async fn delete(desk: &Desk, caller: &Caller, token: &str) -> Result<(), Error> {
    let person = caller.person().ok_or(Error::SignedOut)?;
    let mut change = desk.store().change().await?;
    change.delete_session(&secret::hash(token)).await?;
    let request = json!({"email": person.email, "everywhere": false});
    attempt(desk, caller, "logdnaat.session.delete").succeed(change, person.email.as_str(), request).await
}

/// Signs the caller out everywhere.
pub async fn delete_all(desk: &Desk, caller: &Caller) -> Result<(), Error> {
    let person = caller.person().ok_or(Error::SignedOut)?;
    let mut change = desk.store().change().await?;
    change.delete_sessions_of(&person.id).await?;
    let request = json!({"email": person.email, "everywhere": true});
    attempt(desk, caller, "logdnaat.session.delete").succeed(change, person.email.as_str(), request).await
}

fn attempt<'a>(desk: &'a Desk, caller: &'a Caller, action: &'static str) -> Attempt<'a> {
    Attempt { desk, caller, instance: None, action, data_event: false }
}

/// Notes the try, or says how long to wait before the next is looked at.
async fn try_now(desk: &Desk, email: &str, address: &str) -> Result<(), Error> {
    let now_ms = desk.now_ms();
    let wait = |counts: FailureCounts| {
        Some(counts.latest_ms + penalty_ms(counts) - now_ms).filter(|left_ms| *left_ms > 0)
    };
    let since_ms = now_ms - FAILURE_COUNTS_MS;
    match desk.store().try_sign_in(email, address, &network_of(address), now_ms, since_ms, wait).await? {
        Some(left_ms) => Err(Error::Throttled { wait_s: left_ms.div_euclid(1000) + 1 }),
        None => Ok(()),
    }
}

/// How long after the latest failure the next try is looked at: nothing for the first few,
/// then twice as long each time. An account that is knocked at from many addresses is slowed
/// down late and little, and not at all where its owner is signed in, so that nobody can lock
/// them out.
fn penalty_ms(counts: FailureCounts) -> i64 {
    let doubled = |over: i64| if over <= 0 { 0 } else { (1000 << over.min(10)).min(FAILURE_COUNTS_MS) };
    let account = if counts.known { 0 } else { doubled(counts.account - 49).min(10_000) };
    doubled(counts.pair - 4).max(doubled(counts.address - 19)).max(account)
}

/// What counts as one place: an IPv4 address, or the /64 network of an IPv6 address, all of
/// which one person has.
fn network_of(address: &str) -> String {
    match address.parse::<std::net::Ipv6Addr>() {
        Ok(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(pair: i64, address: i64, account: i64) -> FailureCounts {
        FailureCounts { pair, address, account, latest_ms: 0, known: false }
    }

    #[test]
    fn the_first_tries_are_free_and_each_further_one_waits_twice_as_long() {
        assert_eq!(penalty_ms(counts(4, 19, 49)), 0);
        assert_eq!(penalty_ms(counts(5, 5, 5)), 2_000);
        assert_eq!(penalty_ms(counts(6, 6, 6)), 4_000);
        assert_eq!(penalty_ms(counts(0, 20, 0)), 2_000);
        assert_eq!(penalty_ms(counts(0, 0, 50)), 2_000);
        assert_eq!(penalty_ms(counts(i64::MAX, 0, 0)), FAILURE_COUNTS_MS);
    }

    #[test]
    fn a_storm_from_elsewhere_hardly_slows_the_owner_down() {
        assert_eq!(penalty_ms(counts(0, 0, 10_000)), 10_000);
        assert_eq!(penalty_ms(FailureCounts { known: true, ..counts(0, 0, 10_000) }), 0);
    }

    #[test]
    fn all_of_one_ipv6_network_is_one_place() {
        assert_eq!(network_of("2001:db8:1:2::7"), network_of("2001:db8:1:2:ffff::1"));
        assert_ne!(network_of("2001:db8:1:2::7"), network_of("2001:db8:1:3::7"));
        assert_eq!(network_of("192.0.2.1"), "192.0.2.1");
    }
}

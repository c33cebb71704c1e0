//! `spoor serve --demo`: a desk with something to look at.
//!
//! An owner, one instance, a day of invented events and then a steady trickle of more, all of
//! them made by the seeded generator and sent through the same verb as real ones.

use std::time::Duration;

use actions::{
    Caller, Desk,
    line::{Incoming, Sender},
    setup::FirstRun,
};
use generator::{Generator, Profile};
use model::{
    catalog::Catalog,
    instance::Instance,
    line::Line,
    person::{Email, NewPassword},
};

const EMAIL: &str = "demo@example.com";
const LOCATION: &str = "us-south";
/// How much lies in the past when the demo starts, and how it goes on.
const BACKLOG_MS: i64 = 24 * 60 * 60 * 1000;
const BACKLOG_EVENTS: i64 = 2_000;
const GAP: Duration = Duration::from_millis(1500);

/// Makes the demo desk where there is none yet, prints how to enter, and lets events come.
pub(crate) async fn start(desk: &Desk, url: &str) -> anyhow::Result<()> {
    println!("A demo desk with invented events is ready. Do not put real events into it.\n\n  {url}/events");
    if actions::setup::is_needed(desk).await? {
        let password = actions::demo_password();
        let first = FirstRun {
            email: Email::parse(EMAIL)?,
            password: NewPassword::parse(&password)?,
            location: LOCATION.to_owned(),
        };
        actions::setup::run(desk, first).await?;
        println!("\n  e-mail    {EMAIL}\n  password  {password}\n");
    } else {
        println!("\nIt was made earlier: sign in with the password printed then, or delete its data folder.\n");
    }
    let instances = actions::instance::list(desk, &Caller::desk()).await?;
    if let Some((instance, _)) = instances.into_iter().next() {
        tokio::spawn(trickle(desk.clone(), instance));
    }
    Ok(())
}

async fn trickle(desk: Desk, instance: Instance) {
    let sender =
        Sender { instance: instance.id.clone(), key: None, address: "192.0.2.1".to_owned(), idempotency_key: None };
    let now_ms = desk.now_ms();
    let profile = |start_ms, gap_ms| Profile {
        mean_gap_ms: gap_ms,
        locations: vec![instance.location.clone()],
        account: instance.account.to_string(),
        ..Profile::starting_at(start_ms)
    };
    let seed = u64::try_from(now_ms).unwrap_or_default();
    let mut past = Generator::new(seed, profile(now_ms - BACKLOG_MS, (BACKLOG_MS / BACKLOG_EVENTS) as f64));
    let backlog = std::iter::from_fn(|| Some(past.next_event()).filter(|event| event.time_ms < now_ms));
    let backlog: Vec<_> = backlog.map(|event| to_line(event.text, event.time_ms)).collect();
    send(&desk, &sender, backlog).await;
    let mut tick = tokio::time::interval(GAP);
    loop {
        tick.tick().await;
        let now_ms = desk.now_ms();
        let mut present = Generator::new(now_ms.cast_unsigned(), profile(now_ms, 1.0));
        let event = present.next_event();
        send(&desk, &sender, vec![to_line(event.text, now_ms)]).await;
    }
}

fn to_line(text: String, time_ms: i64) -> Incoming {
    let mut line = Line { text, time_ms, ..Line::default() };
    line.derive();
    Catalog::embedded().label(&mut line);
    Incoming::Line(line)
}

async fn send(desk: &Desk, sender: &Sender, incoming: Vec<Incoming>) {
    if let Err(error) = actions::line::append(desk, sender, incoming).await {
        tracing::warn!(%error, "the demo could not store its events");
    }
}

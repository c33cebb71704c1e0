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
use anyhow::bail;
use generator::{Generator, Profile};
use model::{
    catalog::Catalog,
    instance::Instance,
    line::Line,
    person::{Email, NewPassword},
    time::format_event_time,
};

const EMAIL: &str = "demo@example.com";
const LOCATION: &str = "us-south";
/// How much lies in the past when the demo starts, and how it goes on.
const BACKLOG_MS: i64 = 24 * 60 * 60 * 1000;
const BACKLOG_EVENTS: i64 = 2_000;
const STORY_EVERY: u64 = 150;
const GAP: Duration = Duration::from_millis(1500);

/// Makes the demo desk where there is none yet, prints how to enter, and lets events come.
pub(crate) async fn start(desk: &Desk, url: &str) -> anyhow::Result<()> {
    let is_new = actions::setup::is_needed(desk).await?;
    if !is_new && !is_demo(desk).await? {
        bail!(
            "this data folder holds a real desk: invented events do not go there; name another with --data"
        );
    }
    println!("A demo desk with invented events is ready. Do not put real events into it.\n\n  {url}/events");
    if is_new {
        let password = actions::demo_password();
        let first = FirstRun {
            email: Email::parse(EMAIL)?,
            password: NewPassword::parse(&password)?,
            location: LOCATION.to_owned(),
        };
        actions::setup::run(desk, first).await?;
        println!("\n  e-mail    {EMAIL}\n  password  {password}\n");
    } else {
        println!(
            "\nIt was made earlier: sign in with the password printed then, or delete its data folder.\n"
        );
    }
    let instances = actions::instance::list(desk, &Caller::desk()).await?;
    if let Some((instance, _)) = instances.into_iter().next() {
        tokio::spawn(trickle(desk.clone(), instance));
    }
    Ok(())
}

/// Whether nobody but the demo's own owner has an account.
async fn is_demo(desk: &Desk) -> anyhow::Result<bool> {
    let mut read = desk.store().read().await?;
    let owner = read.people().find_by_email(&Email::parse(EMAIL)?).await?;
    Ok(owner.is_some() && read.people().count().await? == 1)
}

async fn trickle(desk: Desk, instance: Instance) {
    let now_ms = desk.now_ms();
    let profile = Profile {
        mean_gap_ms: (BACKLOG_MS / BACKLOG_EVENTS) as f64,
        locations: vec![instance.location.clone()],
        account: instance.account.to_string(),
        story_every: STORY_EVERY,
        rhythm: false,
        ..Profile::starting_at(now_ms - BACKLOG_MS)
    };
    let mut generator = Generator::new(now_ms.cast_unsigned(), profile);
    let backlog = std::iter::from_fn(|| Some(generator.next_event()).filter(|event| event.time_ms < now_ms));
    let backlog: Vec<_> = backlog.map(|event| to_line(event.text)).collect();
    send(&desk, &instance, backlog).await;
    // From here on the generator runs ahead of the clock: each event is told as of now.
    let mut tick = tokio::time::interval(GAP);
    loop {
        tick.tick().await;
        let event = generator.next_event();
        let (then, now) = (format_event_time(event.time_ms), format_event_time(desk.now_ms()));
        send(&desk, &instance, vec![to_line(event.text.replace(&then, &now))]).await;
    }
}

fn to_line(text: String) -> Incoming {
    let mut line = Line { text, ..Line::default() };
    let origin = Catalog::embedded().describe(&mut line);
    Incoming::Line(Box::new(line), origin)
}

async fn send(desk: &Desk, instance: &Instance, incoming: Vec<Incoming>) {
    let sender = Sender {
        instance: Some(instance.id.clone()),
        key: None,
        address: "192.0.2.1".to_owned(),
        received_ms: desk.now_ms(),
        idempotency_key: None,
    };
    if let Err(error) = actions::line::append(desk, &sender, incoming).await {
        tracing::warn!(%error, "the demo could not store its events");
    }
}

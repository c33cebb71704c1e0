//! What it costs to take events in.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use generator::{Generator, Profile};

use super::{Plan, desk::Desk, row};

const LINES: usize = 1_000;
/// How much time the generated events cover.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Requests of a thousand lines, one after the other, as a shipper sends them.
pub fn many_lines(desk: &Desk, plan: &Plan) -> Result<usize> {
    let agent = ureq::Agent::new_with_defaults();
    let mut generator = generator(plan.seed, DAY_MS as f64 / plan.events.max(1) as f64);
    let mut sent = 0;
    let (mut waited, before) = (Duration::ZERO, desk.processor()?);
    while sent < plan.events {
        let lines = LINES.min(plan.events - sent);
        let body: String = (0..lines).map(|_| generator.next_event().text + "\n").collect();
        let started = Instant::now();
        post(&agent, desk, body)?;
        waited += started.elapsed();
        sent += lines;
    }
    let processor = desk.processor()? - before;
    let per_event = processor.as_secs_f64() * 1e6 / sent as f64;
    row("ingest, 1,000 lines a request: server CPU per event", format!("{per_event:.1} µs"));
    row("  one connection", format!("{:.0} lines/s", sent as f64 / waited.as_secs_f64()));
    Ok(sent)
}

/// Requests of one line over 64 connections, as many small senders do.
pub fn one_line(desk: &Desk, seed: u64) -> Result<()> {
    const CONNECTIONS: u64 = 64;
    const EACH: usize = 100;
    let before = desk.processor()?;
    let started = Instant::now();
    let times = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..CONNECTIONS)
            .map(|number| {
                scope.spawn(move || -> Result<Vec<Duration>> {
                    let agent = ureq::Agent::new_with_defaults();
                    let mut generator = generator(seed + 1 + number, 1000.0);
                    let send = |_| {
                        let started = Instant::now();
                        post(&agent, desk, generator.next_event().text)?;
                        Ok(started.elapsed())
                    };
                    (0..EACH).map(send).collect()
                })
            })
            .collect();
        let mut times = vec![];
        for sender in senders {
            times.extend(sender.join().ok().context("a sender panicked")??);
        }
        Ok::<_, anyhow::Error>(times)
    })?;
    let (elapsed, sent) = (started.elapsed(), times.len());
    let per_event = (desk.processor()? - before).as_secs_f64() * 1e6 / sent as f64;
    let mut times = times;
    times.sort_unstable();
    let ms = |at: usize| times[(sent * at / 100).min(sent - 1)].as_secs_f64() * 1e3;
    row("ingest, 1 line a request, 64 connections: CPU per event", format!("{per_event:.0} µs"));
    row("  time to acknowledge, p50 and p99", format!("{:.1} ms, {:.1} ms", ms(50), ms(99)));
    row("  together", format!("{:.0} lines/s", sent as f64 / elapsed.as_secs_f64()));
    Ok(())
}

fn generator(seed: u64, mean_gap_ms: f64) -> Generator {
    let profile = Profile { mean_gap_ms, rhythm: false, ..Profile::starting_at(START_MS) };
    Generator::new(seed, profile)
}

/// 2026-01-01, so that the same seed makes the same bytes on any day.
pub const START_MS: i64 = 1_767_225_600_000;

fn post(agent: &ureq::Agent, desk: &Desk, body: String) -> Result<()> {
    let request = agent.post(format!("{}/v1/events", desk.url)).header("apikey", &desk.ingestion);
    let answer = request.header("content-type", "application/x-ndjson").send(body)?;
    ensure!(answer.status() == 200, "lines were not taken: {}", answer.status());
    answer.into_body().read_to_vec()?;
    Ok(())
}

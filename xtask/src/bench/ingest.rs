//! What it costs to take events in.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use generator::{Generator, Profile};

use super::{Plan, desk::Desk, row};

const LINES: usize = 1_000;
/// How much time the generated events cover.
const DAYS_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Requests of a thousand lines, one after the other, as a shipper sends them.
pub fn many_lines(desk: &Desk, plan: &Plan) -> Result<usize> {
    let agent = ureq::Agent::new_with_defaults();
    let mut events = events(plan)?;
    let (mut sent, mut slowest, mut most) = (0, Duration::ZERO, 0.0_f64);
    let (mut waited, before) = (Duration::ZERO, desk.processor()?);
    loop {
        let lines: Vec<String> = events.by_ref().take(LINES).collect::<Result<_>>()?;
        if lines.is_empty() {
            break;
        }
        let started = Instant::now();
        post(&agent, desk, lines.concat())?;
        waited += started.elapsed();
        slowest = slowest.max(started.elapsed());
        sent += lines.len();
        if (sent / LINES).is_power_of_two() && sent <= 64 * LINES {
            desk.want_data_events()?;
        }
        if sent.is_multiple_of(50 * LINES) {
            most = most.max(desk.resident()?);
        }
    }
    let processor = desk.processor()? - before;
    let per_event = processor.as_secs_f64() * 1e6 / sent.max(1) as f64;
    row("ingest, 1,000 lines a request: server CPU per event", format!("{per_event:.1} µs"));
    row("  one connection", format!("{:.0} lines/s", sent as f64 / waited.as_secs_f64()));
    row("  slowest acknowledgement", format!("{:.0} ms", slowest.as_secs_f64() * 1e3));
    row("  most memory meanwhile", format!("{:.0} MB", most / 1e6));
    Ok(sent)
}

/// Sends generated events, a thousand a request, and measures nothing.
pub fn send(desk: &Desk, seed: u64, events: usize) -> Result<()> {
    let agent = ureq::Agent::new_with_defaults();
    let mut generator = generator(seed, DAYS_MS as f64 / events.max(1) as f64);
    for first in (0..events).step_by(LINES) {
        let lines = (first..events.min(first + LINES)).map(|_| generator.next_event().text + "\n");
        post(&agent, desk, lines.collect())?;
    }
    Ok(())
}

/// The events to send, each with its end of line: generated, or from a file.
fn events(plan: &Plan) -> Result<Box<dyn Iterator<Item = Result<String>>>> {
    if let Some(file) = &plan.jsonl {
        let file =
            std::fs::File::open(file).with_context(|| format!("{} can not be read", file.display()))?;
        let lines = std::io::BufRead::lines(std::io::BufReader::new(file)).take(plan.events);
        return Ok(Box::new(lines.map(|line| Ok(line? + "\n"))));
    }
    let mut generator = generator(plan.seed, DAYS_MS as f64 / plan.events.max(1) as f64);
    Ok(Box::new((0..plan.events).map(move |_| Ok(generator.next_event().text + "\n"))))
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
    let profile = Profile { mean_gap_ms, rhythm: false, late_per_mille: 3, ..Profile::starting_at(START_MS) };
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

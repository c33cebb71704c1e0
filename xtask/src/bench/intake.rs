//! What exclusion rules and parsing templates cost while events come in.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Plan, desk::Desk, ingest, row};

/// How many of each there are, and how many events are sent with them and without.
const RULES: usize = 50;
const TEMPLATES: usize = 10;
const EVENTS: usize = 500_000;
/// Events that are there before, so that there is something to make templates for.
const BEFORE: usize = 20_000;

/// Sends the same events to a desk with none and to one with many.
pub fn compared(plan: &Plan) -> Result<()> {
    let events = plan.events.min(EVENTS);
    let without = cost(plan, events, false)?;
    let with = cost(plan, events, true)?;
    row("ingest, no rules and no templates: server CPU per event", format!("{without:.1} µs"));
    let more = (with / without - 1.0) * 100.0;
    row("ingest, 50 active rules and 10 templates: the same", format!("{with:.1} µs ({more:+.0} %)"));
    Ok(())
}

/// Microseconds of processor time for each event.
fn cost(plan: &Plan, events: usize, is_ruled: bool) -> Result<f64> {
    let desk = Desk::start()?;
    ingest::send(&desk, plan.seed, BEFORE)?;
    // What is not stored costs next to nothing, and would make rules look dear.
    desk.want_data_events()?;
    if is_ruled {
        let actions = actions(&desk)?;
        ensure!(actions.len() >= TEMPLATES, "too few actions were generated");
        rules(&desk, &actions)?;
        templates(&desk, &actions)?;
    }
    let before = desk.processor()?;
    ingest::send(&desk, plan.seed + 1, events)?;
    Ok((desk.processor()? - before).as_secs_f64() * 1e6 / events as f64)
}

/// The actions that came, the most frequent first.
fn actions(desk: &Desk) -> Result<Vec<String>> {
    let ask = format!("{}/v1/events/facets?field=action&limit=200&from=2020-01-01", desk.url);
    let answer = ureq::get(ask).header("servicekey", &desk.service).call()?;
    let told: Value = serde_json::from_reader(answer.into_body().into_reader())?;
    let values = told["facets"][0]["values"].as_array().context("no facet was answered")?;
    Ok(values.iter().filter_map(|value| value["value"].as_str().map(str::to_owned)).collect())
}

/// Rules as people write them: an action of some source that few events have, one in five for live
/// tail alone, and some that fit nothing any more.
fn rules(desk: &Desk, actions: &[String]) -> Result<()> {
    let rare = actions.iter().rev().cycle().take(RULES).enumerate();
    for (number, action) in rare {
        let query = match number % 3 {
            0 => format!("action:==\"{action}\" outcome:success"),
            1 => format!("action:==\"{action}\" -initiator.name:nobody-{number}"),
            _ => format!("retired-service-{number} OR (action:=\"{action}\" reason.reasonCode:>=400)"),
        };
        let rule = json!({"title": format!("Rule {number}"), "active": true, "query": query,
            "indexonly": number % 5 == 0});
        post(desk, "/v1/config/ingestion/exclusions", &rule)?;
    }
    Ok(())
}

/// Templates for ten actions of middling frequency.
fn templates(desk: &Desk, actions: &[String]) -> Result<()> {
    let middle = actions.len().saturating_sub(TEMPLATES) / 4;
    for (number, action) in actions[middle..].iter().take(TEMPLATES).enumerate() {
        let template = json!({
            "name": format!("Template {number}"),
            "query": format!("action:==\"{action}\""),
            "state": "active",
            "steps": [{"operator": "parse_json", "steps": [
                {"take": "action", "operator": "split", "delimiter": ".", "steps": [
                    {"take": "-1", "operator": "capture", "field": "verb"}
                ]},
                {"take": "eventTime", "operator": "trim", "start": 0, "end": 10, "steps": [
                    {"operator": "capture", "field": "day"}
                ]},
            ]}],
        });
        post(desk, "/v1/config/parsing-templates", &template)?;
    }
    Ok(())
}

fn post(desk: &Desk, path: &str, body: &Value) -> Result<()> {
    let request = ureq::post(format!("{}{path}", desk.url)).header("servicekey", &desk.service);
    let answer = request.header("content-type", "application/json").send(body.to_string())?;
    ensure!(answer.status() == 200, "{path} was not taken: {}", answer.status());
    Ok(())
}

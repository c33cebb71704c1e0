//! From what happened to the text of its event.

use std::fmt::{self, Write};

use model::time;

use crate::{
    GeneratedEvent,
    cast::Initiator,
    dice::{Dice, write_uuid},
    ending::Ending,
    estate::{Estate, Target},
    recipe::{Kind, Recipe},
    request,
};

/// One thing that happened.
pub(crate) struct Act<'a> {
    pub(crate) time_ms: i64,
    pub(crate) recipe: &'a Recipe,
    pub(crate) who: &'a Initiator,
    /// The initiator written anew, where it acts from an unusual place.
    pub(crate) home: Option<String>,
    pub(crate) target: Target,
    pub(crate) ending: Ending,
    pub(crate) correlation: u128,
    /// Whether it is sent under its old name and in its old form.
    pub(crate) legacy: bool,
    /// Its `requestData`, where a story needs a certain one.
    pub(crate) request: Option<String>,
}

/// Writes the event of an act. Times have hundredths, so the event's time is cut to them.
pub(crate) fn compose(act: &Act<'_>, estate: &Estate, dice: &mut Dice) -> GeneratedEvent {
    let time_ms = act.time_ms - act.time_ms.rem_euclid(10);
    let mut text = String::with_capacity(2048);
    let enveloped = act.legacy && act.recipe.kind == Kind::Power;
    let written = if enveloped {
        write_envelope(&mut text, act, time_ms, dice)
    } else {
        write_flat(&mut text, act, time_ms, estate, dice)
    };
    written.expect("a String takes whatever is written to it");
    GeneratedEvent { time_ms, text }
}

fn write_flat(
    out: &mut String,
    act: &Act<'_>,
    time_ms: i64,
    estate: &Estate,
    dice: &mut Dice,
) -> fmt::Result {
    let Act { recipe, who, target, ending, .. } = act;
    write_all(out, &[r#"{"logSourceCRN":""#, &target.source, r#"","saveServiceCopy":true"#]);
    if !act.legacy {
        write_all(out, &[r#","dataEvent":"#, if recipe.data { "true" } else { "false" }]);
    }
    write_all(out, &[r#","outcome":""#, ending.outcome, r#"","eventTime":""#]);
    out.push_str(&time::format_event_time(time_ms));
    write_all(out, &[r#"","action":""#, name(act), r#"","#]);
    if !act.legacy {
        out.push_str(r#""correlationId":""#);
        write_uuid(out, act.correlation);
        out.push_str(r#"","#);
    }
    let initiator = act.home.as_ref().unwrap_or_else(|| dice.one(&who.flat));
    write_all(out, &[r#""severity":""#, ending.severity, r#"","initiator":"#, initiator]);
    write_all(out, &[r#","target":{"id":""#, &target.id, r#"","name":""#, &target.name]);
    let group = target.group.and_then(|at| estate.groups.get(at)).map_or("", String::as_str);
    write_all(out, &[r#"","typeURI":""#, &recipe.type_uri, r#"","resourceGroupId":""#, group, r#""},"#]);
    write!(out, r#""reason":{{"reasonCode":{},"reasonType":"{}""#, ending.code, ending.reason)?;
    if !ending.why.is_empty() {
        write_all(out, &[r#","reasonForFailure":""#, ending.why, r#"""#]);
    }
    out.push_str(r#"},"requestData":"#);
    // Few services still put their JSON into a string.
    if recipe.kind == Kind::Power && dice.per_mille(20) {
        write_in_string(out, |inner| request::write_request(inner, act, dice))?;
    } else {
        request::write_request(out, act, dice)?;
    }
    out.push_str(r#","responseData":"#);
    request::write_response(out, act, dice)?;
    out.push_str(r#","message":""#);
    write_message(out, act);
    if !act.legacy {
        out.push_str(r#","observer":{"name":"ActivityTracker"}"#);
    }
    out.push('}');
    Ok(())
}

fn write_envelope(out: &mut String, act: &Act<'_>, time_ms: i64, dice: &mut Dice) -> fmt::Result {
    let Act { recipe, who, target, ending, .. } = act;
    write_all(out, &[r#"{"payload":{"outcome":""#, ending.outcome, r#"","eventTime":""#]);
    out.push_str(&time::format_event_time(time_ms));
    write_all(out, &[r#"","action":""#, name(act), r#"","severity":""#, ending.severity]);
    write_all(out, &[r#"","initiator":"#, &who.old, r#","target":{"id":""#, &target.id]);
    write_all(out, &[r#"","name":""#, &target.name, r#"","typeURI":"pcloud/"#, &recipe.object]);
    write_all(out, &["/", &recipe.verb, r#"","host":{"address":"192.0.2.72"}},"#]);
    write!(out, r#""reason":{{"reasonCode":{}}},"requestData":"#, ending.code)?;
    write_in_string(out, |inner| request::write_request(inner, act, dice))?;
    out.push_str(r#","responseData":"#);
    write_in_string(out, |inner| request::write_response(inner, act, dice))?;
    write_all(out, &[r#","message":"pcloud: "#, &recipe.verb, " ", &recipe.object, " ", &target.name]);
    write_all(out, &[" ", ending.outcome, r#""},"logSourceCRN":""#, &target.source]);
    let account = target.source.split(':').nth(6).unwrap_or_default();
    write_all(out, &[r#"","saveServiceCopy":true,"meta":{"serviceProviderName":"power-iaas","#]);
    out.push_str(r#""serviceProviderRegion":"ng","serviceProviderProjectId":"power-iaas","#);
    write_all(out, &[r#""userAccountIds":[""#, account, r#""],"userSpaceRegion":"ng"}}"#]);
    Ok(())
}

fn name<'a>(act: &'a Act<'_>) -> &'a str {
    let old = act.recipe.old_name.as_deref().filter(|_| act.legacy);
    old.unwrap_or(&act.recipe.action)
}

fn write_message(out: &mut String, act: &Act<'_>) {
    out.push_str(&act.recipe.said);
    if !act.target.name.is_empty() {
        write_all(out, &[" ", &act.target.name]);
    }
    if act.ending.outcome != "success" {
        write_all(out, &[" -", act.ending.outcome]);
    }
    out.push('"');
}

/// Writes JSON as the text of a string.
fn write_in_string(out: &mut String, write: impl FnOnce(&mut String) -> fmt::Result) -> fmt::Result {
    let mut inner = String::with_capacity(512);
    write(&mut inner)?;
    if inner == "null" {
        out.push_str("null");
        return Ok(());
    }
    out.push('"');
    for part in inner.split_inclusive('"') {
        match part.strip_suffix('"') {
            Some(before) => write_all(out, &[before, "\\\""]),
            None => out.push_str(part),
        }
    }
    out.push('"');
    Ok(())
}

fn write_all(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

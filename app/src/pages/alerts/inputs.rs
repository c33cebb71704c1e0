//! The inputs of the form for a channel, and what of them was not taken.

use model::channel::{Channel, Integration, Interval, Method, Operator, Schedule, Severity, Target};
use serde_json::Value;

use crate::{
    desk,
    error::DeskError,
    ui::{Input, InputKind},
};

const DAYS: [(&str, &str); 7] = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("0", "Sunday"),
];

/// The inputs for a channel of this kind: one that is there, or another.
pub fn inputs(kind: Integration, channel: Option<&Channel>) -> Vec<Input> {
    let mut inputs = vec![Input {
        kind: InputKind::Hidden,
        name: "channel[integration]".to_owned(),
        value: kind.as_str().to_owned(),
        ..Input::default()
    }];
    inputs.extend(of_target(kind, channel.map(|channel| &channel.draft.target)));
    inputs.extend(of_trigger(kind, channel));
    inputs.extend(of_schedule(channel.and_then(|channel| channel.draft.schedule.as_ref())));
    inputs
}

fn input(kind: InputKind, name: &str, label: &str, value: impl Into<String>, hint: &str) -> Input {
    Input {
        kind,
        name: format!("channel[{name}]"),
        label: label.to_owned(),
        value: value.into(),
        hint: hint.to_owned(),
        options: vec![],
    }
}

fn choice(name: &str, label: &str, value: &str, options: Vec<(&str, String)>) -> Input {
    let options = options.into_iter().map(|(sent, said)| (sent.to_owned(), said)).collect();
    Input { options, ..input(InputKind::Choice, name, label, value, "") }
}

/// A secret that is never in the page; where there is one, leaving it empty keeps it.
fn secret(name: &str, label: &str, before: Option<String>, hint: &str) -> Input {
    let hint = match before {
        Some(before) => format!("Leave it empty to keep {before}"),
        None => hint.to_owned(),
    };
    input(InputKind::Secret, name, label, "", &hint)
}

fn of_target(kind: Integration, target: Option<&Target>) -> Vec<Input> {
    let url = match target {
        Some(Target::Slack { url, .. } | Target::Webhook { url, .. } | Target::Sysdig { url, .. }) => {
            Some(url.masked())
        }
        _ => None,
    };
    let key = match target {
        Some(Target::PagerDuty { .. } | Target::Sysdig { .. }) => Some("the key that is there".to_owned()),
        _ => None,
    };
    let key = || secret("key", "Key", key.clone(), "It is shown to nobody again.");
    let address = |label: &str, hint: &str| secret("url", label, url.clone(), hint);
    match kind {
        Integration::Email => {
            let (emails, zone) = match target {
                Some(Target::Email { emails, zone }) => (emails.as_slice(), zone.as_ref()),
                _ => (&[][..], None),
            };
            let emails: Vec<&str> = emails.iter().map(|email| email.as_str()).collect();
            let zone = zone.map(|zone| zone.as_str()).unwrap_or_default();
            vec![
                input(InputKind::Long, "emails", "Mail addresses", emails.join("\n"), "One a line."),
                input(
                    InputKind::Text,
                    "timezone",
                    "Time zone of its times",
                    zone,
                    "Such as Europe/London; nothing means UTC.",
                ),
            ]
        }
        Integration::Slack => {
            let color = match target {
                Some(Target::Slack { color, .. }) => color.as_str(),
                _ => "",
            };
            vec![
                address("Address of the incoming webhook", "Slack makes it; with https:// and a host."),
                input(InputKind::Text, "color", "Colour of the message", color, "Optional; such as #d4b135."),
            ]
        }
        Integration::Webhook => {
            of_webhook(address("Address", "With http:// or https:// and a host."), target)
        }
        Integration::PagerDuty => vec![key()],
        Integration::PagerDutyAutoResolve => {
            let resolve = match target {
                Some(Target::PagerDuty { resolve, .. }) => resolve.as_ref(),
                _ => None,
            };
            let limit = resolve.and_then(|resolve| resolve.limit).unwrap_or(1).to_string();
            let interval = resolve.and_then(|resolve| resolve.interval);
            let interval = interval.map_or("5m", |interval| interval.as_str());
            let ends = "Of absence: with more.";
            vec![
                key(),
                input(
                    InputKind::Text,
                    "autoresolvelimit",
                    "The incident ends with fewer lines than",
                    limit,
                    ends,
                ),
                choice("autoresolveinterval", "Counted over", interval, intervals(&Interval::ALL)),
            ]
        }
        Integration::Sysdig => {
            let severity = match target {
                Some(Target::Sysdig { severity, .. }) => severity.as_str(),
                _ => "info",
            };
            let severities = Severity::ALL.map(|it| (it.as_str(), it.as_str().to_owned())).to_vec();
            vec![
                address("Address of Monitoring", "With http:// or https:// and a host."),
                key(),
                choice("severity", "Severity", severity, severities),
            ]
        }
    }
}

fn of_webhook(address: Input, target: Option<&Target>) -> Vec<Input> {
    let (method, headers, body) = match target {
        Some(Target::Webhook { method, headers, body, .. }) => {
            let names = headers.keys().map(|name| format!("{name}: ***"));
            let body = body.as_ref().map(|body| body.pretty()).unwrap_or_default();
            (method.as_str(), names.collect::<Vec<_>>().join("\n"), body)
        }
        _ => ("post", String::new(), String::new()),
    };
    let methods = Method::ALL.map(|it| (it.as_str(), it.as_str().to_uppercase())).to_vec();
    let tokens = "Optional; a JSON object whose texts may hold {{ name }}, {{ matches }}, {{ lines }}, {{ query }}, \
        {{ url }}, {{ level }}, {{ app }}, {{ host }}, {{ tag }}, {{ line }}, {{ line_objects }} or \
        {{ first_line_object }}. The desk's own events show it: put secrets into headers.";
    vec![
        address,
        choice("method", "Method", method, methods),
        input(
            InputKind::Long,
            "headers",
            "Headers",
            headers,
            "One a line, such as x-token: abc. The value *** stays as it is.",
        ),
        input(InputKind::Long, "body", "Body", body, tokens),
    ]
}

fn of_trigger(kind: Integration, channel: Option<&Channel>) -> Vec<Input> {
    let trigger = channel.map(|channel| &channel.draft.trigger);
    let operator = trigger.map_or(Operator::Presence, |trigger| trigger.operator());
    let limit = trigger.map_or(1, |trigger| trigger.limit()).to_string();
    let interval = trigger.map_or("5m", |trigger| trigger.interval().as_str());
    let immediate = trigger.is_none_or(|trigger| trigger.immediate()).to_string();
    let terminal = trigger.is_some_and(|trigger| trigger.terminal()).to_string();
    let mut operators = vec![("presence", "So many lines, or more".to_owned())];
    // Monitoring takes no news of absence.
    if kind != Integration::Sysdig {
        operators.push(("absence", "Fewer lines than that".to_owned()));
    }
    vec![
        choice("operator", "It tells of", operator.as_str(), operators),
        input(InputKind::Needed, "triggerlimit", "Number of lines", limit, "From 1 to 100000."),
        choice("triggerinterval", "Within", interval, intervals(&Interval::ALL)),
        input(InputKind::Check, "immediate", "At once", immediate, "As soon as there are so many lines."),
        input(
            InputKind::Check,
            "terminal",
            "At the end of the time",
            terminal,
            "Of fewer lines it always tells then, and then alone.",
        ),
    ]
}

fn intervals(all: &[Interval]) -> Vec<(&'static str, String)> {
    all.iter().map(|interval| (interval.as_str(), interval.said())).collect()
}

/// People say when it is on; programs say when it is off.
fn of_schedule(schedule: Option<&Schedule>) -> Vec<Input> {
    let scheduled = schedule.is_some_and(|schedule| schedule.enabled());
    let days = schedule.map_or((0..7).collect(), |schedule| schedule.active_days());
    let hours = schedule.map(|schedule| schedule.active_hours()).unwrap_or_default();
    let hours: Vec<String> = hours.iter().map(|(from, to)| format!("{from}-{to}")).collect();
    let zone = schedule.map_or("UTC", |schedule| schedule.zone().as_str());
    let mut inputs = vec![input(
        InputKind::Check,
        "scheduled",
        "Only on certain days and at certain hours",
        scheduled.to_string(),
        "Else it is always on, whatever stands below.",
    )];
    for (number, name) in DAYS {
        let on = days.iter().any(|day| day.to_string() == number).to_string();
        let label = format!("On {name}");
        let options = vec![(number.to_owned(), String::new())];
        let day = input(InputKind::Check, "days", &label, on, "");
        inputs.push(Input { name: "channel[days][]".to_owned(), options, ..day });
    }
    inputs.push(input(
        InputKind::Text,
        "hours",
        "At these hours",
        hours.join(", "),
        "Such as 08:00-12:00, 13:00-17:00; nothing means the whole day.",
    ));
    inputs.push(input(InputKind::Text, "zone", "In this time zone", zone, "Such as Europe/London, or UTC."));
    inputs
}

/// Says why a channel was not taken, at the input that it is about.
pub fn refusal(error: actions::Error, value: &Value) -> DeskError {
    let fault = match &error {
        actions::Error::Invalid { field: "channels", .. } => {
            Channel::read_all(std::slice::from_ref(value)).err()
        }
        _ => None,
    };
    let refused = desk::refuse(error);
    let Some(fault) = fault else { return refused };
    let (name, said) = match fault.field() {
        "blackout" if fault.key.ends_with("timezone") => ("zone", "the time zone"),
        "blackout" if fault.key.ends_with("days") => {
            let message = "the days and hours leave no time at which the alert is on".to_owned();
            return DeskError::Invalid { field: "channel[hours]".to_owned(), message };
        }
        "blackout" => {
            let message = "hours are written as 08:00-17:00, several with commas between them".to_owned();
            return DeskError::Invalid { field: "channel[hours]".to_owned(), message };
        }
        "immediate" | "terminal" => {
            let message = "choose when it tells: at once, at the end of the time, or both".to_owned();
            return DeskError::Invalid { field: "channel[triggerlimit]".to_owned(), message };
        }
        "emails" => ("emails", "each mail address"),
        "timezone" => ("timezone", "the time zone"),
        "url" => ("url", "the address"),
        "color" => ("color", "the colour"),
        "headers" => ("headers", "the headers"),
        "bodyTemplate" => ("body", "the body"),
        "key" => ("key", "the key"),
        "triggerlimit" => ("triggerlimit", "the number of lines"),
        "autoresolvelimit" => ("autoresolvelimit", "the number of lines"),
        "triggerinterval" => ("triggerlimit", "the time"),
        _ => return refused,
    };
    DeskError::Invalid { field: format!("channel[{name}]"), message: format!("{said} {}", fault.what) }
}

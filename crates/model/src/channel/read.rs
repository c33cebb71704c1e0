//! A channel read from what a program or a form sent.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    BodyTemplate, CHANNELS_MAX, Channel, ChannelDraft, ChannelFault, Integration, Interval, Method, Operator,
    Resolve, Severity, Target, Trigger, TriggerError, fields::Fields, trigger::LIMIT_MAX,
};
use crate::{id::AlertId, person::Email, web_address::WebAddress, zone::ZoneName};

/// The most addresses of a mail and headers of a request, and the longest key and header.
const EMAILS_MAX: usize = 50;
const HEADERS_MAX: usize = 50;
const KEY_MAX: usize = 200;
const HEADER_MAX: usize = 4000;

/// What every channel may have.
const COMMON: [&str; 8] = [
    "alertid",
    "integration",
    "operator",
    "triggerlimit",
    "triggerinterval",
    "immediate",
    "terminal",
    "blackout",
];

/// A channel as it was sent: which one it is, if that was said, and what it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentChannel {
    /// The channel that is meant, if it is one that is there.
    pub id: Option<AlertId>,
    /// What it is to be.
    pub draft: ChannelDraft,
}

impl TryFrom<Value> for Channel {
    type Error = ChannelFault;

    fn try_from(value: Value) -> Result<Self, ChannelFault> {
        let sent = read(&value, "channel")?;
        let id = sent.id.ok_or_else(|| ChannelFault::new("channel.alertid", "is required"))?;
        Ok(Self { id, draft: sent.draft })
    }
}

impl Channel {
    /// Reads the channels of an alert.
    ///
    /// # Errors
    /// The first field that can not be used.
    pub fn read_all(values: &[Value]) -> Result<Vec<SentChannel>, ChannelFault> {
        if values.len() > CHANNELS_MAX {
            let what = format!("must contain less than or equal to {CHANNELS_MAX} items");
            return Err(ChannelFault::new("channels", what));
        }
        values.iter().enumerate().map(|(at, value)| read(value, &format!("channels[{at}]"))).collect()
    }
}

fn read(value: &Value, key: &str) -> Result<SentChannel, ChannelFault> {
    let Value::Object(map) = value else { return Err(ChannelFault::new(key, "must be of type object")) };
    let fields = Fields::new(map, key);
    let integration = fields.choice("integration", &Integration::ALL, Integration::as_str)?;
    let integration = integration.ok_or_else(|| fields.required("integration"))?;
    let of_others: Vec<&str> = Integration::ALL.into_iter().flat_map(own).copied().collect();
    fields.only(&[&COMMON[..], own(integration)].concat(), &of_others)?;
    let id = match fields.text("alertid")? {
        Some(text) => {
            Some(text.parse().map_err(|_| fields.fault("alertid", "must be 10 hexadecimal digits"))?)
        }
        None => None,
    };
    let trigger = trigger(&fields, integration)?;
    let target = target(&fields, integration)?;
    let schedule = match fields.object("blackout")? {
        Some(off) => Some(super::read_schedule::read(&off)?),
        None => None,
    };
    Ok(SentChannel { id, draft: ChannelDraft { target, trigger, schedule } })
}

/// The fields that one way to tell somebody has for itself.
fn own(integration: Integration) -> &'static [&'static str] {
    match integration {
        Integration::Email => &["emails", "timezone"],
        Integration::Slack => &["url", "color"],
        Integration::Webhook => &["url", "method", "headers", "bodyTemplate"],
        Integration::PagerDuty | Integration::PagerDutyAutoResolve => {
            &["key", "autoresolve", "autoresolvelimit", "autoresolveinterval"]
        }
        Integration::Sysdig => &["url", "key", "severity"],
    }
}

fn trigger(fields: &Fields<'_>, integration: Integration) -> Result<Trigger, ChannelFault> {
    // Monitoring takes no news of absence.
    let operators: &[Operator] =
        if integration == Integration::Sysdig { &[Operator::Presence] } else { &Operator::ALL };
    let operator = fields.choice("operator", operators, Operator::as_str)?.unwrap_or(Operator::Presence);
    let limit = limit(fields, "triggerlimit")?.ok_or_else(|| fields.required("triggerlimit"))?;
    let of_operator = Interval::of(operator);
    let interval = interval(fields, "triggerinterval", of_operator)?;
    let immediate = fields.flag("immediate")?.unwrap_or(false);
    let terminal = fields.flag("terminal")?.unwrap_or(false);
    let interval = interval.unwrap_or(Interval::usual(operator));
    let trigger = Trigger::new(operator, limit, interval, immediate, terminal);
    trigger.map_err(|error| match error {
        TriggerError::Early if immediate => {
            fields.fault("immediate", "must be [false] where \"operator\" is [absence]")
        }
        TriggerError::Early => fields.fault("terminal", "must be [true] where \"operator\" is [absence]"),
        TriggerError::Never => fields
            .fault("terminal", "must be [true], or \"immediate\" must be, where \"operator\" is [presence]"),
        TriggerError::Limit => fields.fault("triggerlimit", "must be a safe number"),
        TriggerError::Interval => interval_fault(fields, "triggerinterval", of_operator),
    })
}

fn target(fields: &Fields<'_>, integration: Integration) -> Result<Target, ChannelFault> {
    Ok(match integration {
        Integration::Email => Target::Email { emails: emails(fields)?, zone: zone(fields)? },
        Integration::Slack => Target::Slack { url: url(fields)?, color: color(fields)? },
        Integration::Webhook => Target::Webhook {
            url: url(fields)?,
            method: fields.choice("method", &Method::ALL, Method::as_str)?.unwrap_or(Method::Post),
            headers: headers(fields)?,
            body: body(fields)?,
        },
        Integration::PagerDuty => {
            Target::PagerDuty { auto: false, key: key(fields)?, resolve: resolve(fields, false)? }
        }
        Integration::PagerDutyAutoResolve => {
            Target::PagerDuty { auto: true, key: key(fields)?, resolve: resolve(fields, true)? }
        }
        Integration::Sysdig => Target::Sysdig {
            url: url(fields)?,
            key: key(fields)?,
            severity: fields.choice("severity", &Severity::ALL, Severity::as_str)?.unwrap_or(Severity::Info),
        },
    })
}

/// The addresses: a list, or one text with commas between them as some answers have it.
fn emails(fields: &Fields<'_>) -> Result<Vec<Email>, ChannelFault> {
    let texts: Vec<String> = match fields.value("emails") {
        None => return Err(fields.required("emails")),
        Some(Value::String(text)) => text.split(',').map(str::to_owned).collect(),
        Some(Value::Array(items)) => {
            let item = |(at, item): (usize, &Value)| {
                let fault = || fields.fault(&format!("emails[{at}]"), "must be a string");
                item.as_str().map(str::to_owned).ok_or_else(fault)
            };
            items.iter().enumerate().map(item).collect::<Result<_, _>>()?
        }
        Some(_) => return Err(fields.fault("emails", "must be an array")),
    };
    if texts.is_empty() || texts.len() > EMAILS_MAX {
        return Err(fields.fault("emails", format!("must contain 1 to {EMAILS_MAX} items")));
    }
    let email = |(at, text): (usize, &String)| {
        Email::parse(text).map_err(|_| fields.fault(&format!("emails[{at}]"), "must be a valid email"))
    };
    texts.iter().enumerate().map(email).collect()
}

fn zone(fields: &Fields<'_>) -> Result<Option<ZoneName>, ChannelFault> {
    let known =
        |text| ZoneName::parse(text).map_err(|_| fields.fault("timezone", "must be the name of a time zone"));
    fields.text("timezone")?.map(known).transpose()
}

fn url(fields: &Fields<'_>) -> Result<WebAddress, ChannelFault> {
    let text = fields.text("url")?.ok_or_else(|| fields.required("url"))?;
    WebAddress::parse(text).map_err(|_| fields.fault("url", "must be a valid uri"))
}

fn color(fields: &Fields<'_>) -> Result<String, ChannelFault> {
    let Some(text) = fields.text("color")? else { return Ok(String::new()) };
    let digits = text.strip_prefix('#').unwrap_or_default();
    let is_color = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_color { Ok(text.to_owned()) } else { Err(fields.fault("color", "must be a color such as #d4b135")) }
}

fn key(fields: &Fields<'_>) -> Result<String, ChannelFault> {
    let text = fields.text("key")?.ok_or_else(|| fields.required("key"))?.trim();
    let odd = |sign: char| sign.is_whitespace() || sign.is_control();
    if text.len() > KEY_MAX || text.contains(odd) {
        return Err(fields.fault("key", format!("must have 1 to {KEY_MAX} characters and no space")));
    }
    Ok(text.to_owned())
}

fn headers(fields: &Fields<'_>) -> Result<BTreeMap<String, String>, ChannelFault> {
    let Some(sent) = fields.object("headers")? else { return Ok(BTreeMap::new()) };
    if sent.map().len() > HEADERS_MAX {
        return Err(fields.fault("headers", format!("must have less than or equal to {HEADERS_MAX} keys")));
    }
    let header = |(name, value): (&String, &Value)| {
        let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || name.len() > 100 || !name.bytes().all(of_token) {
            return Err(fields.fault("headers", "must have names that headers can have"));
        }
        let fault =
            || sent.fault(name, format!("must be a string of one line and up to {HEADER_MAX} characters"));
        let text = value.as_str().ok_or_else(fault)?;
        if text.len() > HEADER_MAX || text.contains(char::is_control) {
            return Err(fault());
        }
        Ok((name.to_ascii_lowercase(), text.to_owned()))
    };
    sent.map().iter().map(header).collect()
}

fn body(fields: &Fields<'_>) -> Result<Option<BodyTemplate>, ChannelFault> {
    match fields.value("bodyTemplate") {
        None => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(value) => {
            let fault = |error: super::body::BodyError| fields.fault("bodyTemplate", error.to_string());
            BodyTemplate::parse(value).map(Some).map_err(fault)
        }
    }
}

fn resolve(fields: &Fields<'_>, by_name: bool) -> Result<Option<Resolve>, ChannelFault> {
    let said = fields.flag("autoresolve")?;
    let limit = limit(fields, "autoresolvelimit")?;
    let interval = interval(fields, "autoresolveinterval", &Interval::ALL)?;
    if !by_name && said.is_none() && limit.is_none() && interval.is_none() {
        return Ok(None);
    }
    let enabled = said.unwrap_or(by_name);
    if enabled && limit.is_none() {
        return Err(fields.required("autoresolvelimit"));
    }
    if enabled && interval.is_none() {
        return Err(fields.required("autoresolveinterval"));
    }
    Ok(Some(Resolve { enabled, limit, interval }))
}

/// A number of lines: a number, or the text of one.
fn limit(fields: &Fields<'_>, name: &str) -> Result<Option<u32>, ChannelFault> {
    let number = match fields.value(name) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse::<u64>().ok().map(|number| number as f64),
        Some(_) => None,
    };
    let number = number.ok_or_else(|| fields.fault(name, "must be a number"))?;
    let whole = number.fract() == 0.0;
    if !whole {
        return Err(fields.fault(name, "must be an integer"));
    }
    if number < 1.0 {
        return Err(fields.fault(name, "must be greater than or equal to 1"));
    }
    if number > f64::from(LIMIT_MAX) {
        return Err(fields.fault(name, format!("must be less than or equal to {LIMIT_MAX}")));
    }
    // Between one and a hundred thousand, and whole: nothing is lost.
    Ok(Some(number as u32))
}

/// An interval by its name, or by its seconds as some answers have it.
fn interval(fields: &Fields<'_>, name: &str, among: &[Interval]) -> Result<Option<Interval>, ChannelFault> {
    let found = match fields.value(name) {
        None => return Ok(None),
        Some(Value::String(text)) => {
            let text = text.trim();
            Interval::named(text).or_else(|| Interval::lasting(text.parse().ok()?))
        }
        Some(value) => value.as_u64().and_then(Interval::lasting),
    };
    let found = found.filter(|found| among.contains(found));
    found.map(Some).ok_or_else(|| interval_fault(fields, name, among))
}

fn interval_fault(fields: &Fields<'_>, name: &str, among: &[Interval]) -> ChannelFault {
    let names: Vec<&str> = among.iter().map(|interval| interval.as_str()).collect();
    fields.one_of(name, &names)
}

//! The schedule of a channel, read from what was sent: when the channel is off.

use serde_json::Value;

use super::{ChannelFault, Clock, Schedule, ScheduleError, fields::Fields};
use crate::zone::ZoneName;

pub(super) fn read(off: &Fields<'_>) -> Result<Schedule, ChannelFault> {
    off.only(&["enabled", "times", "days", "timezone"], &[])?;
    let enabled = off.flag("enabled")?.ok_or_else(|| off.required("enabled"))?;
    let (by_time, periods) = match off.object("times")? {
        None => (false, vec![]),
        Some(times) => {
            times.only(&["enabled", "periods"], &[])?;
            let by_time = times.flag("enabled")?.unwrap_or(false);
            (by_time, periods(&times)?)
        }
    };
    let zone = off.text("timezone")?.unwrap_or("UTC");
    let zone = ZoneName::parse(zone).map_err(|_| off.fault("timezone", "must be the name of a time zone"))?;
    Schedule::off(enabled, by_time, periods, days(off)?, zone).map_err(|error| match error {
        ScheduleError::Day => off.one_of("days", &["0", "1", "2", "3", "4", "5", "6"]),
        ScheduleError::EmptyPeriod => off.fault("times.periods", "must not begin and end at the same time"),
        ScheduleError::ManyPeriods => {
            let most = super::schedule::PERIODS_MAX;
            off.fault("times.periods", format!("must contain less than or equal to {most} items"))
        }
        ScheduleError::NeverOn | ScheduleError::Hours => {
            off.fault("days", "must leave a time at which the alert is on, together with \"times\"")
        }
    })
}

fn periods(times: &Fields<'_>) -> Result<Vec<(Clock, Clock)>, ChannelFault> {
    let items = match times.value("periods") {
        None => return Ok(vec![]),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(times.fault("periods", "must be an array")),
    };
    let clock = |value: &Value| value.as_str().and_then(Clock::parse);
    let period = |(at, item): (usize, &Value)| {
        let ends = item.as_array().map(Vec::as_slice).unwrap_or_default();
        let read = match ends {
            [from, to] => Option::zip(clock(from), clock(to)),
            _ => None,
        };
        read.ok_or_else(|| times.fault(&format!("periods[{at}]"), "must be two times such as 17:00"))
    };
    items.iter().take(super::schedule::PERIODS_MAX + 1).enumerate().map(period).collect()
}

fn days(off: &Fields<'_>) -> Result<Vec<u8>, ChannelFault> {
    let items = match off.value("days") {
        None => return Ok(vec![]),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(off.fault("days", "must be an array")),
    };
    let day = |(at, item): (usize, &Value)| {
        let number = item.as_u64().or_else(|| item.as_str()?.parse().ok());
        let number = number.and_then(|number| u8::try_from(number).ok()).filter(|number| *number < 7);
        number.ok_or_else(|| off.one_of(&format!("days[{at}]"), &["0", "1", "2", "3", "4", "5", "6"]))
    };
    items.iter().enumerate().map(day).collect()
}

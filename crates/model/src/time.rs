//! Moments are milliseconds since 1970 UTC; here is how text becomes one and back.

use jiff::{Timestamp, civil, tz::Offset};

/// Reads every spelling of `eventTime` met so far: `2024-11-05T08:02:11.07+0000`, any number
/// of decimals, `Z`, offsets with or without a colon, a space for the `T`. Text without an
/// offset is UTC. Decimals past the millisecond are cut.
pub fn parse_event_time(text: &str) -> Option<i64> {
    let text = text.trim();
    if !text.is_ascii() || text.len() < 10 || text.len() > 64 {
        return None;
    }
    let (clock, offset_s) = match text.strip_suffix("+0000") {
        Some(clock) if text.len() > 15 => (clock, 0),
        _ => split_offset(text)?,
    };
    let moment: civil::DateTime = match (clock.len(), clock.as_bytes().get(10)) {
        (10, _) => clock.parse::<civil::Date>().ok()?.to_datetime(civil::Time::midnight()),
        (_, Some(b' ')) => clock.replacen(' ', "T", 1).parse().ok()?,
        _ => clock.parse().ok()?,
    };
    let ms = Offset::UTC.to_timestamp(moment).ok()?.as_nanosecond().div_euclid(1_000_000);
    i64::try_from(ms).ok()?.checked_sub(offset_s * 1000)
}

/// Splits `…+0100` into the clock time and the offset in seconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    // The date's own hyphens stand in the first ten bytes.
    let Some(at) = text.get(10..)?.rfind(['+', '-']) else { return Some((text, 0)) };
    let (clock, offset) = text.split_at(at + 10);
    let digits: String = offset[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i64, i64) = match digits.len() {
        2 => (digits.parse().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    if hours > 15 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    Some((clock.trim_end(), if offset.starts_with('-') { -seconds } else { seconds }))
}

/// Writes a moment the way the field's standard has it: `YYYY-MM-DDTHH:mm:ss.SS+0000`.
pub fn format_event_time(ms: i64) -> String {
    let Ok(moment) = Timestamp::from_millisecond(ms) else { return String::new() };
    let moment = Offset::UTC.to_datetime(moment);
    if moment.year() < 0 {
        return format!("{}+0000", moment.strftime("%Y-%m-%dT%H:%M:%S.%2f"));
    }
    let mut text = String::with_capacity(27);
    let mut put = |number: u64, digits: u32, behind: char| {
        let mut unit = 10_u64.pow(digits - 1);
        while unit > 0 {
            text.push(char::from(b'0' + (number / unit % 10) as u8));
            unit /= 10;
        }
        text.push(behind);
    };
    // Every line that is indexed is compared with this: it is written digit by digit.
    put(moment.year().unsigned_abs().into(), 4, '-');
    put(moment.month().unsigned_abs().into(), 2, '-');
    put(moment.day().unsigned_abs().into(), 2, 'T');
    put(moment.hour().unsigned_abs().into(), 2, ':');
    put(moment.minute().unsigned_abs().into(), 2, ':');
    put(moment.second().unsigned_abs().into(), 2, '.');
    put(ms.rem_euclid(1000) as u64 / 10, 2, '+');
    text.push_str("0000");
    text
}

/// Writes a moment as RFC 3339 with milliseconds, in UTC.
pub fn format_rfc3339(ms: i64) -> String {
    let Ok(moment) = Timestamp::from_millisecond(ms) else { return String::new() };
    format!("{}.{:03}Z", moment.strftime("%Y-%m-%dT%H:%M:%S"), ms.rem_euclid(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_one_instant_is_the_same_instant() {
        let expected = parse_event_time("2024-01-05T03:12:49.630Z");
        assert!(expected.is_some());
        for text in [
            "2024-01-05T03:12:49.63+0000",
            "2024-01-05T03:12:49.63Z",
            "2024-01-05T04:12:49.63+01:00",
            "2024-01-05T04:12:49.63+01",
            "2024-01-04T22:12:49.630999-0500",
            "2024-01-05 03:12:49.63",
            " 2024-01-05T03:12:49.63+0000 ",
        ] {
            assert_eq!(parse_event_time(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "yesterday",
            "2024-13-01T00:00:00Z",
            "2024-01-05T03:12:49+99:00",
            "2024-01-05T03:12:49.63+0",
            "１２３４５６７８９０",
        ] {
            assert_eq!(parse_event_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_written_event_time_reads_back_to_the_hundredth() {
        let ms = 1_704_424_369_637;
        assert_eq!(format_event_time(ms), "2024-01-05T03:12:49.63+0000");
        assert_eq!(parse_event_time(&format_event_time(ms)), Some(1_704_424_369_630));
        assert_eq!(format_rfc3339(ms), "2024-01-05T03:12:49.637Z");
    }
}

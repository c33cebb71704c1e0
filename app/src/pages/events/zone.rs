//! Moments as people read them. The server writes them: it knows every time zone, and the
//! browser need not.

#[cfg(feature = "ssr")]
pub use writing::{Zone, moment};

/// The zone of the person's own clock, by its IANA name; empty on the server.
pub fn local_zone() -> String {
    #[cfg(feature = "hydrate")]
    {
        let formatter = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
        let name = js_sys::Reflect::get(&formatter.resolved_options(), &"timeZone".into());
        name.ok().and_then(|name| name.as_string()).unwrap_or_default()
    }
    #[cfg(not(feature = "hydrate"))]
    String::new()
}

#[cfg(feature = "ssr")]
mod writing {
    use jiff::{Timestamp, tz::TimeZone};

    /// A time zone with its name.
    #[derive(Debug, Clone)]
    pub struct Zone {
        zone: TimeZone,
        /// The name people see, such as `UTC` or `Europe/Berlin`.
        pub name: String,
    }

    impl Zone {
        /// The zone of this IANA name; nothing, or a name nobody knows, is UTC.
        pub fn find(name: &str) -> Self {
            let zone = if name.is_empty() { None } else { TimeZone::get(name).ok() };
            let utc = Self { zone: TimeZone::UTC, name: "UTC".to_owned() };
            zone.map_or(utc, |zone| Self { name: zone.iana_name().unwrap_or(name).to_owned(), zone })
        }

        /// The zone itself.
        pub fn time_zone(&self) -> &TimeZone {
            &self.zone
        }

        /// The day, such as `20 Nov 2026`.
        pub fn day(&self, ms: i64) -> String {
            self.write(ms, "%d %b %Y")
        }

        /// The day, with its year only where that is another than now.
        pub fn day_near(&self, ms: i64, now_ms: i64) -> String {
            let same = self.write(ms, "%Y") == self.write(now_ms, "%Y");
            self.write(ms, if same { "%d %b" } else { "%d %b %Y" })
        }

        /// The time of day with hundredths, as event times have them.
        pub fn clock(&self, ms: i64) -> String {
            let hundredths = ms.rem_euclid(1000) / 10;
            format!("{}.{hundredths:02}", self.write(ms, "%H:%M:%S"))
        }

        /// The minute, such as `Fri 20 Nov 10:04`.
        pub fn minute(&self, ms: i64) -> String {
            self.write(ms, "%a %d %b %H:%M")
        }

        /// The hour and minute.
        pub fn hour(&self, ms: i64) -> String {
            self.write(ms, "%H:%M")
        }

        /// The hour, minute and second.
        pub fn second(&self, ms: i64) -> String {
            self.write(ms, "%H:%M:%S")
        }

        /// The day, such as `5 Jan`.
        pub fn short_day(&self, ms: i64) -> String {
            self.write(ms, "%-d %b")
        }

        /// The day with its name, such as `Fri 5 Jan`.
        pub fn weekday(&self, ms: i64) -> String {
            self.write(ms, "%a %-d %b")
        }

        /// The moment to the millisecond, as an address says it, whatever zone it is read in.
        pub fn exact(&self, ms: i64) -> String {
            let part = if ms % 1000 == 0 { String::new() } else { format!(".{:03}", ms.rem_euclid(1000)) };
            format!("{}{part}{}", self.write(ms, "%Y-%m-%dT%H:%M:%S"), self.write(ms, "%:z"))
        }

        /// How far the zone's clock is ahead of UTC at a moment.
        pub fn offset_ms(&self, ms: i64) -> i64 {
            let moment = Timestamp::from_millisecond(ms);
            moment.map_or(0, |moment| i64::from(self.zone.to_offset(moment).seconds()) * 1000)
        }

        fn write(&self, ms: i64, format: &str) -> String {
            let moment = Timestamp::from_millisecond(ms);
            moment
                .map(|moment| moment.to_zoned(self.zone.clone()).strftime(format).to_string())
                .unwrap_or_default()
        }
    }

    /// A moment with its zone, to the minute.
    pub fn moment(ms: i64, zone: &str) -> String {
        let zone = Zone::find(zone);
        format!("{} {}", zone.write(ms, "%d %b %Y %H:%M"), zone.name)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_the_zone_and_names_it() {
        assert_eq!(moment(1_704_424_369_637, ""), "05 Jan 2024 03:12 UTC");
        assert_eq!(moment(1_704_424_369_637, "Europe/Berlin"), "05 Jan 2024 04:12 Europe/Berlin");
        assert_eq!(moment(1_704_424_369_637, "Mars/Base"), "05 Jan 2024 03:12 UTC");
        assert_eq!(Zone::find("Asia/Kolkata").exact(1_704_424_369_637), "2024-01-05T08:42:49.637+05:30");
        assert_eq!(Zone::find("Asia/Kolkata").offset_ms(0), 19_800_000);
        assert_eq!(Zone::find("Asia/Kolkata").clock(1_704_424_369_637), "08:42:49.63");
    }
}

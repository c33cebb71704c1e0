//! Times as people type them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use query::moment::{MomentError, When, parse};

/// Saturday afternoon, in a zone whose clock changes in March and October.
const NOW: &str = "2026-11-21T14:30:00";

fn zone() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

fn ms(local: &str) -> i64 {
    local.parse::<DateTime>().unwrap().to_zoned(zone()).unwrap().timestamp().as_millisecond()
}

fn at(now: &str, text: &str) -> Result<When, MomentError> {
    parse(text, ms(now), &zone())
}

fn check(text: &str, expected: &str) {
    assert_eq!(at(NOW, text), Ok(When::Moment(ms(expected))), "{text}");
}

fn check_range(text: &str, from: &str, to: &str) {
    let expected = When::Range { from_ms: ms(from), to_ms: ms(to) };
    assert_eq!(at(NOW, text), Ok(expected), "{text}");
}

fn utc(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}

#[test]
fn an_exact_moment_does_not_depend_on_the_zone() {
    for (text, expected) in [
        ("1700000000", 1_700_000_000_000),
        ("1700000000123", 1_700_000_000_123),
        ("2024-11-05T08:02:11.07+0000", utc("2024-11-05T08:02:11.07Z")),
        ("2024-11-05T08:02:11Z", utc("2024-11-05T08:02:11Z")),
        (" 2024-11-05t08:02:11+01:00 ", utc("2024-11-05T07:02:11Z")),
        ("2024-11-05 08:02:11-0500", utc("2024-11-05T13:02:11Z")),
    ] {
        assert_eq!(at(NOW, text), Ok(When::Moment(expected)), "{text}");
    }
}

#[test]
fn a_date_and_a_time_are_read_in_every_common_form() {
    check("May 20 7:00pm", "2026-05-20T19:00");
    check("may 20th, 7 PM", "2026-05-20T19:00");
    check("20 May 2021", "2021-05-20T00:00");
    check("Sept. 3 at 9:05:07", "2026-09-03T09:05:07");
    check("Nov 16 22:29", "2026-11-16T22:29");
    check("2/24 2:30pm", "2026-02-24T14:30");
    check("23/05 1 AM", "2026-05-23T01:00");
    check("21/10/2021 9:21am", "2021-10-21T09:21");
    check("10/21/21 9:21 a.m.", "2021-10-21T09:21");
    check("2024-11-05", "2024-11-05T00:00");
    check("2024-11-05 08:02", "2024-11-05T08:02");
    check("2024-11-05 08:02:11.123", "2024-11-05T08:02:11.123");
    check("2024-11-05T08:02:11", "2024-11-05T08:02:11");
    check("7pm on May 20", "2026-05-20T19:00");
}

#[test]
fn words_near_now_are_read_from_now() {
    check("now", NOW);
    check("today", "2026-11-21T00:00");
    check("today at 12am", "2026-11-21T00:00");
    check("today at noon", "2026-11-21T12:00");
    check("yesterday 1pm", "2026-11-20T13:00");
    check("yesterday at 12pm", "2026-11-20T12:00");
    check("last friday", "2026-11-20T00:00");
    check("last fri 4:30p", "2026-11-20T16:30");
    check("last saturday", "2026-11-14T00:00");
    check("saturday 9am", "2026-11-21T09:00");
    check("sun 9am", "2026-11-15T09:00");
    check("5:4am", "2026-11-21T05:04");
}

#[test]
fn a_distance_counts_back_from_now() {
    check("2 days ago", "2026-11-19T14:30");
    check("an hour ago", "2026-11-21T13:30");
    check("15 min ago", "2026-11-21T14:15");
    check("-15m", "2026-11-21T14:15");
    check("-15 min", "2026-11-21T14:15");
    check("1h30m ago", "2026-11-21T13:00");
    check("two weeks and 1 day ago", "2026-11-06T14:30");
    check("3 months ago", "2026-08-21T14:30");
    check("a year ago", "2025-11-21T14:30");
}

#[test]
fn what_is_left_out_is_the_most_recent_that_fits() {
    check("Nov 21", "2026-11-21T00:00");
    check("Nov 22", "2025-11-22T00:00");
    check("Feb 29 1pm", "2024-02-29T13:00");
    check("11pm", "2026-11-20T23:00");
}

#[test]
fn a_number_above_twelve_is_the_day_and_decides_for_the_whole_text() {
    check("11/12 1am", "2026-11-12T01:00");
    check("13/2", "2026-02-13T00:00");
    check("2/13", "2026-02-13T00:00");
    check_range("01/10/2021 9am to 21/10/2021 9am", "2021-10-01T09:00", "2021-10-21T09:00");
    check_range("01/10/2021 9am to 10/21/2021 9am", "2021-01-10T09:00", "2021-10-21T09:00");
}

#[test]
fn two_moments_joined_by_to_are_a_range() {
    check_range("yesterday 10am to yesterday 11am", "2026-11-20T10:00", "2026-11-20T11:00");
    check_range("last fri 4:30p to 11/12 1 AM", "2026-11-20T16:30", "2027-11-12T01:00");
    check_range("last wed 4:30pm to 23/05 1 AM", "2026-11-18T16:30", "2027-05-23T01:00");
    check_range("May 20 10am to May 22 10am", "2026-05-20T10:00", "2026-05-22T10:00");
    check_range("21/10/2021 9:21am to 22/10/2021 9:21am", "2021-10-21T09:21", "2021-10-22T09:21");
    check_range("2 hours ago TO now", "2026-11-21T12:30", NOW);
    check_range("last 15 minutes", "2026-11-21T14:15", NOW);
    check_range("past 24h", "2026-11-20T14:30", NOW);
    check_range("last hour", "2026-11-21T13:30", NOW);
}

#[test]
fn the_end_of_a_range_is_read_from_its_start() {
    check_range("Dec 20 to Jan 5", "2025-12-20T00:00", "2026-01-06T00:00");
    check_range("Nov 16 to Nov 25", "2026-11-16T00:00", "2026-11-26T00:00");
    check_range("yesterday 10am to 11am", "2026-11-20T10:00", "2026-11-20T11:00");
    check_range("Nov 3 10pm to 2am", "2026-11-03T22:00", "2026-11-04T02:00");
    check_range("yesterday to today", "2026-11-20T00:00", "2026-11-22T00:00");
    check_range("9am to 5pm yesterday", "2026-11-20T09:00", "2026-11-20T17:00");
}

#[test]
fn a_range_that_runs_backwards_is_refused_and_says_so() {
    let error = at(NOW, "yesterday 11am to yesterday 10am").unwrap_err();
    assert_eq!(error, MomentError::EndBeforeStart);
    assert_eq!(error.to_string(), "the end of the range is before its start");
    assert_eq!(at(NOW, "now to 1 hour ago"), Err(MomentError::EndBeforeStart));
    assert_eq!(at(NOW, "22/10/2021 to 20/10/2021"), Err(MomentError::EndBeforeStart));
}

#[test]
fn a_skipped_time_is_later_and_a_repeated_one_covers_both() {
    // On 29 March 2026 the clock went from 2:00 to 3:00, on 25 October from 3:00 to 2:00.
    assert_eq!(at(NOW, "Mar 29 2:30am"), Ok(When::Moment(utc("2026-03-29T01:30:00Z"))));
    assert_eq!(at(NOW, "Oct 25 2:30am"), Ok(When::Moment(utc("2026-10-25T00:30:00Z"))));
    let both = When::Range { from_ms: utc("2026-10-25T00:30:00Z"), to_ms: utc("2026-10-25T01:30:00Z") };
    assert_eq!(at(NOW, "Oct 25 2:30am to Oct 25 2:30am"), Ok(both));
    // A day is a day of the calendar, an hour is an hour of the sun.
    assert_eq!(at("2026-10-25T12:00:00", "1 day ago"), Ok(When::Moment(utc("2026-10-24T10:00:00Z"))));
    assert_eq!(at("2026-10-25T12:00:00", "24 hours ago"), Ok(When::Moment(utc("2026-10-24T11:00:00Z"))));
}

#[test]
fn what_is_no_time_is_told_apart() {
    let kind = |text: &str| match at(NOW, text) {
        Err(MomentError::Empty) => "empty",
        Err(MomentError::NotUnderstood(_)) => "not understood",
        Err(MomentError::NoSuchTime(_)) => "no such time",
        Err(MomentError::OutOfRange) => "out of range",
        other => panic!("{text}: {other:?}"),
    };
    for (text, expected) in [
        ("", "empty"),
        (" , ", "empty"),
        ("soon", "not understood"),
        ("7", "not understood"),
        ("day ago", "not understood"),
        ("ago", "not understood"),
        ("-", "not understood"),
        ("to", "not understood"),
        ("now to", "not understood"),
        ("now to now to now", "not understood"),
        ("yesterday yesterday", "not understood"),
        ("may", "not understood"),
        ("at", "not understood"),
        ("25:00", "no such time"),
        ("13:00pm", "no such time"),
        ("0am", "no such time"),
        ("13/13", "no such time"),
        ("Feb 30", "no such time"),
        ("29/02/2023", "no such time"),
        ("2024-13-01", "no such time"),
        ("2024-11-05T99:00:00Z", "no such time"),
        ("99999999999999999999 days ago", "out of range"),
        ("20000 years ago", "out of range"),
        ("9999999999999 seconds ago", "out of range"),
    ] {
        assert_eq!(kind(text), expected, "{text}");
    }
    assert_eq!(kind(&"now ".repeat(100)), "not understood");
}

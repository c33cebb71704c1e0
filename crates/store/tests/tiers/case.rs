//! Requests with lines of every kind, and the queries for them.

use generator::{Generator, Profile};
use model::line::Line;
use proptest::{collection::vec, prelude::*, sample::select};

use crate::{
    ids::{any_id_line, any_id_query},
    lines::any_line,
    model_query::any_query,
};

/// What is sent at once.
#[derive(Debug, Clone)]
pub struct Request {
    pub name: String,
    pub lines: Vec<Line>,
    pub received_ms: i64,
    /// Whether it is sent once more later on.
    pub comes_again: bool,
}

impl Request {
    /// What is sent once more: all but the lines for live tail.
    pub fn again(&self) -> Self {
        let mut again = self.clone();
        again.lines.retain(|line| !line.flags.transient);
        again
    }
}

/// Times that lie close together, so that they are often equal and often late.
const TIMES: std::ops::Range<i64> = -40..40;

const FOR_EVENTS: &[&str] = &[
    "outcome:failure",
    "outcome:success action:kms",
    "severity:critical or severity:warning",
    "action:*.create",
    "-action:read",
    "initiator.name:*@example.com",
    "reason.reasonCode:>=400",
    "reason.reasonCode:404 OR reason.reasonCode:200",
    "target.typeURI:* -requestData:*",
    "create key",
    "\"not found\"",
    "eventTime:1970",
    "/kms\\.[a-z]+/",
];

pub fn any_requests() -> impl Strategy<Value = Vec<Request>> {
    vec(any_request(), 1..16).prop_map(|mut requests| {
        for (number, request) in requests.iter_mut().enumerate() {
            request.received_ms += 10 * i64::try_from(number).unwrap();
            let transient = request.lines.iter_mut().filter(|line| line.flags.transient);
            // No two alike: they are recognised as long as they are kept, and how long that is
            // nobody promises.
            transient.zip(0..).for_each(|(line, place): (_, i32)| line.app = format!("{number} {place}"));
        }
        requests
    })
}

fn any_request() -> impl Strategy<Value = Request> {
    let lines = vec((any_kind_of_line(), 0..16_u8), 1..10);
    let repeated = vec(any::<proptest::sample::Index>(), 0..3);
    (lines, repeated, 0..4_u8, any::<bool>(), 0..9_i64).prop_map(
        |(lines, repeated, name, again, received)| {
            let mut lines: Vec<Line> = lines.into_iter().map(|(line, dice)| with_flags(line, dice)).collect();
            let repeated: Vec<Line> = repeated.iter().map(|index| index.get(&lines).clone()).collect();
            lines.extend(repeated);
            Request { name: format!("r{name}"), lines, received_ms: 1_000 + received, comes_again: again }
        },
    )
}

pub fn any_question_text() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        3 => any_query().prop_map(|query| query.to_string()),
        2 => any_id_query(),
        2 => select(FOR_EVENTS).prop_map(str::to_owned),
    ]
}

fn any_kind_of_line() -> impl Strategy<Value = Line> {
    prop_oneof![
        3 => any_line(),
        2 => any_id_line(),
        3 => any_event(),
    ]
}

/// An event as a service sends it. Few seeds, so that the same one comes more than once.
fn any_event() -> impl Strategy<Value = Line> {
    (0..200_u64, TIMES).prop_map(|(seed, time_ms)| {
        let event = Generator::new(seed, Profile::starting_at(0)).next_event();
        let mut line = Line { time_ms, own_time: true, text: event.text, ..Line::default() };
        line.derive();
        line
    })
}

/// Some lines bring their own time, some are only for live tail.
fn with_flags(mut line: Line, dice: u8) -> Line {
    line.own_time |= dice.is_multiple_of(2);
    line.flags.transient = dice == 15;
    line
}

//! Questions that are answered by counting, and lines in the order they came.

use proptest::{collection::vec, option, prelude::*, sample::select};
use store::ask::{
    Aggregate, FacetAsk, FieldInfo, Group, Interval,
    Operation::{self, Average, Count, Distinct, Max, Min, Percentile, Sum},
    Selection,
};

use crate::{
    desk::{Desk, reader},
    pages::{Question, any_question},
};

/// What both stores are asked to count.
#[derive(Debug, Clone)]
pub struct Counting {
    question: Question,
    fields: Vec<String>,
    search: String,
    limit: usize,
    figures: Vec<(Operation, String)>,
    interval: Option<Interval>,
    offset_ms: i64,
    after_seq: u64,
}

const FIELDS: &[&str] = &[
    "a",
    "b",
    "host",
    "app",
    "level",
    "tags",
    "outcome",
    "reason.reasonCode",
    "action",
    "a.b",
    "requestData.a",
    "eventTime",
    "label.platform",
    "no.such",
    "",
];

pub fn any_counting() -> impl Strategy<Value = Counting> {
    let field = || select(FIELDS).prop_map(str::to_owned);
    let operation = select(vec![Count, Distinct, Sum, Min, Max, Average, Percentile(50), Percentile(99)]);
    let interval =
        prop_oneof![(2..40_usize).prop_map(Interval::AtMost), Just(Interval::Milliseconds(86_400_000)),];
    let search = select(vec!["", "", "k", "S", "500"]).prop_map(str::to_owned);
    let figures = vec((operation, field()), 0..4);
    let (limit, offset_ms) = (prop_oneof![1..5_usize, Just(1000)], prop_oneof![Just(0_i64), Just(7)]);
    let asked = (vec(field(), 0..3), search, limit, figures, option::of(interval), offset_ms, 0..90_u64);
    (any_question(), asked).prop_map(
        |(question, (fields, search, limit, figures, interval, offset_ms, after_seq))| Counting {
            question,
            fields,
            search,
            limit,
            figures,
            interval,
            offset_ms,
            after_seq,
        },
    )
}

impl Counting {
    /// Both answer the same, sums but for rounding.
    pub async fn check(&self, tiered: &Desk, plain: &Desk) {
        assert_eq!(self.ask(tiered).await, self.ask(plain).await, "{self:?}");
        self.check_fields(tiered, plain).await;
        assert_eq!(self.tail(tiered).await, self.tail(plain).await, "{self:?}");
        let (tiered, plain) = (self.groups(tiered).await, self.groups(plain).await);
        let bare = |groups: &[Group]| -> Vec<Group> {
            groups.iter().map(|group| Group { figures: vec![], ..group.clone() }).collect()
        };
        assert_eq!(bare(&tiered), bare(&plain), "{self:?}");
        for (one, other) in tiered.iter().zip(&plain) {
            let alike = one.figures.iter().zip(&other.figures).all(|pair| match pair {
                (Some(one), Some(other)) => one == other || (one - other).abs() <= 1e-9 * one.abs().max(1e3),
                (one, other) => one == other,
            });
            assert!(alike, "{one:?}\n{other:?}\n{self:?}");
        }
    }

    fn selection(&self) -> Selection {
        Selection {
            query: query::parse(&self.question.text).query,
            filters: self.question.filters.clone(),
            from_ms: self.question.range.0,
            to_ms: self.question.range.1,
        }
    }

    /// Histogram, facets and fields, as text: all of them are whole numbers.
    async fn ask(&self, desk: &Desk) -> Vec<String> {
        let (reader, selection) = (reader(&self.question.scope), self.selection());
        let interval = self.interval.unwrap_or(Interval::AtMost(7));
        let split = self.fields.first().map(String::as_str);
        let facets: Vec<FacetAsk> = self
            .fields
            .iter()
            .map(|field| FacetAsk { field: field.clone(), limit: self.limit, search: self.search.clone() })
            .collect();
        let histogram = desk.events.histogram(&reader, &selection, interval, self.offset_ms, split).await;
        let facets = desk.events.facets(&reader, &selection, &facets).await.unwrap();
        let fields = desk.events.fields(&reader, &selection).await.unwrap();
        let mut answers = vec![format!("{:?}", histogram.map(|answer| (answer.found, answer.incomplete)))];
        answers.extend(facets.found.iter().map(|facet| format!("{facet:?}")));
        assert_eq!((facets.incomplete, fields.incomplete), (None, None));
        answers
    }

    /// An index counts values that differ from line to line without looking at them: its count
    /// is then no smaller than the true one, and says so.
    async fn check_fields(&self, tiered: &Desk, plain: &Desk) {
        let (reader, selection) = (reader(&self.question.scope), self.selection());
        let tiered = tiered.events.fields(&reader, &selection).await.unwrap().found;
        let plain = plain.events.fields(&reader, &selection).await.unwrap().found;
        let bare = |fields: &[FieldInfo]| -> Vec<_> {
            fields.iter().map(|field| (field.name.clone(), field.lines, field.kinds)).collect()
        };
        assert_eq!(bare(&tiered), bare(&plain), "{self:?}");
        for (one, other) in tiered.iter().zip(&plain) {
            let right =
                if one.exact { one.distinct == other.distinct } else { one.distinct >= other.distinct };
            assert!(right, "{one:?}\n{other:?}\n{self:?}");
        }
    }

    async fn groups(&self, desk: &Desk) -> Vec<Group> {
        let ask = Aggregate {
            figures: self.figures.clone(),
            by: self.fields.clone(),
            interval: self.interval,
            offset_ms: self.offset_ms,
            limit: self.limit,
        };
        let answer = desk.events.aggregate(&reader(&self.question.scope), &self.selection(), &ask).await;
        // Too many buckets are refused by both.
        answer.map_or_else(|_| vec![], |answer| answer.found)
    }

    /// All lines behind a number but those for live tail, which are not kept for long, and
    /// up to where that is.
    async fn tail(&self, desk: &Desk) -> (Vec<u64>, u64) {
        let (reader, selection) = (reader(&self.question.scope), self.selection());
        let (mut seqs, mut seen_seq) = (vec![], self.after_seq);
        loop {
            let asked = (&selection.query, &selection.filters);
            let tail = desk.events.tail(&reader, asked.0, asked.1, seen_seq, self.limit).await.unwrap();
            assert!(tail.lines.len() <= self.limit);
            seqs.extend(
                tail.lines.iter().filter(|stored| !stored.line.flags.transient).map(|stored| stored.id.seq),
            );
            if tail.seen_seq == seen_seq {
                return (seqs, seen_seq);
            }
            seen_seq = tail.seen_seq;
        }
    }
}

//! Questions about lines: pages of a search, and the lines as they came in.

use model::line::StoredLine;
use proptest::{collection::vec, prelude::*, sample::select};
use query::Filters;
use store::{Cursor, Order, Search};

use crate::{
    case::any_question_text,
    desk::{Desk, reader},
};

/// What both stores are asked.
#[derive(Debug, Clone)]
pub struct Question {
    pub text: String,
    pub scope: String,
    pub filters: Filters,
    pub range: (i64, i64),
    order: Order,
    limit: usize,
    after: Option<(i64, u64)>,
}

/// A page with where it ends.
type Answered = (Vec<StoredLine>, Option<Cursor>);

pub fn any_question() -> impl Strategy<Value = Question> {
    let scope = prop_oneof![3 => Just(String::new()), 1 => any_question_text()];
    let range = prop_oneof![
        2 => Just((i64::MIN, i64::MAX)),
        2 => (-60..60_i64, -60..60_i64),
        1 => (-1_100..1_100_i64, -1_100..1_700_000_000_200_i64),
    ];
    let after = proptest::option::weighted(0.3, (-60..60_i64, prop_oneof![0..90_u64, Just(u64::MAX)]));
    let order = select(vec![Order::Newest, Order::Oldest]);
    let limit = prop_oneof![1..9_usize, Just(1000)];
    (any_question_text(), scope, any_filters(), range, order, limit, after).prop_map(
        |(text, scope, filters, range, order, limit, after)| Question {
            text,
            scope,
            filters,
            range,
            order,
            limit,
            after,
        },
    )
}

fn any_filters() -> impl Strategy<Value = Filters> {
    let some = |values: &'static [&'static str]| prop_oneof![8 => Just(vec![]), 1 => vec(select(values).prop_map(str::to_owned), 1..3)];
    let lists = (some(&["kms", "KMS", "", "iam", "a"]), some(&["", "kms", "deadbeef"]));
    let more = (some(&["", "normal", "WARNING", "critical"]), some(&["", "key", "a"]));
    (lists, more).prop_map(|((hosts, apps), (levels, tags))| Filters { hosts, apps, levels, tags })
}

impl Question {
    /// All pages from the cursor to the end.
    pub async fn ask(&self, desk: &Desk) -> Vec<Answered> {
        let mut search = Search {
            query: query::parse(&self.text).query,
            filters: self.filters.clone(),
            from_ms: self.range.0,
            to_ms: self.range.1,
            order: self.order,
            limit: self.limit,
            after: self.after.map(|(time_ms, seq)| Cursor { time_ms, seq }),
        };
        let reader = reader(&self.scope);
        let mut pages = vec![];
        loop {
            let page = desk.events.search(&reader, search.clone()).await.unwrap();
            assert_eq!(page.incomplete, None);
            assert!(page.lines.len() <= self.limit);
            pages.push((page.lines, page.next));
            match page.next {
                Some(next) => search.after = Some(next),
                None => return pages,
            }
        }
    }
}

//! Tells which lines were refused: `logdnaat.events.reject`.
//!
//! They are counted in the commit that puts them into quarantine. How far they were told is noted in the
//! change that writes the event: a kill at any moment leaves nothing untold for good, and nothing told
//! twice.

use model::{
    audit::{AuditEvent, Outcome},
    unstored::Span,
};
use serde_json::json;
use store::{Change, EventStore, Rejections, ToldRejections};

use crate::{Caller, Desk, Error, attempt::Attempt, unstored};

/// How many events tell of the lines an instance has refused meanwhile; what is beyond that is told in
/// one of them.
const MOST: usize = 20;
/// What is told where there were more reasons and keys than that.
const OTHERS: &str = "other reasons and keys";

/// Tells, of every instance of which nothing was told lately, which lines went into its quarantine. The
/// trouble of one instance is not the others'.
pub async fn reject(desk: &Desk) -> Result<(), Error> {
    let mut failed = None;
    for events in desk.store().all_events() {
        if let Err(error) = tell(desk, &events).await {
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn tell(desk: &Desk, events: &EventStore) -> Result<(), Error> {
    let (instance, now_ms) = (events.instance(), desk.now_ms());
    let told = desk.store().read().await?.tellings().of_rejections(instance).await?;
    // Read before the change begins, which others wait for: counts only grow.
    let all = events.rejections().await?;
    let fallen = fallen(&all, &told);
    if !fallen.is_empty() {
        return Ok(desk.store().lower_told_rejections(instance, &fallen).await?);
    }
    if !is_due(&told, now_ms) || news(&all, &told).is_empty() {
        return Ok(());
    }
    let caller = Caller::desk();
    let action = "logdnaat.events.reject";
    let attempt = Attempt { desk, caller: &caller, instance: Some(instance), action, data_event: false };
    let mut change = desk.store().change().await?;
    // Once more, now that nobody else tells.
    let told = change.tellings().of_rejections(instance).await?;
    if !is_due(&told, now_ms) {
        return Ok(());
    }
    let news = shortened(news(&all, &told));
    let Some((last, others)) = news.split_last() else { return Ok(()) };
    for Rejections { reason, key, span } in all {
        let told = ToldRejections { reason, key, lines: span.lines, told_ms: now_ms };
        change.put_told_rejections(instance, &told).await?;
    }
    for news in others {
        let event = event(&attempt, &mut change, news).await?;
        change.also(Some(instance), &event).await?;
    }
    let event = event(&attempt, &mut change, last).await?;
    Ok(change.record(Some(instance), &event).await?)
}

fn is_due(told: &[ToldRejections], now_ms: i64) -> bool {
    unstored::is_due(told.iter().map(|told| told.told_ms).max(), now_ms)
}

/// What no event tells of yet, the most first. The first of these lines came after the last telling.
fn news(all: &[Rejections], told: &[ToldRejections]) -> Vec<Rejections> {
    let since = |counted: &Rejections| {
        let told = told.iter().find(|told| told.reason == counted.reason && told.key == counted.key);
        let lines = counted.span.lines.saturating_sub(told.map_or(0, |told| told.lines));
        let told_ms = told.map_or(counted.span.first_ms, |told| told.told_ms);
        let span = Span { lines, first_ms: told_ms.min(counted.span.last_ms), ..counted.span };
        (lines > 0).then(|| Rejections { span, ..counted.clone() })
    };
    let mut news: Vec<Rejections> = all.iter().filter_map(since).collect();
    news.sort_by_key(|news| std::cmp::Reverse(news.span.lines));
    news
}

/// Of what fewer lines were refused than was told: the file was put back from a copy.
fn fallen(all: &[Rejections], told: &[ToldRejections]) -> Vec<Rejections> {
    let of = |told: &ToldRejections| {
        let counted = all.iter().find(|counted| told.reason == counted.reason && told.key == counted.key);
        let span = counted.map_or(Span { lines: 0, first_ms: 0, last_ms: 0 }, |counted| counted.span);
        let (reason, key) = (told.reason.clone(), told.key.clone());
        (span.lines < told.lines).then_some(Rejections { reason, key, span })
    };
    told.iter().filter_map(of).collect()
}

/// The same with so many entries at most that one change can tell of them.
fn shortened(mut news: Vec<Rejections>) -> Vec<Rejections> {
    if news.len() > MOST {
        let others = news.split_off(MOST - 1);
        let spans = others.into_iter().map(|news| news.span);
        let span = spans.reduce(|mut all, span| {
            all.merge(span);
            all
        });
        news.extend(span.map(|span| Rejections { reason: OTHERS.to_owned(), key: None, span }));
    }
    news
}

/// The desk has done what the event says: that what somebody sent was not taken shows in its severity.
async fn event(attempt: &Attempt<'_>, change: &mut Change, news: &Rejections) -> Result<AuditEvent, Error> {
    let mut request = json!({"reason": news.reason});
    let mut sender = String::new();
    if let Some(id) = &news.key {
        request["keyId"] = json!(id);
        let found = change.keys().find(id).await?;
        sender = found.map_or_else(|| id.to_string(), |found| found.key.name.as_str().to_owned());
    }
    Ok(attempt.event(Outcome::Success, &sender, unstored::with_span(request, news.span)))
}

#[cfg(test)]
mod tests {
    use model::id::KeyId;

    use super::*;

    fn refused(reason: &str, key: Option<u8>, lines: u64) -> Rejections {
        let key = key.map(|byte| KeyId::from_bytes([byte; 12]));
        Rejections { reason: reason.to_owned(), key, span: Span { lines, first_ms: 10, last_ms: 90 } }
    }

    fn told(of: &Rejections, lines: u64, told_ms: i64) -> ToldRejections {
        ToldRejections { reason: of.reason.clone(), key: of.key.clone(), lines, told_ms }
    }

    #[test]
    fn only_what_came_since_is_told_by_reason_and_key_the_most_first() {
        let (long, same, other) = (refused("a", None, 9), refused("a", Some(1), 3), refused("b", None, 8));
        let all = [long.clone(), same.clone(), other.clone()];
        let found = news(&all, &[told(&long, 9, 50), told(&same, 1, 50)]);
        let spans: Vec<_> = found.iter().map(|news| (news.reason.as_str(), news.span)).collect();
        let span = |lines, first_ms| Span { lines, first_ms, last_ms: 90 };
        assert_eq!(spans, [("b", span(8, 10)), ("a", span(2, 50))]);
        assert_eq!(fallen(&all, &[told(&long, 9, 50), told(&same, 1, 50)]), []);
    }

    #[test]
    fn where_a_file_was_put_back_from_a_copy_it_is_told_again_from_there() {
        let (some, gone) = (refused("a", None, 9), refused("b", None, 0));
        let all = [some.clone()];
        let told = [told(&some, 100, 50), told(&gone, 7, 50)];
        assert_eq!(news(&all, &told), []);
        let lowered: Vec<_> = fallen(&all, &told).into_iter().map(|it| (it.reason, it.span.lines)).collect();
        assert_eq!(lowered, [("a".to_owned(), 9), ("b".to_owned(), 0)]);
    }

    #[test]
    fn a_line_that_came_before_the_last_telling_and_was_kept_after_it_keeps_its_time() {
        let long = refused("a", None, 9);
        let found = news(std::slice::from_ref(&long), &[told(&long, 8, 95)]);
        assert_eq!(found[0].span, Span { lines: 1, first_ms: 90, last_ms: 90 });
    }

    #[test]
    fn more_reasons_and_keys_than_events_are_told_together_and_none_is_left_out() {
        let all: Vec<_> = (1..=50).map(|n| refused("a", Some(n), u64::from(n))).collect();
        let found = shortened(news(&all, &[]));
        assert_eq!((found.len(), found[0].span.lines, found[MOST - 1].reason.as_str()), (MOST, 50, OTHERS));
        assert_eq!(found.iter().map(|news| news.span.lines).sum::<u64>(), 50 * 51 / 2);
    }
}

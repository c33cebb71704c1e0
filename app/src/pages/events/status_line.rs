//! One line that says what the list is: how many, how quickly, and whether all is there.

use leptos::prelude::*;
use query::edit;

use super::{address::Address, histogram::Bars, server::Answer};
use crate::told::Asked;

/// How many events there are, in words: what was counted, or else what the page shows.
fn count(answer: &Answer, counted: Option<&Bars>) -> String {
    let events = |count: &str, single: bool| format!("{count} {}", if single { "event" } else { "events" });
    let shown = answer.rows.len();
    match counted.filter(|bars| !bars.total.is_empty()) {
        Some(bars) => events(&bars.total, bars.single),
        None if answer.next.is_some() => format!("{shown} events shown, more follow"),
        None => events(&shown.to_string(), shown == 1),
    }
}

/// The condition that leaves out what services only tried out on somebody's behalf.
const REAL: &str = "-(dry_run:true OR requestData.dry_run:true)";

/// Whether only real attempts are asked for, and the way to the other.
fn attempts(address: &Address) -> (bool, String) {
    let real = edit::holds(&address.query, REAL);
    let query = if real { edit::drop(&address.query, REAL) } else { edit::with(&address.query, REAL) };
    (real, address.with_query(&query).href())
}

/// A number with a comma at every third digit.
#[cfg(feature = "ssr")]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The status line; it is read out when it changes.
#[component]
pub fn StatusLine(
    /// What was found.
    answer: Answer,
    /// What was counted.
    counted: Asked,
    /// What the page shows.
    address: Memo<Address>,
) -> impl IntoView {
    let missing = answer.incomplete.clone();
    let complete = match &missing {
        None => view! { <span>"complete"</span> }.into_any(),
        Some(why) => {
            view! { <strong class="status-line__missing">{format!("incomplete: {why}")}</strong> }.into_any()
        }
    };
    let oldest = move || address.read().oldest_first;
    let facts = StoredValue::new(answer.clone());
    let counted = move || {
        let bars = counted.get().and_then(|told| told.and_then(|told| told.read()).ok());
        facts.with_value(|answer| count(answer, bars.as_ref()))
    };
    view! {
        <div class="status-line">
            <p class="status-line__facts" role="status">
                <Transition><span>{counted}</span></Transition>
                <span>{answer.took.clone()}</span>
                {complete}
            </p>
            <p class="status-line__range">
                <span class="status-line__span">{answer.range.clone()}</span>
                <span class="status-line__zone">{answer.zone.clone()}</span>
                <a class="status-line__order" href=move || attempts(&address.read()).1
                    aria-current=move || attempts(&address.read()).0.then_some("true")
                    title="Leave out what was only tried out (dry runs), or no longer">"real attempts only"</a>
                <a class="status-line__order" href=move || address.read().ordered(!oldest()).href()
                    title=move || if oldest() { "Show the newest first" } else { "Show the oldest first" }>
                    {move || if oldest() { "oldest first ↑" } else { "newest first ↓" }}
                </a>
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_that_of_the_range_or_says_when_more_follow() {
        let mut answer = Answer::default();
        assert_eq!(count(&answer, None), "0 events");
        answer.next = Some("1.2".to_owned());
        assert_eq!(count(&answer, None), "0 events shown, more follow");
        let counted = Bars { total: "1".into(), single: true, ..Bars::default() };
        assert_eq!(count(&answer, Some(&counted)), "1 event");
        assert_eq!(count(&answer, Some(&Bars::default())), "0 events shown, more follow");
    }

    #[test]
    fn probes_are_left_out_and_let_in_again() {
        let all = Address::default().with_query("outcome:failure");
        let (real, href) = attempts(&all);
        assert!(!real);
        let only = Address::parse(&href);
        assert_eq!(only.query, "outcome:failure -(dry_run:true OR requestData.dry_run:true)");
        assert_eq!(attempts(&only), (true, all.href()));
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_number_is_grouped() {
        assert_eq!(grouped(1_204_000), "1,204,000");
        assert_eq!(grouped(0), "0");
    }
}

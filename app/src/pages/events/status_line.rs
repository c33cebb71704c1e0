//! One line that says what the list is: how many, how quickly, and whether all is there.

use leptos::prelude::*;

use super::{address::Address, server::Answer};

/// How many events the page shows, in words.
fn count(answer: &Answer) -> String {
    let shown = answer.rows.len();
    let events = if shown == 1 { "event" } else { "events" };
    match (&answer.previous, &answer.next) {
        (None, None) => format!("{} {events}", grouped(shown)),
        (_, Some(_)) => format!("{} {events} shown, more follow", grouped(shown)),
        (Some(_), None) => format!("{} {events} shown, the last of the range", grouped(shown)),
    }
}

/// A number with a comma at every third digit.
fn grouped(number: usize) -> String {
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
    view! {
        <div class="status-line">
            <p class="status-line__facts" role="status">
                <span>{count(&answer)}</span>
                <span>{answer.took.clone()}</span>
                {complete}
            </p>
            <p class="status-line__range">
                <span class="status-line__span">{answer.range.clone()}</span>
                <span class="status-line__zone">{answer.zone.clone()}</span>
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
    fn a_count_says_when_more_follow() {
        let mut answer = Answer::default();
        assert_eq!(count(&answer), "0 events");
        answer.next = Some("1.2".to_owned());
        assert_eq!(count(&answer), "0 events shown, more follow");
        assert_eq!(grouped(1_204_000), "1,204,000");
    }
}

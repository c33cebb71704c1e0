//! What was done on this desk: its own events, each as a sentence, with what a change has changed.

mod change;

use actions::event;
use model::{
    catalog::Catalog,
    event::Event,
    line::StoredLine,
    sentence::{self, PartKind},
};
use query::Filters;
use store::{Cursor, Order, Search};

use crate::{
    desk,
    error::DeskError,
    pages::{
        events::{moment, zone_name},
        settings::inputs::{choice, text},
    },
    sheets::{
        Asked,
        writing::{bit, faint, hidden, link, plain},
    },
    ui::{Bit, Form, Look, Piece, Sheet},
};

/// How many events one page shows.
const PAGE: usize = 25;
/// The longest filter, in characters.
const FILTER_MAX: usize = 200;

/// Tells the page that is asked for, if there is one.
pub async fn tell(asked: &Asked) -> Result<Option<Sheet>, DeskError> {
    if !asked.page.is_empty() {
        return Ok(None);
    }
    let mut pieces = vec![
        Piece::Text(vec![plain(
            "Every act of administration in this instance, refused ones among them, the newest first. What concerns the \
             whole desk, such as signing in, is told in the home instance.",
        )]),
        Piece::Form(filter_form(asked)),
    ];
    let parsed = query::parse(&query_of(asked));
    let after = match asked.part("after") {
        "" => None,
        place => Some(
            place.parse::<Cursor>().map_err(|error| desk::refuse(actions::Error::invalid("after", error)))?,
        ),
    };
    let search = Search {
        query: parsed.query,
        filters: Filters::default(),
        from_ms: i64::MIN,
        to_ms: i64::MAX,
        order: Order::Newest,
        limit: PAGE,
        after,
    };
    let page =
        event::search(&asked.desk, &asked.caller, &asked.instance.id, search).await.map_err(desk::refuse)?;
    let zone = zone_name(&asked.desk, &asked.caller, &asked.instance.id).await?;
    if page.lines.is_empty() {
        let said =
            if is_narrowed(asked) { "Nothing that was done fits." } else { "Nothing was done here yet." };
        pieces.push(Piece::Text(vec![faint(said)]));
    }
    for stored in &page.lines {
        pieces.extend(act(asked, stored, &zone));
    }
    if let Some(why) = page.incomplete {
        pieces.push(Piece::Fact(vec![plain(format!(
            "The search ended before its end: {why}. Go on with what is older."
        ))]));
    }
    if let Some(next) = page.next {
        let kept = FILTERS.map(|name| (name, asked.part(name)));
        let next = next.to_string();
        let pairs: Vec<(&str, &str)> = kept.into_iter().chain([("after", next.as_str())]).collect();
        pieces.push(Piece::Text(vec![bit(Look::Button, "Older", asked.href("", &pairs))]));
    }
    Ok(Some(Sheet { title: "Activity".to_owned(), tabs: vec![], pieces }))
}

/// What the address may narrow the page by.
const FILTERS: [&str; 3] = ["action", "who", "outcome"];

fn is_narrowed(asked: &Asked) -> bool {
    FILTERS.iter().any(|name| !asked.part(name).is_empty())
}

fn filter_form(asked: &Asked) -> Form {
    let outcomes = [("", "any"), ("success", "done"), ("failure", "refused or failed")];
    Form {
        path: "/activity".to_owned(),
        asks: true,
        button: "Show".to_owned(),
        inputs: vec![
            hidden("instance", asked.instance.id.to_string()),
            text(
                "action",
                "What was done",
                asked.part("action"),
                "Part of the action, such as view or key.delete.",
            ),
            text("who", "By whom", asked.part("who"), "Part of an address or the name of a key."),
            choice(
                "outcome",
                "How it ended",
                asked.part("outcome"),
                "",
                outcomes.map(|(sent, said)| (sent.to_owned(), said.to_owned())).to_vec(),
            ),
        ],
        ..Form::default()
    }
}

/// The query that finds what the address asks for.
fn query_of(asked: &Asked) -> String {
    let mut query = "action:logdnaat".to_owned();
    let mut narrow = |field: &str, text: &str| {
        let text: String = text.trim().chars().take(FILTER_MAX).collect();
        if !text.is_empty() {
            query.push_str(&format!(" {field}:{}", quoted(&text)));
        }
    };
    narrow("action", asked.part("action"));
    narrow("initiator.name", asked.part("who"));
    narrow("outcome", asked.part("outcome"));
    query
}

/// A text that means itself, whatever is in it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// One act: when, the sentence, the way to the event, and what changed.
fn act(asked: &Asked, stored: &StoredLine, zone: &str) -> Vec<Piece> {
    let time_ms = stored.line.time_ms;
    let mut bits =
        vec![bit(Look::Time, moment(time_ms, zone), model::time::format_rfc3339(time_ms)), plain(" ")];
    bits.extend(told(&stored.line.text));
    bits.push(plain(". "));
    let href = format!("/events?instance={}&q=action:logdnaat&from=&id={}", asked.instance.id, stored.id);
    bits.push(link("Open the event", href));
    let failed = Event::read(&stored.line.text).is_some_and(|event| event.text("outcome") == Some("failure"));
    let mut pieces = vec![if failed { Piece::Bad(bits) } else { Piece::Text(bits) }];
    pieces.extend(change::table(&stored.line.text).map(Piece::Table));
    pieces
}

fn told(text: &str) -> Vec<Bit> {
    let event = Event::read(text);
    let action = event.as_ref().and_then(|event| event.text("action"));
    let known = action.and_then(|action| Catalog::embedded().find(action));
    let service = action.and_then(|action| Catalog::embedded().service_name(action));
    let summary = known.as_ref().and_then(|known| known.summary());
    let part = |part: sentence::Part| match part.kind {
        PartKind::Plain => plain(part.text),
        PartKind::Initiator | PartKind::Target => bit(Look::Strong, part.text, ""),
        PartKind::Verb => plain(part.text),
        PartKind::Outcome => bit(Look::Strong, part.text, ""),
    };
    sentence::tell_text(text, service, summary).into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_means_itself_whatever_is_in_it() {
        for text in ["view", "a\"b", "back\\", "x) OR (y", "-z", "[a,b]", "*"] {
            let parsed = query::parse(&format!("action:logdnaat initiator.name:{}", quoted(text)));
            assert!(parsed.errors.is_empty(), "{text}: {:?}", parsed.errors);
        }
    }

    #[test]
    fn an_act_is_told_in_a_sentence() {
        let text = r#"{"action":"logdnaat.view.delete","outcome":"success","initiator":{"name":"ana@example.com"},"target":{"name":"Errors"}}"#;
        let said: String = told(text).into_iter().map(|bit| bit.text).collect();
        assert!(said.starts_with("ana@example.com deleted ") && said.contains("Errors"), "{said}");
    }
}

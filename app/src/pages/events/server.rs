//! What the events page asks the server.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::row::Row;
use crate::{error::DeskError, told::Told, ui::Piece};

/// One page of events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The events, in the order asked for.
    pub rows: Vec<Row>,
    /// Where the page before this one ends, if there is one.
    pub previous: Option<String>,
    /// Where the page after this one begins, if there is one.
    pub next: Option<String>,
    /// Why events may be missing, if they may.
    pub incomplete: Option<String>,
    /// How long it took, such as `3.2 ms`.
    pub took: String,
    /// The range that was searched, for people.
    pub range: String,
    /// The zone its times are in.
    pub zone: String,
    /// Why nothing was searched, if so: the query or the range can not be read.
    pub refused: Option<String>,
    /// The address of this server.
    pub origin: String,
    /// The location of the instance that was searched.
    pub location: String,
    /// The number of the last line that was stored when it was searched.
    pub seen: u64,
    /// What to know of the view that is open, and other names of what the query asks for.
    pub offers: Vec<Piece>,
}

/// One event, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDetail {
    /// Names the event for good.
    pub id: String,
    /// What happened, in one sentence.
    pub sentence: Vec<Words>,
    /// Small facts about it.
    pub facts: Vec<Fact>,
    /// The original text, byte for byte.
    pub text: String,
    /// What parsing templates have added: names and values.
    pub added: Vec<(String, String)>,
    /// What the desk knows beside the text: names and values.
    pub beside: Vec<(String, String)>,
    /// The catalogue's summary of the action.
    pub summary: Option<String>,
    /// Where the event is found by its id.
    pub link: String,
    /// What it looks like in the form of today, and which rules it breaks; nothing where it came in
    /// that form and breaks none.
    pub form: Vec<Piece>,
}

/// A piece of the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Their class.
    pub class: String,
    /// The field they come from.
    pub path: Option<String>,
}

/// A small fact in a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it says.
    pub text: String,
    /// What that means.
    pub title: String,
    /// Whether it asks for a second look.
    pub marked: bool,
}

/// Searches one page. The address says everything, as the events page has it.
#[server(prefix = "/api", endpoint = "events", input = GetUrl)]
pub async fn search_events(address: String) -> Result<Told, DeskError> {
    use super::answer::{self, Question};
    use crate::desk;
    let Question { desk, caller, instance, asked } = answer::collect(&address).await?;
    let mut asked = match asked {
        Ok(asked) => asked,
        Err(message) => return Told::of(&Answer { refused: Some(message), ..Answer::default() }),
    };
    let view = asked.open_view(&desk, &caller, &instance.id).await.map_err(desk::refuse)?;
    // Looked at before the search: what is stored meanwhile is news, and may be in both.
    let head = actions::event::head(&desk, &caller, &instance.id).await.map_err(desk::refuse)?;
    let seen = *head.borrow();
    let page =
        actions::event::search(&desk, &caller, &instance.id, asked.search()).await.map_err(desk::refuse)?;
    let mut offers: Vec<Piece> = view.as_ref().and_then(super::offers::about).into_iter().collect();
    offers.extend(super::offers::offers(&asked.address));
    let answer = asked.answer(page);
    Told::of(&Answer { origin: desk::origin(), location: instance.location, seen, offers, ..answer })
}

/// Reads one event.
#[server(prefix = "/api", endpoint = "event", input = GetUrl)]
pub async fn find_event(id: String, #[server(default)] zone: String) -> Result<Told, DeskError> {
    use super::{answer, telling};
    use crate::desk;
    let (desk, caller) = desk::collect()?;
    let not_found = |_| desk::refuse(actions::Error::NotFound { what: "event" });
    let id = id.parse().map_err(not_found)?;
    let stored = actions::event::find(&desk, &caller, &id).await.map_err(desk::refuse)?;
    let added = actions::catalog_action::list(&desk, &caller, &id.instance).await.map_err(desk::refuse)?;
    let zone = answer::zone_of(&desk, &caller, &id.instance, &zone).await.map_err(desk::refuse)?;
    let mut told = telling::tell(&stored, &added, &zone, &desk::origin());
    let settings = actions::account::find(&desk, &caller, &id.instance).await.map_err(desk::refuse)?;
    if !settings.shows_raw {
        told.text = telling::written_anew(told.text);
    }
    Told::of(&told)
}

//! What the histogram asks the server.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::DeskError, told::Told};

/// Matching events over time, drawn to scale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bars {
    /// All of them, as text.
    pub total: String,
    /// Whether `total` is one.
    pub single: bool,
    /// What the bars are made of, the lowest first: only what there is.
    pub series: Vec<Series>,
    /// One for each interval, in the order of time.
    pub bars: Vec<Bar>,
    /// The count at the upper line; half of it is the lower one.
    pub scale: [String; 2],
    /// How long a bar is, such as `15 min`.
    pub interval: String,
    /// The range around this one: where it begins and ends.
    pub wider: (String, String),
    /// Why events may be missing, if they may.
    pub incomplete: Option<String>,
}

/// What some of the events have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The word for it.
    pub name: String,
    /// How many.
    pub count: String,
    /// The class of its colour.
    pub class: String,
}

/// The events of one interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Where it begins, as an address says it.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// From when to when, for people.
    pub time: String,
    /// How many of what, for people.
    pub told: String,
    /// The moment written below its beginning.
    pub tick: String,
    /// A part for each of some series: its class, and its outline where the whole height is 100.
    pub parts: Vec<(String, String)>,
}

/// Counts matching events over time. The address says everything, as the events page has it;
/// one that can not be read has no bars.
#[server(prefix = "/api", endpoint = "histogram", input = GetUrl)]
pub async fn histogram(address: String) -> Result<Told, DeskError> {
    use super::drawing;
    use crate::{
        desk,
        pages::events::answer::{self, Question},
    };
    let Question { desk, caller, instance, asked } = answer::collect(&address).await?;
    let Ok(asked) = asked else { return Told::of(&Bars::default()) };
    let selection = asked.selection();
    let counted = actions::event::histogram(
        &desk,
        &caller,
        &instance.id,
        &selection,
        store::ask::Interval::AtMost(drawing::BARS),
        asked.zone.offset_ms(asked.span.from_ms),
        Some(drawing::field(asked.address.split)),
    );
    Told::of(&drawing::draw(&counted.await.map_err(desk::refuse)?, &asked))
}

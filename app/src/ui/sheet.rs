//! A page the server tells in pieces: paragraphs, tables and forms.
//!
//! Pages that show facts and a few forms are written on the server and drawn here, all of them
//! by the same few components: the browser has these once, and not each page.

mod form;
mod graphs;
mod table;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ui::{Chip, ChipKind, Notice, NoticeKind};

pub use form::SheetForm;
#[cfg(feature = "ssr")]
pub use graphs::{GraphShown, Key, Mark, Spot};
pub use graphs::{Graphs, SheetGraphs};
pub use table::SheetTable;

/// What stands on a page, from its title down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its title.
    pub title: String,
    /// The pages beside it.
    pub tabs: Vec<SheetTab>,
    /// What stands on it.
    pub pieces: Vec<Piece>,
}

/// A page beside this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetTab {
    /// Its name.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// How much there is of it; empty where that is not worth saying.
    pub count: String,
    /// Whether this is it.
    pub here: bool,
}

/// One piece of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// Begins a section.
    Head(String),
    /// A paragraph.
    Text(Vec<Bit>),
    /// Something that went well.
    Good(Vec<Bit>),
    /// Something to look at.
    Fact(Vec<Bit>),
    /// Something that did not go well.
    Bad(Vec<Bit>),
    /// A table.
    Table(Table),
    /// A form.
    Form(Form),
    /// Graphs of a board.
    Graphs(Graphs),
}

/// A few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bit {
    /// How they look.
    #[serde(rename = "l", default, skip_serializing_if = "Look::is_plain")]
    pub look: Look,
    /// The words.
    #[serde(rename = "t")]
    pub text: String,
    /// Where a link leads, what a chip means, which moment a time is.
    #[serde(rename = "m", default, skip_serializing_if = "String::is_empty")]
    pub more: String,
}

/// How a few words look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// Like the text around them.
    #[default]
    Plain,
    /// Important.
    Strong,
    /// Beside the point.
    Faint,
    /// As it is written.
    Code,
    /// A number, to be compared with those above and below.
    Number,
    /// In a frame.
    Chip,
    /// In a frame that asks for a second look.
    Marked,
    /// A link.
    Link,
    /// A link that looks like a button.
    Button,
    /// A moment.
    Time,
}

impl Look {
    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

/// A table; its first column names the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows, for those who do not see it.
    pub caption: String,
    /// The names of its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Words.
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    pub bits: Vec<Bit>,
    /// Things to do.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
}

/// A form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Where it is sent. A server function, or a page where it only asks.
    pub path: String,
    /// Whether it only asks.
    pub asks: bool,
    /// What its button says.
    pub button: String,
    /// What the button is about, for those who do not see what stands beside it.
    pub about: String,
    /// The class of the button beside `button`.
    pub class: String,
    /// Why it can not be sent, if so.
    pub why_not: String,
    /// What is written in it.
    pub inputs: Vec<Input>,
    /// Further buttons: the page that each leads to with what is written, and what it says. What is
    /// written is in the page's address then, so a form with a secret has none.
    pub asking: Vec<(String, String)>,
}

/// One thing that is written in a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What sort of thing.
    pub kind: InputKind,
    /// The form's name for it.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What it holds at first.
    pub value: String,
    /// What to know before writing.
    pub hint: String,
    /// What can be chosen: what is sent and what it is called.
    pub options: Vec<(String, String)>,
}

/// What sort of thing is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputKind {
    /// A text that may be empty.
    #[default]
    Text,
    /// A text that must not be.
    Needed,
    /// A text of several lines.
    Long,
    /// Nothing: it is sent as it is.
    Hidden,
    /// One of several.
    Choice,
    /// Yes, sent as `true` or as the one option there is, or nothing at all.
    Check,
    /// A text that nobody is to read over a shoulder.
    Secret,
    /// Nothing: what follows belongs together.
    Part,
}

/// Shows a page told in pieces. `done` hears that a form was sent and taken.
#[component]
pub fn SheetPieces(
    /// What stands on it.
    pieces: Vec<Piece>,
    /// What to do when something was changed.
    #[prop(into)]
    done: Callback<()>,
) -> impl IntoView {
    let shown = pieces.into_iter().enumerate().map(|(place, piece)| piece_view(piece, place, done));
    shown.collect_view()
}

/// The pages beside a page.
#[component]
pub fn SheetTabs(
    /// The pages.
    tabs: Vec<SheetTab>,
) -> impl IntoView {
    let one = |tab: SheetTab| {
        let count =
            (!tab.count.is_empty()).then(|| view! { " "<span class="sheet__count">{tab.count}</span> });
        view! { <a class="tabs__tab" href=tab.href aria-current=tab.here.then_some("page")>{tab.label}{count}</a> }
    };
    view! { <nav class="tabs sheet__tabs" aria-label="Pages beside this one">{tabs.into_iter().map(one).collect_view()}</nav> }
        .into_any()
}

fn piece_view(piece: Piece, place: usize, done: Callback<()>) -> AnyView {
    let notice = |kind: NoticeKind, bits: Vec<Bit>| view! { <Notice kind>{words(bits)}</Notice> }.into_any();
    match piece {
        Piece::Head(text) => view! { <h2 class="sheet__head">{text}</h2> }.into_any(),
        Piece::Text(bits) => view! { <p class="sheet__text">{words(bits)}</p> }.into_any(),
        Piece::Good(bits) => notice(NoticeKind::Good, bits),
        Piece::Fact(bits) => notice(NoticeKind::Fact, bits),
        Piece::Bad(bits) => notice(NoticeKind::Bad, bits),
        Piece::Table(table) => view! { <SheetTable table place done/> }.into_any(),
        Piece::Graphs(graphs) => view! { <SheetGraphs graphs done/> }.into_any(),
        Piece::Form(form) => view! { <SheetForm form prefix=format!("form-{place}-") done/> }.into_any(),
    }
}

/// Words, each as it looks.
pub fn words(bits: Vec<Bit>) -> AnyView {
    bits.into_iter().map(word).collect_view().into_any()
}

fn word(bit: Bit) -> AnyView {
    let Bit { look, text, more } = bit;
    let span = |class: &'static str, text: String, title: String| {
        view! { <span class=class title=(!title.is_empty()).then_some(title)>{text}</span> }.into_any()
    };
    match look {
        Look::Plain => text.into_any(),
        Look::Strong => view! { <strong>{text}</strong> }.into_any(),
        Look::Faint => span("sheet__faint", text, more),
        Look::Code => view! { <code class="sheet__code">{text}</code> }.into_any(),
        Look::Number => span("sheet__number", text, more),
        Look::Chip => view! { <Chip text title=more/> }.into_any(),
        Look::Marked => view! { <Chip text title=more kind=ChipKind::Marked/> }.into_any(),
        Look::Link => view! { <a href=more>{text}</a> }.into_any(),
        Look::Button => view! { <a class="button" href=more>{text}</a> }.into_any(),
        Look::Time => view! { <time datetime=more>{text}</time> }.into_any(),
    }
}

//! Lines that were refused, and what they can still become.

use model::person::Role;
use store::Quarantined;

use super::over;
use crate::{
    desk,
    error::DeskError,
    pages::events::Address,
    sheets::{
        Asked,
        writing::{self, act, cell, code, faint, hidden, link, plain, time},
    },
    ui::{Cell, Piece, Sheet, Table},
};

/// How many lines are shown.
const MOST: i64 = 100;
/// How much of a line is shown, in characters.
const SHOWN: usize = 160;

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let (lines, count) =
        actions::quarantine::list(desk, caller, &instance.id, MOST).await.map_err(desk::refuse)?;
    let mut pieces = Vec::new();
    let stored = asked.part("stored");
    if !stored.is_empty() {
        let id = stored.to_owned();
        let event = Address { instance: instance.id.to_string(), id, ..Address::default() };
        pieces.push(Piece::Good(vec![
            plain("Stored as "),
            link(stored, event.href()),
            plain(". Your act was recorded as "),
            link("logdnaat.quarantine.retry", over::search(asked, "action:logdnaat.quarantine.retry")),
            plain("."),
        ]));
    }
    pieces.push(Piece::Text(vec![
        plain(
            "Lines that break a limit are refused, and kept here with the reason. Storing one takes it whatever \
             its length; what was too long beside it is cut. How many came, and when, is told by ",
        ),
        link("logdnaat.events.reject", over::search(asked, "action:logdnaat.events.reject")),
        plain("."),
    ]));
    if lines.is_empty() {
        pieces.push(Piece::Text(vec![plain("There is none.")]));
    } else {
        let why_not = asked.why_not(Role::Manager);
        pieces.push(Piece::Table(Table {
            caption: "Lines in quarantine, the newest first".to_owned(),
            head: ["Arrived", "Why it was refused", "Line", "From", "To do"].map(str::to_owned).to_vec(),
            rows: lines.iter().map(|line| row(asked, line, &why_not)).collect(),
        }));
        let shown = lines.len() as u64;
        if count > shown {
            pieces.push(Piece::Text(vec![faint(format!("The newest {shown} of {count} are shown."))]));
        }
    }
    Ok(Sheet { title: "Quarantine".to_owned(), tabs: over::tabs(asked), pieces })
}

fn row(asked: &Asked, line: &Quarantined, why_not: &str) -> Vec<Cell> {
    let rejected = &line.rejected;
    let text = String::from_utf8_lossy(&rejected.line);
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let key = rejected.key.as_ref().map(|key| format!(" with key {key}")).unwrap_or_default();
    let inputs = vec![hidden("instance", asked.instance.id.to_string()), hidden("id", line.id.to_string())];
    let store = act("/api/quarantine-retry", "Store it", &format!("line {}", line.id), why_not, inputs);
    vec![
        time(Some(line.received_ms)),
        cell([plain(rejected.reason.clone())]),
        cell([code(shown), plain(" "), faint(format!("{} bytes", writing::grouped(rejected.line.len())))]),
        cell([plain(rejected.sender.clone()), faint(key)]),
        Cell { bits: vec![], forms: vec![store] },
    ]
}

//! What a rule would have kept away, before it is saved.

use actions::exclusion_rule::{self, Preview, TouchedView};
use model::{exclusion_rule::RuleKind, line::StoredLine};

use super::form::Written;
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{cell, code, grouped, link, number, plain, time},
    },
    ui::{Cell, Piece, Table},
};

/// The most characters of a line that are shown.
const TEXT_MAX: usize = 200;

/// Tells it; what is wrong with the rule is told in its place.
pub async fn tell(asked: &Asked, kind: RuleKind, written: &Written) -> Result<Vec<Piece>, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let told = match exclusion_rule::preview(desk, caller, &instance.id, kind, &written.new).await {
        Ok(told) => told,
        Err(error @ (actions::Error::Invalid { .. } | actions::Error::Forbidden { .. })) => {
            return Ok(vec![Piece::Bad(vec![plain(format!("No preview: {error}. Nothing was saved."))])]);
        }
        Err(error) => return Err(desk::refuse(error)),
    };
    Ok(pieces(asked, &told))
}

fn pieces(asked: &Asked, told: &Preview) -> Vec<Piece> {
    let count = grouped(told.lines);
    let mut first =
        format!("In the last 24 hours {count} stored lines fit this rule. Nothing was saved yet.");
    if let Some(why) = &told.incomplete {
        first.push_str(&format!(" There may be more: {why}."));
    }
    let mut pieces = vec![Piece::Fact(vec![plain(first)])];
    if !told.samples.is_empty() {
        pieces.push(Piece::Table(Table {
            caption: "The newest lines that fit".to_owned(),
            head: ["Happened", "Source", "Line", "Event"].map(str::to_owned).to_vec(),
            rows: told.samples.iter().map(|stored| sample(asked, stored)).collect(),
        }));
    }
    let looked = format!(
        "The {} newest of them were held against every view of this instance; a view is touched when its query and \
         filters find at least one. ",
        told.looked_at
    );
    if told.views.is_empty() {
        pieces.push(Piece::Text(vec![plain(looked), plain("None is touched.")]));
        return pieces;
    }
    pieces.push(Piece::Text(vec![plain(looked), plain("These would show less:")]));
    pieces.push(Piece::Table(Table {
        caption: "Views that would show less".to_owned(),
        head: ["View", "Lines of those looked at"].map(str::to_owned).to_vec(),
        rows: told.views.iter().map(|view| touched(asked, view)).collect(),
    }));
    pieces
}

fn sample(asked: &Asked, stored: &StoredLine) -> Vec<Cell> {
    let text: String = stored.line.text.chars().take(TEXT_MAX).collect();
    let href = format!("/events?instance={}&id={}", asked.instance.id, stored.id);
    vec![
        time(Some(stored.line.time_ms)),
        cell([plain(stored.line.host.as_str())]),
        cell([code(text)]),
        cell([link("Show", href)]),
    ]
}

fn touched(asked: &Asked, view: &TouchedView) -> Vec<Cell> {
    let href = format!("/events?instance={}&view={}", asked.instance.id, view.id);
    vec![cell([link(view.name.as_str(), href)]), number(view.lines)]
}

//! What a rule would have kept away, before it is saved.

use actions::exclusion_rule::{self, Preview, TouchedAlert, TouchedView};
use model::{exclusion_rule::RuleKind, line::StoredLine};

use super::form::Written;
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked,
        writing::{cell, code, faint, grouped, link, number, plain, time},
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
    let mut pieces = lines(asked, &told);
    match kind {
        RuleKind::Ingestion => pieces.extend(views(asked, &told, written.new.index_only)),
        RuleKind::Stream => pieces.push(Piece::Text(vec![plain(
            "No view and no alert is touched: these lines stay stored, and only the stream leaves them out.",
        )])),
    }
    Ok(pieces)
}

fn lines(asked: &Asked, told: &Preview) -> Vec<Piece> {
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
    pieces
}

fn views(asked: &Asked, told: &Preview, index_only: bool) -> Vec<Piece> {
    let looked = format!(
        "The {} newest of them were held against every view of this instance; a view is touched when its query and \
         filters find at least one. ",
        told.looked_at
    );
    if told.views.is_empty() {
        return vec![Piece::Text(vec![plain(looked), plain("None is touched. No alert is, either.")])];
    }
    let alerts = told.views.iter().filter(|view| view.alert != TouchedAlert::None).count();
    let alerts = match (alerts, index_only) {
        (0, _) => "These would show less, and no alert hangs on them:",
        (_, false) => "These would show less, and the alerts on them would not hear of such lines any more:",
        (_, true) => {
            "These would show less; the alerts on them still get such lines, because the rule is index-only:"
        }
    };
    vec![
        Piece::Text(vec![plain(looked), plain(alerts)]),
        Piece::Table(Table {
            caption: "Views that would show less, with their alerts".to_owned(),
            head: ["View", "Lines of those looked at", "Alert"].map(str::to_owned).to_vec(),
            rows: told.views.iter().map(|view| touched(asked, view)).collect(),
        }),
    ]
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
    let alert = match &view.alert {
        TouchedAlert::None => faint("none"),
        TouchedAlert::Own(1) => plain("its own, with 1 channel"),
        TouchedAlert::Own(channels) => plain(format!("its own, with {channels} channels")),
        TouchedAlert::Preset(id, name) => {
            link(name.as_str(), format!("/alerts?instance={}&preset={id}", asked.instance.id))
        }
    };
    vec![cell([link(view.name.as_str(), href)]), number(view.lines), cell([alert])]
}

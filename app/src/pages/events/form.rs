//! An event beside the form its service would send it in today, and the rules it breaks.

use model::{
    catalog::Catalog,
    conformance::{self, RULES},
    current::{Current, Row, RowKind, current},
};
use serde_json::Value;

use crate::{
    sheets::writing::{bit, cell, code, faint, plain},
    ui::{Cell, Look, Piece, Table},
};

/// The longest value that is shown, in characters; the JSON tab has all of it.
const LONGEST: usize = 600;

/// What the tab shows; nothing where there is nothing to say.
pub fn pieces(text: &str) -> Vec<Piece> {
    let catalog = Catalog::embedded();
    let Some(current) = current(text, catalog) else { return vec![] };
    let broken = conformance::check(text, catalog);
    let mut pieces = Vec::new();
    if !current.is_unchanged() {
        pieces.push(Piece::Text(vec![plain(
            "The event as it came, beside the form its service would send it in today. What is stored stays as it came.",
        )]));
        pieces.push(Piece::Table(side_by_side(&current)));
        pieces.extend(missing(&current));
    }
    if !broken.is_empty() {
        pieces.push(Piece::Head(format!("Breaks {} of {} rules", broken.len(), RULES.len())));
        let row = |it: conformance::Broken| {
            vec![cell([code(it.rule)]), cell([plain(it.sentence)]), cell([code(it.found)])]
        };
        pieces.push(Piece::Table(Table {
            caption: "Rules the event breaks".to_owned(),
            head: ["Rule", "What it asks", "What it has"].map(str::to_owned).to_vec(),
            rows: broken.into_iter().map(row).collect(),
        }));
    }
    pieces
}

/// What changed first, then what only moved, then what stayed.
fn side_by_side(current: &Current) -> Table {
    let rank = |row: &&Row| match row.kind {
        RowKind::Changed | RowKind::Added | RowKind::Removed => 0,
        RowKind::Moved => 1,
        RowKind::Same => 2,
    };
    let mut rows: Vec<&Row> = current.rows.iter().collect();
    rows.sort_by_key(rank);
    Table {
        caption: "The event as it came and in the form of today".to_owned(),
        head: ["Change", "As it came", "Today", "Why"].map(str::to_owned).to_vec(),
        rows: rows.into_iter().map(row).collect(),
    }
}

fn row(row: &Row) -> Vec<Cell> {
    let (word, look) = match row.kind {
        RowKind::Same => ("same", Look::Faint),
        RowKind::Moved => ("moved", Look::Chip),
        RowKind::Changed => ("changed", Look::Marked),
        RowKind::Added => ("added", Look::Marked),
        RowKind::Removed => ("removed", Look::Marked),
    };
    let side = |side: &Option<(String, Value)>| match side {
        Some((path, value)) => cell([faint(path.clone()), plain(" "), code(shown(value))]),
        None => cell([faint("—")]),
    };
    vec![cell([bit(look, word, "")]), side(&row.before), side(&row.after), cell([plain(row.why.clone())])]
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::Object(_) | Value::Array(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn missing(current: &Current) -> Option<Piece> {
    let names = current.missing.iter().flat_map(|name| [code(*name), plain(" ")]);
    let said = plain("Today's form also has these, which the older one never had: ");
    (!current.missing.is_empty()).then(|| Piece::Text(std::iter::once(said).chain(names).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(number: usize) -> &'static str {
        include_str!("../../../../tests/data/samples.jsonl").lines().nth(number - 1).unwrap()
    }

    #[test]
    fn an_older_event_stands_beside_its_form_of_today() {
        let pieces = pieces(sample(22));
        let [Piece::Text(_), Piece::Table(sides), Piece::Text(_), Piece::Head(_), Piece::Table(rules)] =
            &pieces[..]
        else {
            panic!("{pieces:?}")
        };
        let told = |row: &Vec<Cell>| {
            let words = row.iter().flat_map(|cell| cell.bits.iter().map(|bit| bit.text.as_str()));
            words.collect::<Vec<_>>().join(" ")
        };
        let rows: Vec<String> = sides.rows.iter().map(told).collect();
        assert!(
            rows.iter().any(|row| row.starts_with(
                "changed payload.action   \"pcloud.tenant.read\" action   \"power-iaas.tenant.read\""
            )),
            "{rows:#?}"
        );
        assert!(rows.last().unwrap().starts_with("same"));
        assert!(!rules.rows.is_empty());
    }

    #[test]
    fn an_event_of_today_that_keeps_the_rules_has_nothing_to_show() {
        assert_eq!(pieces(sample(1)), []);
        assert_eq!(pieces("plain"), []);
    }
}

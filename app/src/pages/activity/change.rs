//! What a change has changed, side by side.

use model::{
    diff::{self, Leaf},
    event::Event,
};
use serde_json::{Map, Value};

use crate::{
    sheets::writing::{bit, cell, code, faint, plain},
    ui::{Cell, Look, Table},
};

/// The most rows of a table, and the longest value in it, in characters.
const ROWS_MAX: usize = 40;
const VALUE_MAX: usize = 300;

/// Before and after of an event that tells both.
pub fn table(text: &str) -> Option<Table> {
    let event = Event::read(text)?;
    let side =
        |name: &str| event.at(&format!("requestData.spoor.{name}")).and_then(Value::as_object).cloned();
    let (before, after): (Map<String, Value>, Map<String, Value>) = (side("before")?, side("after")?);
    let leaves = diff::leaves(&before, &after);
    let more = leaves.len().saturating_sub(ROWS_MAX);
    let mut rows: Vec<Vec<Cell>> = leaves.iter().take(ROWS_MAX).map(row).collect();
    if more > 0 {
        rows.push(vec![
            cell([faint(format!("and {more} more"))]),
            Cell::default(),
            Cell::default(),
            Cell::default(),
        ]);
    }
    let head = ["Field", "Before", "After", "Changed"].map(str::to_owned).to_vec();
    (!rows.is_empty()).then(|| Table { caption: "What was changed".to_owned(), head, rows })
}

fn row(leaf: &Leaf) -> Vec<Cell> {
    let is_same = leaf.before == leaf.after;
    let mark = if is_same { faint("no") } else { bit(Look::Marked, "changed", "") };
    let path: String = leaf.path.chars().take(VALUE_MAX).collect();
    vec![cell([plain(path)]), value(leaf.before.as_ref()), value(leaf.after.as_ref()), cell([mark])]
}

fn value(value: Option<&Value>) -> Cell {
    let text = match value {
        None | Some(Value::Null) => return cell([faint("—")]),
        Some(Value::String(text)) if text.is_empty() => return cell([faint("empty")]),
        Some(Value::Array(list)) if list.is_empty() => return cell([faint("none")]),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => {
            let words = list.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
            words.collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    };
    let short: String = text.chars().take(VALUE_MAX).collect();
    let is_cut = short.len() < text.len();
    cell([code(if is_cut { format!("{short}…") } else { short })])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(cell: &Cell) -> &str {
        cell.bits.first().map_or("", |bit| bit.text.as_str())
    }

    #[test]
    fn what_changed_is_marked_and_what_stayed_is_not() {
        let text = r#"{"action":"logdnaat.view.update","requestData":{"spoor":{
            "before":{"name":"a","hosts":[],"query":"x"},"after":{"name":"b","hosts":["kms","is"],"query":"x"}}}}"#;
        let table = table(text).unwrap();
        let rows: Vec<Vec<&str>> = table.rows.iter().map(|row| row.iter().map(words).collect()).collect();
        assert_eq!(
            rows,
            [
                ["hosts", "none", "kms, is", "changed"],
                ["name", "a", "b", "changed"],
                ["query", "x", "x", "no"]
            ]
        );
    }

    #[test]
    fn what_tells_no_two_sides_has_no_table_and_a_huge_one_has_an_end() {
        for text in [
            r#"{"action":"logdnaat.view.create"}"#,
            r#"{"requestData":{"spoor":{"after":{"a":1}}}}"#,
            "plain",
        ] {
            assert_eq!(table(text), None, "{text}");
        }
        let fields: Map<String, Value> =
            (0..500).map(|number| (format!("f{number}"), Value::from("x".repeat(9000)))).collect();
        let huge = serde_json::json!({"requestData": {"spoor": {"before": {}, "after": fields}}}).to_string();
        let table = table(&huge).unwrap();
        assert_eq!(table.rows.len(), ROWS_MAX + 1);
        assert!(words(&table.rows[0][2]).chars().count() <= VALUE_MAX + 1);
    }
}

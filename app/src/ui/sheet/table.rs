//! A table of a told page. On a narrow screen each row becomes a card, its places named.

use leptos::prelude::*;

use super::{Cell, Look, SheetForm, Table, words};

/// A table.
#[component]
pub fn SheetTable(
    /// What is in it.
    table: Table,
    /// Its place on the page, for the ids in it.
    place: usize,
    /// What to do when something was changed.
    done: Callback<()>,
) -> impl IntoView {
    let Table { caption, head, rows } = table;
    let names = head.clone();
    let row = move |(line, cells): (usize, Vec<Cell>)| {
        let cells: Vec<_> = cells
            .into_iter()
            .enumerate()
            .map(|(column, cell)| {
                let label = names.get(column).cloned().unwrap_or_default();
                let prefix = format!("cell-{place}-{line}-{column}-");
                cell_view(cell, column == 0, label, &prefix, done)
            })
            .collect();
        view! { <tr class="sheet__row">{cells}</tr> }
    };
    let heads = head.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <div class="sheet__frame">
            <table class="sheet__table">
                <caption class="unseen">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows.into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn cell_view(cell: Cell, names_row: bool, label: String, prefix: &str, done: Callback<()>) -> AnyView {
    let class = match cell.bits.first() {
        Some(bit) if bit.look == Look::Number => "sheet__cell sheet__cell--number",
        _ => "sheet__cell",
    };
    let forms: Vec<_> = cell
        .forms
        .into_iter()
        .enumerate()
        .map(|(number, form)| view! { <SheetForm form prefix=format!("{prefix}{number}-") done/> })
        .collect();
    let inner = view! { {words(cell.bits)}{forms} }.into_any();
    match names_row {
        true => view! { <th class=class scope="row" data-label=label>{inner}</th> }.into_any(),
        false => view! { <td class=class data-label=label>{inner}</td> }.into_any(),
    }
}

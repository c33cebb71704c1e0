//! The page that changes a view, with a preview of how it writes its lines.

use actions::{category, view::Views};
use model::view::View;
use query::Filters;

use super::{preview, writing::lines};
use crate::{
    error::DeskError,
    sheets::{
        Asked, overtaken, seen,
        writing::{bit, faint, hidden, link, plain},
    },
    ui::{Form, Input, InputKind, Look, Piece, Sheet},
};

/// What is written in the form: as the view has it, or as the address says after a preview.
struct Written<'a> {
    asked: &'a Asked,
    /// Whether the address says what is written.
    tried: bool,
}

impl Written<'_> {
    fn text(&self, name: &str, saved: &str) -> String {
        if self.tried { self.asked.part(name).to_owned() } else { saved.to_owned() }
    }

    fn list(&self, name: &str, saved: &[String]) -> String {
        if self.tried { self.asked.part(name).to_owned() } else { saved.join("\n") }
    }
}

/// Tells the page.
pub async fn tell(asked: &Asked, id: &str) -> Result<Sheet, DeskError> {
    let (all, view) = super::found(asked, id).await?;
    let written = Written { asked, tried: !asked.part("tried").is_empty() };
    let why_not = super::why_not(asked);
    let mut pieces = vec![];
    if !why_not.is_empty() {
        pieces.push(Piece::Fact(vec![plain(why_not.clone())]));
    }
    let form = form(asked, &all, &view, &written, why_not);
    let value = |name: &str| {
        let input = form.inputs.iter().find(|input| input.name == name);
        input.map(|input| input.value.clone()).unwrap_or_default()
    };
    let sample = preview::Sample {
        query: value("query"),
        filters: Filters {
            hosts: lines(&value("hosts")),
            apps: lines(&value("apps")),
            levels: lines(&value("levels")),
            tags: lines(&value("tags")),
        },
        custom_line: value("custom_line"),
    };
    pieces.push(Piece::Form(form));
    pieces.extend(preview::tell(asked, sample).await?);
    pieces.push(Piece::Text(vec![
        bit(Look::Button, "Alert of this view", asked.href(&format!("{id}/alert"), &[])),
        plain(" "),
        link("Back to the views", asked.href("", &[])),
    ]));
    if let Some(told) = overtaken(asked, asked.href(&format!("{id}/edit"), &[])) {
        pieces.insert(0, told);
    } else if written.tried {
        pieces.insert(0, Piece::Fact(vec![faint("This is a preview; nothing is saved yet.")]));
    }
    Ok(Sheet { title: format!("Edit {}", view.draft.name.as_str()), tabs: vec![], pieces })
}

fn form(asked: &Asked, all: &Views, view: &View, written: &Written<'_>, why_not: String) -> Form {
    let draft = &view.draft;
    let input = |kind: InputKind, name: &str, label: &str, value: String, hint: &str| Input {
        kind,
        name: name.to_owned(),
        label: label.to_owned(),
        value,
        hint: hint.to_owned(),
        ..Input::default()
    };
    let filter = |name: &str, label: &str, saved: &[String]| {
        input(InputKind::Long, name, label, written.list(name, saved), "One a line; nothing means all.")
    };
    let mut inputs = vec![
        hidden("id", view.id.to_string()),
        hidden("instance", asked.instance.id.to_string()),
        hidden("tried", "1"),
        seen(asked, &actions::view::seen(view)),
        input(InputKind::Needed, "name", "Name", written.text("name", draft.name.as_str()), ""),
        input(InputKind::Text, "query", "Query", written.text("query", &draft.query), ""),
        filter("hosts", "Only these sources", &draft.hosts),
        filter("apps", "Only these apps", &draft.apps),
        filter("levels", "Only these levels", &draft.levels),
        filter("tags", "Only these tags", &draft.tags),
    ];
    let own = if written.tried {
        asked.parts("categories[]")
    } else {
        category::names(&view.categories, &all.categories)
    };
    for category in &all.categories {
        let name = category.name.as_str().to_owned();
        inputs.push(Input {
            kind: InputKind::Check,
            name: "categories[]".to_owned(),
            label: format!("Listed under {name}"),
            value: own.contains(&name).to_string(),
            options: vec![(name, String::new())],
            ..Input::default()
        });
    }
    let template = "Optional; how a row of the list reads, such as {{action}} by {{initiator.name}}. \
        {{line}} is the whole line.";
    let adding = "Optional; only a manager adds one.";
    inputs.extend([
        input(InputKind::Text, "category", "New category", written.text("category", ""), adding),
        input(
            InputKind::Long,
            "description",
            "Description",
            written.text("description", &draft.description),
            "It stands over the list where the view is open.",
        ),
        input(
            InputKind::Text,
            "custom_line",
            "Line template",
            written.text("custom_line", &draft.custom_line),
            template,
        ),
    ]);
    Form {
        path: "/api/view-edit".to_owned(),
        button: "Save".to_owned(),
        class: "button--main".to_owned(),
        why_not,
        inputs,
        asking: vec![(format!("/views/{}/edit", view.id), "Preview".to_owned())],
        ..Form::default()
    }
}

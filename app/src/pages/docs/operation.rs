//! One operation of the API: what it takes and what it answers.

use serde_json::Value;

use super::schema;
use crate::{
    sheets::writing::{bit, cell, code, faint, plain},
    ui::{Cell, Look, Piece, Table},
};

/// The form of every refusal, which is told once.
pub const REFUSAL: &str = "#/components/schemas/Error";

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Everything the document says of the operations with this tag.
pub fn all(document: &Value, tag: &Value) -> Vec<Piece> {
    let mut pieces = vec![];
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let operation = &item[method];
            let tags = operation["tags"].as_array();
            if tags.is_some_and(|tags| tags.contains(tag)) {
                pieces.extend(one(document, method, path, item, operation));
            }
        }
    }
    pieces
}

fn one(document: &Value, method: &str, path: &str, item: &Value, operation: &Value) -> Vec<Piece> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut said = vec![plain(text(&operation["summary"])), plain(". ")];
    said.push(faint(text(&operation["description"])));
    let mut pieces = vec![Piece::Head(format!("{} {path}", method.to_uppercase())), Piece::Text(said)];
    let lists = [&item["parameters"], &operation["parameters"]];
    let parameters: Vec<&Value> = lists.into_iter().filter_map(Value::as_array).flatten().collect();
    if !parameters.is_empty() {
        pieces.push(Piece::Table(Table {
            caption: format!("Parameters of {} {path}", method.to_uppercase()),
            head: ["Parameter", "Where", "Type", "Meaning"].map(str::to_owned).to_vec(),
            rows: parameters.into_iter().map(|it| parameter(document, it)).collect(),
        }));
    }
    for (kind, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
        let body = schema::written(document, &content["schema"]);
        pieces.push(Piece::Text(vec![plain("Body, "), code(kind.clone()), plain(": "), code(body)]));
    }
    pieces.push(Piece::Table(Table {
        caption: format!("Answers of {} {path}", method.to_uppercase()),
        head: ["Status", "When", "Body"].map(str::to_owned).to_vec(),
        rows: operation["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|it| answer(document, it))
            .collect(),
    }));
    pieces
}

fn parameter(document: &Value, parameter: &Value) -> Vec<Cell> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut name = vec![code(text(&parameter["name"]))];
    if parameter["required"] == true && parameter["in"] != "path" {
        name.extend([plain(" "), bit(Look::Marked, "required", "")]);
    }
    vec![
        cell(name),
        cell([plain(text(&parameter["in"]))]),
        cell([code(schema::written(document, &parameter["schema"]))]),
        cell([plain(text(&parameter["description"]))]),
    ]
}

fn answer(document: &Value, (status, answer): (&String, &Value)) -> Vec<Cell> {
    let answer = schema::followed(document, answer);
    let mut bodies =
        answer["content"].as_object().into_iter().flatten().map(
            |(_, content)| match content["schema"]["$ref"].as_str() {
                Some(REFUSAL) => faint("a refusal, as above"),
                _ => code(schema::written(document, &content["schema"])),
            },
        );
    vec![
        cell([code(status.clone())]),
        cell([plain(answer["description"].as_str().unwrap_or_default())]),
        cell([bodies.next().unwrap_or_else(|| faint("none"))]),
    ]
}

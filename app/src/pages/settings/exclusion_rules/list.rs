//! The rules of both kinds, with what to do with them.

use actions::exclusion_rule;
use model::{
    exclusion_rule::{ExclusionRule, RuleKind},
    person::Role,
};

use super::{form, preview};
use crate::{
    desk,
    error::DeskError,
    sheets::{
        Asked, overtaken,
        writing::{act, bit, cell, code, faint, hidden, link, number, plain, time},
    },
    ui::{Bit, Cell, Form, Look, Piece, Table},
};

/// Where the page is, behind the section.
pub(super) const PAGE: &str = "exclusion-rules";

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
    let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
    for kind in [RuleKind::Ingestion, RuleKind::Stream] {
        let listed = exclusion_rule::list(&asked.desk, &asked.caller, &asked.instance.id, kind).await;
        let rules = listed.map_err(desk::refuse)?;
        let (head, about) = words(kind);
        pieces.push(Piece::Head(head.to_owned()));
        pieces.push(Piece::Text(vec![plain(about)]));
        if rules.is_empty() {
            pieces.push(Piece::Text(vec![faint("There is none.")]));
        } else {
            pieces.push(Piece::Table(table(asked, kind, &rules)));
        }
        let written = form::Written::read(asked, kind, &rules);
        let Some(written) = written else {
            let href = asked.href(PAGE, &[("new", kind.as_str())]);
            let says = format!("Add {}", one(kind));
            pieces.push(Piece::Text(vec![bit(Look::Button, says, href)]));
            continue;
        };
        pieces.extend(overtaken(asked, asked.href(PAGE, &[("edit", &written.id)])));
        if written.is_asked {
            pieces.extend(preview::tell(asked, kind, &written).await?);
        }
        pieces.push(Piece::Form(form::form(asked, kind, &written, &rules)));
    }
    Ok(pieces)
}

/// What a rule of a kind is called.
pub(super) fn one(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Ingestion => "a rule for what is stored",
        RuleKind::Stream => "a rule for what is streamed",
    }
}

fn words(kind: RuleKind) -> (&'static str, &'static str) {
    match kind {
        RuleKind::Ingestion => (
            "What is not stored",
            "A line that fits an active rule is not stored: from now on, and never the desk's own record of what was \
             done, nor what is imported by hand. Index-only rules still give it to live tail and alerts, marked as \
             not retained.",
        ),
        RuleKind::Stream => (
            "What is not streamed",
            "A line that fits an active rule here is stored, and left out of the stream. The rules wait until \
             lines are streamed.",
        ),
    }
}

/// Says what was just done, and leads to the event that tells of it.
fn done(asked: &Asked) -> Option<Piece> {
    let (said, verb) = match asked.part("done") {
        "saved" => ("Saved. ", ""),
        "switched" => ("Switched. ", ".update"),
        "deleted" => ("Deleted; it can be put back for 7 days. ", ".delete"),
        _ => return None,
    };
    let action = format!("logdnaat.exclusion-rule{verb}");
    let record = format!("/events?instance={}&q=action:{action}", asked.instance.id);
    let mut bits = vec![plain(said), plain("Your act was recorded as "), link(action, record), plain(".")];
    if verb == ".delete" {
        bits.extend([plain(" "), link("What was deleted", asked.href("deleted", &[]))]);
    }
    Some(Piece::Good(bits))
}

fn table(asked: &Asked, kind: RuleKind, rules: &[ExclusionRule]) -> Table {
    let is_stored = kind == RuleKind::Ingestion;
    let mut head = vec!["Title", "Only sources", "Only apps", "Only query", "State"];
    if is_stored {
        head.extend(["Lines kept away", "Last"]);
    }
    head.push("To do");
    Table {
        caption: words(kind).0.to_owned(),
        head: head.into_iter().map(str::to_owned).collect(),
        rows: rules.iter().map(|rule| row(asked, rule)).collect(),
    }
}

fn row(asked: &Asked, rule: &ExclusionRule) -> Vec<Cell> {
    let draft = &rule.draft;
    let why_not = asked.why_not(Role::Manager);
    let inputs = || {
        vec![
            hidden("instance", asked.instance.id.to_string()),
            hidden("kind", rule.kind.as_str()),
            hidden("id", rule.id.to_string()),
        ]
    };
    let mut to_switch = inputs();
    to_switch.push(hidden("active", (!draft.is_active).to_string()));
    let (switch, delete) = ("/api/exclusion-rule-switch", "/api/exclusion-rule-delete");
    let says = if draft.is_active { "Switch off" } else { "Switch on" };
    let quiet = |form: Form| Form { class: "button--quiet".to_owned(), ..form };
    let mut cells = vec![
        cell([plain(draft.title.as_str())]),
        cell(any_of(&draft.hosts)),
        cell(any_of(&draft.apps)),
        cell([if draft.query.is_empty() { faint("any") } else { code(draft.query.as_str()) }]),
        cell(state(rule)),
    ];
    if rule.kind == RuleKind::Ingestion {
        cells.extend([number(rule.excluded.lines), time(rule.excluded.last_ms)]);
    }
    cells.push(Cell {
        bits: vec![link("Edit", asked.href(PAGE, &[("edit", rule.id.as_str())]))],
        forms: vec![
            quiet(act(switch, says, &draft.title, &why_not, to_switch)),
            quiet(act(delete, "Delete", &draft.title, &why_not, inputs())),
        ],
    });
    cells
}

fn any_of(values: &[String]) -> Vec<Bit> {
    let mut bits = vec![];
    for value in values {
        if !bits.is_empty() {
            bits.push(plain(" or "));
        }
        bits.push(code(value.as_str()));
    }
    if bits.is_empty() { vec![faint("any")] } else { bits }
}

fn state(rule: &ExclusionRule) -> Vec<Bit> {
    let mut bits = vec![match rule.draft.is_active {
        true => bit(Look::Chip, "on", ""),
        false => bit(Look::Marked, "off", "It keeps nothing away"),
    }];
    if actions::unread(&rule.draft.query).is_some() {
        let why = "Its query can not be read any more: it keeps nothing away until that is written anew";
        bits.extend([plain(" "), bit(Look::Marked, "not readable", why)]);
    }
    if rule.draft.index_only {
        bits.extend([plain(" "), bit(Look::Chip, "index only", "Live tail and alerts still get the lines")]);
    }
    bits
}

//! Which rules of the event standard the events of each source break.

use actions::arrival::{self, BrokenRule, Conformance, SAMPLE};
use model::conformance::RULES;

use super::{over, overview::service_name};
use crate::{
    desk,
    error::DeskError,
    pages::events::Address,
    sheets::{
        Asked,
        writing::{bit, cell, code, faint, link, number, plain, share},
    },
    ui::{Cell, Look, Piece, Sheet, Table},
};

/// How many sources are looked at for the first page.
const SOURCES: usize = 16;

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let source = asked.part("source");
    let mut pieces = vec![Piece::Text(vec![plain(format!(
        "Of the newest {SAMPLE} events of a source. Nothing is refused for breaking a rule: what was sent is \
         the record."
    ))])];
    if source.is_empty() {
        pieces.push(sources(asked).await?);
    } else {
        pieces.extend(one(asked, source).await?);
    }
    Ok(Sheet { title: "Conformance".to_owned(), tabs: over::tabs(asked), pieces })
}

async fn told(asked: &Asked, source: &str) -> Result<Conformance, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    arrival::conformance(desk, caller, &instance.id, source).await.map_err(desk::refuse)
}

async fn sources(asked: &Asked) -> Result<Piece, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let found =
        arrival::sources(desk, caller, &instance.id, over::range(asked)).await.map_err(desk::refuse)?;
    let mut rows = Vec::new();
    for source in found.0.iter().take(SOURCES) {
        let of = told(asked, &source.name).await?;
        let worst = match of.broken.first() {
            Some(rule) => {
                vec![code(rule.example.rule.clone()), plain(" "), faint(rule.example.sentence.clone())]
            }
            None => vec![faint("none is broken")],
        };
        let mut name =
            vec![link(source.name.clone(), asked.href("conformance", &[("source", &source.name)]))];
        name.extend(service_name(&source.name).iter().flat_map(|name| [plain(" "), faint(*name)]));
        rows.push(vec![
            cell(name),
            number(of.events),
            share(of.flawless as u64, (of.events - of.plain) as u64),
            number(of.broken.len()),
            cell(worst),
        ]);
    }
    if rows.is_empty() {
        return Ok(Piece::Text(vec![plain("Nothing has sent anything yet.")]));
    }
    Ok(Piece::Table(Table {
        caption: format!("How sources keep the {} rules", RULES.len()),
        head: ["Source", "Events read", "Keep all rules", "Broken rules", "Most often"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    }))
}

async fn one(asked: &Asked, source: &str) -> Result<Vec<Piece>, DeskError> {
    let of = told(asked, source).await?;
    let mut said =
        format!("{} events were read, {} of them keep all {} rules.", of.events, of.flawless, RULES.len());
    if of.plain > 0 {
        said.push_str(&format!(" {} hold no event and were not measured.", of.plain));
    }
    let mut pieces = vec![
        Piece::Text(vec![link("All sources", asked.href("conformance", &[]))]),
        Piece::Head(source.to_owned()),
        Piece::Text(vec![plain(said)]),
    ];
    if !of.broken.is_empty() {
        let measured = (of.events - of.plain) as u64;
        pieces.push(Piece::Table(Table {
            caption: format!("Rules that events of {source} break"),
            head: ["Rule", "What it asks", "Events", "Share", "For example"].map(str::to_owned).to_vec(),
            rows: of.broken.iter().map(|rule| row(asked, rule, measured)).collect(),
        }));
    }
    Ok(pieces)
}

fn row(asked: &Asked, rule: &BrokenRule, measured: u64) -> Vec<Cell> {
    let address = Address {
        instance: asked.instance.id.to_string(),
        id: rule.newest.to_string(),
        ..Address::default()
    };
    vec![
        cell([code(rule.example.rule.clone())]),
        cell([plain(rule.example.sentence.clone())]),
        number(rule.events),
        share(rule.events as u64, measured),
        cell([
            bit(Look::Code, rule.example.found.clone(), ""),
            plain(" "),
            link("the event", address.href()),
        ]),
    ]
}

//! What sends events here, and how much.

use actions::arrival::{self, Source};
use model::catalog::Catalog;

use super::over;
use crate::{
    desk,
    error::DeskError,
    pages::events::Address,
    sheets::{
        Asked,
        writing::{self, bit, cell, faint, link, number, plain, share, time},
    },
    ui::{Bit, Cell, Look, Piece, Sheet, Table},
};

const HEAD: [&str; 8] =
    ["Source", "First event", "Last event", "Events", "Per hour", "Data events", "Unknown actions", "Rules"];

/// Tells the page.
pub async fn tell(asked: &Asked) -> Result<Sheet, DeskError> {
    let Asked { desk, caller, instance, .. } = asked;
    let (sources, incomplete) =
        arrival::sources(desk, caller, &instance.id, over::range(asked)).await.map_err(desk::refuse)?;
    let (_, refused) =
        actions::quarantine::list(desk, caller, &instance.id, 1).await.map_err(desk::refuse)?;
    let mut pieces = super::holding::banner(asked).await?;
    if refused > 0 {
        let said = if refused == 1 { "1 line was".to_owned() } else { format!("{refused} lines were") };
        pieces.push(Piece::Fact(vec![
            plain(format!("{said} refused and kept. ")),
            link("Look at quarantine", asked.href("quarantine", &[])),
            plain("."),
        ]));
    }
    pieces.push(Piece::Text(over::ranges(asked)));
    pieces.extend(incomplete.map(|why| Piece::Bad(vec![plain(format!("Incomplete: {why}."))])));
    if sources.is_empty() {
        pieces.push(Piece::Text(vec![plain(
            "Nothing has sent anything yet. Make an ingestion key and send events to /v1/events.",
        )]));
    } else {
        pieces.push(Piece::Table(Table {
            caption: format!("Sources of {}, over {}", instance.city, over::said(asked).0),
            head: HEAD.map(str::to_owned).to_vec(),
            rows: sources.iter().map(|source| row(source, asked)).collect(),
        }));
    }
    Ok(Sheet { title: "Sources".to_owned(), tabs: over::tabs(asked), pieces })
}

fn row(source: &Source, asked: &Asked) -> Vec<Cell> {
    let events = Address { hosts: vec![source.name.clone()], ..Address::parse(&over::search(asked, "")) };
    let service = service_name(&source.name);
    let name: Vec<Bit> = match service {
        Some(service) => {
            vec![link(source.name.clone(), events.href()), plain(" "), faint(service.to_owned())]
        }
        None => vec![link(source.name.clone(), events.href())],
    };
    let hours = u64::try_from(over::said(asked).1 * 24).unwrap_or(1);
    let unknown = match source.unknown {
        0 => number(0_u64),
        count => cell([link(writing::grouped(count), asked.href("catalog", &[("service", "unknown")]))]),
    };
    vec![
        cell(name),
        time(source.first_ms),
        time(source.last_ms),
        number(source.events),
        cell([bit(Look::Number, per_hour(source.events, hours), "")]),
        share(source.data_events, source.events),
        unknown,
        cell([link("Rules", asked.href("conformance", &[("source", &source.name)]))]),
    ]
}

/// What people call the service whose lines carry this source.
pub fn service_name(source: &str) -> Option<&'static str> {
    let services = Catalog::embedded().services();
    let found = services.iter().find(|it| it.host.as_deref().unwrap_or(&it.id) == source);
    found.map(|service| service.name.as_str())
}

/// Events in an hour; below ten with one decimal.
fn per_hour(events: u64, hours: u64) -> String {
    match events * 10 / hours.max(1) {
        0 if events > 0 => "<0.1".to_owned(),
        tenths if tenths < 100 => format!("{}.{}", tenths / 10, tenths % 10),
        tenths => writing::grouped(tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_never_rounded_to_nothing() {
        for (events, hours, rate) in [(0, 24, "0.0"), (1, 24, "<0.1"), (30, 24, "1.2"), (48_000, 24, "2,000")]
        {
            assert_eq!(per_hour(events, hours), rate);
        }
    }

    #[test]
    fn a_source_is_called_by_the_service_whose_lines_carry_it() {
        assert_eq!(service_name("ibm-cloud-databases-prod"), Some("Cloud Databases"));
        assert_eq!(service_name("power-iaas"), Some("Power Virtual Server"));
        assert_eq!(service_name("kms"), None);
    }
}

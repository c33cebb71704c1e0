//! From the page's address to a search, and from what was found to the page's rows.

use actions::{Caller, Desk};
use model::{id::InstanceId, instance::Instance, line::StoredLine, line_template::LineTemplate, view::View};
use query::{Filters, Query};
use store::{Cursor, Order, Page, Search, ask::Selection};

use super::{address::Address, ink, range, row::Row, server::Answer, zone::Zone};
use crate::{desk, error::DeskError};

/// How many events a page shows.
const PAGE: usize = 100;

/// Who asks what about which instance.
pub struct Question {
    pub desk: Desk,
    pub caller: Caller,
    pub instance: Instance,
    /// What is asked, or why it can not be read.
    pub asked: Result<Asked, String>,
}

/// What every question about the page's events begins with: the address says everything.
pub async fn collect(address: &str) -> Result<Question, DeskError> {
    let (desk, caller) = desk::collect()?;
    let address = Address::parse(address);
    let named = (!address.instance.is_empty()).then_some(address.instance.as_str());
    let (instance, _) = desk::choose(&desk, &caller, named).await?;
    let zone = zone_of(&desk, &caller, &instance.id, &address.zone).await.map_err(desk::refuse)?;
    let asked = ask(address, zone, desk.now_ms());
    Ok(Question { desk, caller, instance, asked })
}

/// A search, and which way its page is turned.
pub struct Asked {
    /// All that was said.
    pub address: Address,
    /// The zone times are read and written in.
    pub zone: Zone,
    /// The range.
    pub span: range::Span,
    /// When it was asked.
    pub now_ms: i64,
    /// What events must match.
    pub query: Query,
    /// Filters beside the query.
    pub filters: Filters,
    /// How the view that is open writes its lines, if it does so in its own way.
    pub template: Option<LineTemplate>,
    /// The place the page begins behind.
    after: Option<Cursor>,
    /// The place the page ends before; it is then searched from there backwards.
    before: Option<Cursor>,
}

/// The zone that is named; without a name the one that the settings of the instance say.
pub async fn zone_of(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    named: &str,
) -> Result<Zone, actions::Error> {
    if !named.is_empty() {
        return Ok(Zone::find(named));
    }
    Ok(Zone::find(actions::account::find(desk, caller, instance).await?.zone.as_str()))
}

/// The name of the zone that the settings of an instance say.
pub async fn zone_name(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<String, DeskError> {
    Ok(zone_of(desk, caller, instance, "").await.map_err(desk::refuse)?.name)
}

/// Reads an address; the message says what of it can not be read.
pub fn ask(address: Address, zone: Zone, now_ms: i64) -> Result<Asked, String> {
    if let Some(error) = ink::errors(&address.query).into_iter().next() {
        return Err(format!("The query can not be read. {error}"));
    }
    let span = range::read(&address.from, &address.to, now_ms, zone.time_zone())
        .map_err(|message| format!("The time can not be read: {message}."))?;
    let cursor = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "The page of the list can not be found.".to_owned()),
    };
    Ok(Asked {
        query: query::parse(&address.query).query,
        filters: Filters {
            hosts: address.hosts.clone(),
            apps: address.apps.clone(),
            levels: address.levels.clone(),
            tags: address.tags.clone(),
        },
        span,
        now_ms,
        template: None,
        after: cursor(&address.after)?,
        before: cursor(&address.before)?,
        zone,
        address,
    })
}

impl Asked {
    /// Which events are counted: all of the range, whatever the page.
    pub fn selection(&self) -> Selection {
        Selection {
            query: self.query.clone(),
            filters: self.filters.clone(),
            from_ms: self.span.from_ms,
            to_ms: self.span.to_ms,
        }
    }

    /// What the store is asked. The page before a place is searched from that place in the
    /// opposite order.
    pub fn search(&self) -> Search {
        let oldest = self.address.oldest_first != self.before.is_some();
        Search {
            query: self.query.clone(),
            filters: self.filters.clone(),
            from_ms: self.span.from_ms,
            to_ms: self.span.to_ms,
            order: if oldest { Order::Oldest } else { Order::Newest },
            limit: PAGE,
            after: self.before.or(self.after),
        }
    }

    /// The view that is open, if there is one; its lines are written as it says from now on.
    pub async fn open_view(
        &mut self,
        desk: &Desk,
        caller: &Caller,
        instance: &InstanceId,
    ) -> Result<Option<View>, actions::Error> {
        let Ok(id) = self.address.view.parse() else { return Ok(None) };
        let view = match actions::view::find(desk, caller, instance, &id).await {
            Err(actions::Error::NotFound { .. }) => return Ok(None),
            view => view?,
        };
        let template = &view.draft.custom_line;
        self.template = (!template.trim().is_empty()).then(|| LineTemplate::parse(template));
        Ok(Some(view))
    }

    /// One event as the list shows it.
    pub fn row(&self, stored: &StoredLine, now_ms: i64) -> Row {
        let row = row(stored, &self.zone, now_ms);
        match &self.template {
            Some(template) => row.written(template, stored),
            None => row,
        }
    }

    /// What was found, as the page shows it.
    pub fn answer(&self, mut page: Page) -> Answer {
        let backwards = self.before.is_some();
        if backwards {
            page.lines.reverse();
        }
        let place = |line: &StoredLine| {
            let (time_ms, seq) = line.position();
            Cursor { time_ms, seq }.to_string()
        };
        let (first, last) = (page.lines.first().map(place), page.lines.last().map(place));
        let (previous, next) = if backwards {
            (page.next.map(|next| next.to_string()), last.or(self.before.map(|before| before.to_string())))
        } else {
            (first.filter(|_| self.after.is_some()), page.next.map(|next| next.to_string()))
        };
        let zone = &self.zone;
        let end = if self.span.open { "now".to_owned() } else { zone.minute(self.span.to_ms) };
        Answer {
            rows: page.lines.iter().map(|line| self.row(line, self.now_ms)).collect(),
            previous,
            next,
            incomplete: page.incomplete,
            took: format!("{:.1} ms", page.took.as_secs_f64() * 1000.0),
            range: format!("{} – {end}", zone.minute(self.span.from_ms)),
            zone: zone.name.clone(),
            ..Answer::default()
        }
    }
}

/// One event as lists show it.
pub fn row(stored: &StoredLine, zone: &Zone, now_ms: i64) -> Row {
    let time_ms = stored.line.time_ms;
    Row { day: zone.day_near(time_ms, now_ms), clock: zone.clock(time_ms), ..Row::of(stored) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::line::Line;

    use super::*;

    fn answer(address: &str, seqs: &[u64], more: bool) -> Answer {
        let line = |seq: &u64| StoredLine {
            id: format!("0a1b2c3d4e-{seq}").parse().unwrap(),
            received_ms: 0,
            line: Line { time_ms: i64::try_from(*seq).unwrap(), ..Line::default() },
        };
        let lines: Vec<_> = seqs.iter().map(line).collect();
        let next = lines.last().map(|line| Cursor { time_ms: line.line.time_ms, seq: line.id.seq });
        let page = Page {
            lines,
            next: next.filter(|_| more),
            incomplete: None,
            lines_read: 0,
            took: Duration::from_micros(3_210),
        };
        ask(Address::parse(address), Zone::find(""), 1_700_000_000_000).unwrap().answer(page)
    }

    #[test]
    fn the_first_page_leads_on_and_not_back() {
        let answer = answer("?", &[9, 8], true);
        assert_eq!((answer.previous, answer.next.as_deref()), (None, Some("8.8")));
        assert_eq!(answer.took, "3.2 ms");
        assert_eq!(answer.range, "Mon 13 Nov 22:13 – now");
    }

    #[test]
    fn a_page_behind_another_leads_back_to_it() {
        let answer = answer("?after=8.8", &[7, 6], false);
        assert_eq!((answer.previous.as_deref(), answer.next), (Some("7.7"), None));
    }

    #[test]
    fn a_page_before_another_is_searched_backwards_and_shown_forwards() {
        let asked = ask(Address::parse("?before=7.7"), Zone::find(""), 1_700_000_000_000).unwrap();
        assert_eq!(asked.search().order, Order::Oldest);
        let answer = answer("?before=7.7", &[8, 9], false);
        let ids: Vec<_> = answer.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["0a1b2c3d4e-9", "0a1b2c3d4e-8"]);
        assert_eq!((answer.previous, answer.next.as_deref()), (None, Some("8.8")));
    }

    #[test]
    fn what_can_not_be_read_is_said_and_not_searched() {
        let refused = |address: &str| ask(Address::parse(address), Zone::find(""), 0).err();
        assert!(refused("?q=(kms").unwrap().starts_with("The query can not be read."));
        assert!(refused("?from=mauve").unwrap().starts_with("The time can not be read"));
        assert!(refused("?after=mauve").is_some());
    }
}

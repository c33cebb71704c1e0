//! From what was stored to news for a page.

use actions::{Caller, Desk, Error};
use model::id::InstanceId;
use store::ask::Tail;

use super::news::News;
use crate::pages::events::{
    address::Address,
    answer::{self, Asked},
};

/// How many lines one piece of news is made of at most.
const LINES: usize = 200;

/// A list that is followed: which events belong to it.
pub struct Following {
    asked: Asked,
    /// The instance it is about.
    pub instance: InstanceId,
    /// Whether events are only counted.
    pub counts: bool,
    /// The number of the last line the page knows; none means the last there is.
    pub after: Option<u64>,
}

impl Following {
    /// Reads the address of a list, with two names more: `after` and `counts`.
    ///
    /// # Errors
    /// It can not be read, or is about an instance the caller may not enter.
    pub async fn read(desk: &Desk, caller: &Caller, query: &str) -> Result<Self, Error> {
        let address = Address::parse(&format!("?{query}"));
        let own = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let (after, counts) = (own("after").and_then(|after| after.parse().ok()), own("counts").is_some());
        let address = Address { after: String::new(), ..address };
        let instances = actions::instance::list(desk, caller).await?;
        let mut ids = instances.into_iter().map(|(instance, _)| instance.id);
        let named = address.instance.clone();
        let instance = ids.find(|id| named.is_empty() || id.as_str() == named);
        let instance = instance.ok_or(Error::NotFound { what: "instance" })?;
        let zone = answer::zone_of(desk, caller, &instance, &address.zone).await?;
        let asked = answer::ask(address, zone, desk.now_ms());
        let mut asked = asked.map_err(|message| Error::Invalid { field: "q", message })?;
        asked.open_view(desk, caller, &instance).await?;
        Ok(Self { asked, instance, counts, after })
    }

    /// Looks at the lines behind a number.
    pub async fn look(&self, desk: &Desk, caller: &Caller, after: u64) -> Result<Tail, Error> {
        let (query, filters) = (&self.asked.query, &self.asked.filters);
        let mut tail =
            actions::event::tail(desk, caller, &self.instance, query, filters, after, LINES).await?;
        // What happened before the range is late, and belongs to an older one.
        tail.lines.retain(|line| line.line.time_ms >= self.asked.span.from_ms);
        Ok(tail)
    }

    /// Tells what was found, as the page reads it.
    pub fn tell(&self, tail: &Tail, rate: String, now_ms: i64) -> String {
        let rows = tail.lines.iter().map(|line| self.asked.row(line, now_ms));
        let news = News {
            rows: if self.counts { vec![] } else { rows.collect() },
            count: u32::try_from(tail.lines.len()).unwrap_or(u32::MAX),
            rate,
        };
        serde_json::to_string(&news).unwrap_or_default()
    }
}

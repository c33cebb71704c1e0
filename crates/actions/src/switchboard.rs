//! Where each line of a collector key goes: the desk's own routes, then the catalogue, then an
//! area where it is held. And what of any sender an instance does not take.

use std::{cell::OnceCell, collections::HashMap, sync::Arc};

use model::{
    catalog::{Catalog, Destination},
    holding::Holding,
    id::InstanceId,
    instance::Instance,
    line::Line,
    origin::Origin,
    route::Route,
    source,
};
use query::{Allowance, Document, Matcher};
use store::{Read, StoreError};

use crate::{
    intake::{self, Intake},
    unread,
};

/// How long it is believed, so that what another process changes is soon heeded.
const BELIEVED_MS: i64 = 15_000;

/// Everything that decides where lines go, read at one moment.
#[derive(Debug)]
pub(crate) struct Switchboard {
    read_ms: i64,
    /// The home instance first.
    pub instances: Vec<Instance>,
    pub holdings: Vec<Holding>,
    pub routes: Vec<ReadyRoute>,
    /// Whether data events of a source are stored, where somebody has said so.
    switches: HashMap<InstanceId, HashMap<String, bool>>,
    /// What each instance makes of lines, where somebody has said so.
    intakes: HashMap<InstanceId, Arc<Intake>>,
    /// Whether deciding about a line may take more than a moment: an expression is asked.
    pub has_expressions: bool,
}

/// A route made ready to be asked of many lines.
#[derive(Debug, Clone)]
pub(crate) struct ReadyRoute {
    pub route: Route,
    asked: Asked,
}

/// What a route asks of a line.
#[derive(Debug, Clone)]
enum Asked {
    Nothing,
    Query(Matcher),
    /// It can not be read any more.
    Unread,
}

/// Where a line goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// Into an instance.
    Instance(InstanceId),
    /// Into the area of a location that has no instance.
    Held(String),
}

/// Why a route does not decide about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss {
    Inactive,
    Source,
    Location,
    Query,
    /// Its query can not be read any more.
    Unread,
    /// It is only for lines that would be held, and this one would not.
    NotHeld,
}

/// A line on its way, and what has been found out about it.
pub(crate) struct Parcel<'a> {
    line: &'a Line,
    origin: &'a Origin,
    pub destination: Destination<'a>,
    document: OnceCell<Document>,
    allowance: Allowance,
}

impl<'a> Parcel<'a> {
    pub fn new(line: &'a Line, origin: &'a Origin) -> Self {
        let destination = Catalog::embedded().route(origin, line.time_ms);
        Self { line, origin, destination, document: OnceCell::new(), allowance: Allowance::default() }
    }
}

impl Switchboard {
    /// Reads everything anew. What has not changed since `before` is not made ready again.
    pub async fn read(read: &mut Read, now_ms: i64, before: Option<&Self>) -> Result<Self, StoreError> {
        let routes = read.routes().list().await?;
        let mut switches: HashMap<InstanceId, HashMap<String, bool>> = HashMap::new();
        for (instance, source, is_on) in read.sources().switches().await? {
            switches.entry(instance).or_default().insert(source, is_on);
        }
        let intakes = intake::read(read, before.map(|before| &before.intakes)).await?;
        let asks = |route: &Route| query::parse(&route.draft.query).query.has_expressions();
        let has_expressions =
            intakes.values().any(|intake| intake.has_expressions()) || routes.iter().any(asks);
        let known = before.map(|before| before.routes.as_slice()).unwrap_or_default();
        let ready = |route: Route| {
            let same = known.iter().find(|known| known.route == route);
            same.cloned().unwrap_or_else(|| ReadyRoute::new(route))
        };
        Ok(Self {
            read_ms: now_ms,
            instances: read.instances().list().await?,
            holdings: read.holdings().list().await?,
            routes: routes.into_iter().map(ready).collect(),
            switches,
            intakes,
            has_expressions,
        })
    }

    pub fn is_fresh(&self, now_ms: i64) -> bool {
        (self.read_ms..self.read_ms + BELIEVED_MS).contains(&now_ms)
    }

    /// Where the line goes, and the route that decided, if one did.
    pub fn decide(&self, parcel: &Parcel<'_>) -> (Target, Option<&Route>) {
        if let Some(ready) = self.routes.iter().find(|ready| self.miss(ready, parcel).is_none()) {
            return (Target::Instance(ready.route.draft.target.clone()), Some(&ready.route));
        }
        let location = &parcel.destination.location;
        let target = match self.instance_of(location) {
            Some(instance) => Target::Instance(instance.id.clone()),
            None => Target::Held(location.clone().into_owned()),
        };
        (target, None)
    }

    /// Why a route does not decide about a line; none if it does.
    pub fn miss(&self, ready: &ReadyRoute, parcel: &Parcel<'_>) -> Option<Miss> {
        let draft = &ready.route.draft;
        let (line, origin) = (parcel.line, parcel.origin);
        if !draft.is_active {
            return Some(Miss::Inactive);
        }
        let names = [&line.host, &origin.service];
        if !draft.source.is_empty() && !names.iter().any(|name| name.eq_ignore_ascii_case(&draft.source)) {
            return Some(Miss::Source);
        }
        let is_sent_there = parcel.destination.location == draft.location;
        let happened_there = || {
            let place = Catalog::embedded().place(&origin.location);
            !draft.only_held && place.is_some_and(|place| place.id == draft.location)
        };
        if !(draft.location.is_empty() || is_sent_there || happened_there()) {
            return Some(Miss::Location);
        }
        if draft.only_held && self.instance_of(&parcel.destination.location).is_some() {
            return Some(Miss::NotHeld);
        }
        let is_met = match &ready.asked {
            Asked::Nothing => true,
            Asked::Query(matcher) => {
                let document = parcel.document.get_or_init(|| Document::new(line));
                matcher.surely_matches(document, &parcel.allowance)
            }
            Asked::Unread => return Some(Miss::Unread),
        };
        (!is_met).then_some(Miss::Query)
    }

    /// Whether an instance stores what comes from there. What names no source is stored.
    pub fn takes(&self, instance: &InstanceId, origin: &Origin) -> bool {
        if !origin.is_data_event || origin.source.is_empty() {
            return true;
        }
        let said = self.switches.get(instance).and_then(|switches| switches.get(&origin.source));
        said.copied().unwrap_or_else(|| source::takes_data_events(&origin.service))
    }

    /// What an instance makes of lines; none where it stores them as they are.
    pub fn intake(&self, instance: &InstanceId) -> Option<&Intake> {
        self.intakes.get(instance).map(Arc::as_ref)
    }

    /// The instance with this id, if it is to be deleted.
    pub fn going(&self, id: &InstanceId) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.id == *id && instance.deletion_ms.is_some())
    }

    pub fn instance_of(&self, location: &str) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.location == location)
    }
}

impl ReadyRoute {
    fn new(route: Route) -> Self {
        let query = &route.draft.query;
        let asked = if query.is_empty() {
            Asked::Nothing
        } else if let Some(error) = unread(query) {
            tracing::error!(route.id = %route.id, error, "a route can not be read any more and sends no line");
            Asked::Unread
        } else {
            Asked::Query(Matcher::new(&query::parse(query).query))
        };
        Self { route, asked }
    }
}

//! The desk's own routes: `logdnaat.route.create`, `.update` and `.delete`.
//!
//! They decide before the catalogue does, about lines that come with a collector key and about
//! no others. Owners of the desk make them; the events go to the home instance.

mod test;

pub use test::{Step, Trial, test};

use model::{
    audit::with_change,
    catalog::{Catalog, NOWHERE},
    id::{InstanceId, RouteId},
    route::{Route, RouteDraft, RouteName},
};
use serde_json::{Value, json};
use store::Change;

use crate::{Caller, Desk, Error, attempt::Attempt, secret};

/// How many routes a desk has at most: each is asked about every line.
const MOST: usize = 100;

/// A route as somebody wrote it, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoute {
    /// How it is to be called.
    pub name: String,
    /// Only lines of this source or service, if one is named.
    pub source: String,
    /// Only lines of this location, if one is named.
    pub location: String,
    /// Only lines that match this query, if there is one.
    pub query: String,
    /// Where they go.
    pub target: InstanceId,
    /// Whether it decides anything.
    pub is_active: bool,
    /// Whether it is only for lines that would be held.
    pub only_held: bool,
    /// Its place among the routes, counted from 1. A new one without is the last, another stays
    /// where it is.
    pub position: Option<usize>,
}

/// Every route, the one that decides first in front.
pub async fn list(desk: &Desk, caller: &Caller) -> Result<Vec<Route>, Error> {
    caller.require_manager_somewhere()?;
    Ok(desk.store().read().await?.routes().list().await?)
}

/// Adds a route.
pub async fn create(desk: &Desk, caller: &Caller, new: NewRoute) -> Result<Route, Error> {
    let attempt = attempt(desk, caller, "logdnaat.route.create");
    let result = insert(&attempt, &new).await;
    let route = attempt.settle(result, &new.name, new.to_request("")).await;
    desk.forget_switchboard();
    route
}

/// Replaces everything of a route but its id.
pub async fn update(desk: &Desk, caller: &Caller, id: &RouteId, new: NewRoute) -> Result<Route, Error> {
    let attempt = attempt(desk, caller, "logdnaat.route.update");
    let result = replace(&attempt, id, &new).await;
    let route = attempt.settle(result, &new.name, new.to_request(id.as_str())).await;
    desk.forget_switchboard();
    route
}

/// Deletes a route.
pub async fn delete(desk: &Desk, caller: &Caller, id: &RouteId) -> Result<(), Error> {
    let attempt = attempt(desk, caller, "logdnaat.route.delete");
    let result = remove(&attempt, id).await;
    let done = attempt.settle(result, "", json!({"routeId": id})).await;
    desk.forget_switchboard();
    done
}

async fn insert(attempt: &Attempt<'_>, new: &NewRoute) -> Result<Route, Error> {
    attempt.caller.require_owner()?;
    let draft = new.check()?;
    let mut change = attempt.desk.store().change().await?;
    let (route, request) = add(&mut change, draft, new.position).await?;
    attempt.succeed(change, route.draft.name.as_str(), request).await?;
    Ok(route)
}

/// Adds a route to a change, with what the event that tells of it has in its request.
pub(crate) async fn add(
    change: &mut Change,
    draft: RouteDraft,
    position: Option<usize>,
) -> Result<(Route, Value), Error> {
    let routes = change.routes().list().await?;
    if routes.len() >= MOST {
        return Err(Error::Conflict { message: format!("a desk has at most {MOST} routes") });
    }
    name_is_free(&routes, &draft.name, None)?;
    let target = open_target(change, &draft.target).await?;
    let route = Route { id: RouteId::from_bytes(secret::bytes()), draft };
    change.insert_route(&route).await?;
    let position = put_in_order(change, &routes, &route.id, position).await?;
    let request = to_request(&route, &target, position);
    Ok((route, request))
}

async fn replace(attempt: &Attempt<'_>, id: &RouteId, new: &NewRoute) -> Result<Route, Error> {
    attempt.caller.require_owner()?;
    let draft = new.check()?;
    let mut change = attempt.desk.store().change().await?;
    let routes = change.routes().list().await?;
    let at = routes.iter().position(|route| route.id == *id).ok_or(Error::NotFound { what: "route" })?;
    name_is_free(&routes, &draft.name, Some(id))?;
    let before = to_request(&routes[at], &location_of(&mut change, &routes[at].draft.target).await?, at + 1);
    let target = match draft.target == routes[at].draft.target {
        true => location_of(&mut change, &draft.target).await?,
        false => open_target(&mut change, &draft.target).await?,
    };
    let route = Route { id: id.clone(), draft };
    change.update_route(&route).await?;
    let position = put_in_order(&mut change, &routes, id, new.position.or(Some(at + 1))).await?;
    let after = to_request(&route, &target, position);
    let request = with_change(after.clone(), before, after);
    attempt.succeed(change, route.draft.name.as_str(), request).await?;
    Ok(route)
}

async fn remove(attempt: &Attempt<'_>, id: &RouteId) -> Result<(), Error> {
    attempt.caller.require_owner()?;
    let mut change = attempt.desk.store().change().await?;
    let routes = change.routes().list().await?;
    let at = routes.iter().position(|route| route.id == *id).ok_or(Error::NotFound { what: "route" })?;
    let route = &routes[at];
    let request = to_request(route, &location_of(&mut change, &route.draft.target).await?, at + 1);
    change.delete_route(id).await?;
    attempt.succeed(change, route.draft.name.as_str(), request).await
}

fn attempt<'a>(desk: &'a Desk, caller: &'a Caller, action: &'static str) -> Attempt<'a> {
    Attempt { desk, caller, instance: None, action, data_event: false }
}

fn name_is_free(routes: &[Route], name: &RouteName, but: Option<&RouteId>) -> Result<(), Error> {
    let folded = name.as_str().to_lowercase();
    let is_taken =
        |route: &&Route| route.draft.name.as_str().to_lowercase() == folded && Some(&route.id) != but;
    match routes.iter().find(is_taken) {
        None => Ok(()),
        Some(_) => {
            Err(Error::Conflict { message: format!("there is already a route called {}", name.as_str()) })
        }
    }
}

/// The location of the instance a route leads to, for people.
async fn location_of(change: &mut Change, target: &InstanceId) -> Result<String, Error> {
    let found = change.instances().find(target).await?;
    let unknown = || Error::invalid("target", "there is no such instance to route to");
    Ok(found.ok_or_else(unknown)?.location)
}

/// The same for an instance that a route is to lead to from now on.
async fn open_target(change: &mut Change, target: &InstanceId) -> Result<String, Error> {
    let location = location_of(change, target).await?;
    match change.instances().find(target).await? {
        Some(instance) if instance.deletion_ms.is_some() => {
            let message = format!("the instance for {location} is being deleted; cancel that first");
            Err(Error::Conflict { message })
        }
        _ => Ok(location),
    }
}

/// Puts a route at its place (counted from 1) among the others, and says which that is.
async fn put_in_order(
    change: &mut Change,
    routes: &[Route],
    id: &RouteId,
    position: Option<usize>,
) -> Result<usize, Error> {
    let others = routes.iter().map(|route| &route.id).filter(|other| *other != id);
    let mut order: Vec<RouteId> = others.cloned().collect();
    let at = position.map_or(order.len(), |position| position.saturating_sub(1).min(order.len()));
    order.insert(at, id.clone());
    change.put_route_order(&order).await?;
    Ok(at + 1)
}

impl NewRoute {
    fn check(&self) -> Result<RouteDraft, Error> {
        let name = RouteName::parse(&self.name).map_err(|error| Error::invalid("name", error))?;
        if let Some(error) = query::parse(&self.query).errors.first() {
            return Err(Error::invalid("query", format!("the query can not be read: {}", error.message)));
        }
        let draft = RouteDraft {
            name,
            source: self.source.clone(),
            location: self.known_location()?,
            query: self.query.clone(),
            target: self.target.clone(),
            is_active: self.is_active,
            only_held: self.only_held,
        };
        draft.check().map_err(|error| Error::invalid("source", error))
    }

    /// The location as the catalogue spells it: events name it in several ways.
    fn known_location(&self) -> Result<String, Error> {
        let location = self.location.trim();
        if location.is_empty() || location == NOWHERE {
            return Ok(location.to_owned());
        }
        let known = Catalog::embedded().region(location).map(|region| region.id.clone());
        let message = || format!("the catalogue has no location called {location:?}");
        known.ok_or_else(|| Error::invalid("location", message()))
    }

    /// What the event of a route that was not saved tells.
    fn to_request(&self, id: &str) -> Value {
        json!({
            "routeId": id,
            "name": self.name,
            "source": self.source,
            "location": self.location,
            "query": self.query,
            "target": self.target,
            "active": self.is_active,
            "onlyHeld": self.only_held,
            "position": self.position,
        })
    }
}

fn to_request(route: &Route, target: &str, position: usize) -> Value {
    let draft = &route.draft;
    json!({
        "routeId": route.id,
        "name": draft.name,
        "source": draft.source,
        "location": draft.location,
        "query": draft.query,
        "target": target,
        "active": draft.is_active,
        "onlyHeld": draft.only_held,
        "position": position,
    })
}

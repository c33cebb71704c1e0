//! The desk's own routes, in the order in which they decide.

use model::{
    id::RouteId,
    route::{Route, RouteDraft},
};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError,
    change::{stored, touched_one},
};

/// Reads routes.
pub struct Routes<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct RouteRow {
    route_id: String,
    name: String,
    source: String,
    location: String,
    query: String,
    target_id: String,
    is_active: bool,
    only_held: bool,
}

impl TryFrom<RouteRow> for Route {
    type Error = StoreError;

    fn try_from(row: RouteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: stored("route id", row.route_id)?,
            draft: RouteDraft {
                name: stored("route name", row.name)?,
                source: row.source,
                location: row.location,
                query: row.query,
                target: stored("instance id", row.target_id)?,
                is_active: row.is_active,
                only_held: row.only_held,
            },
        })
    }
}

impl Routes<'_> {
    /// Every route, the one that decides first in front.
    pub async fn list(&mut self) -> Result<Vec<Route>, StoreError> {
        let rows: Vec<RouteRow> = sqlx::query_as(
            "select route_id, name, source, location, query, target_id, is_active, only_held
             from routes
             order by position, route_id",
        )
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(Route::try_from).collect()
    }
}

impl Change {
    /// Adds a route; where it stands is for [`put_route_order`](Self::put_route_order) to say.
    pub async fn insert_route(&mut self, route: &Route) -> Result<(), StoreError> {
        let draft = &route.draft;
        sqlx::query(
            "insert into routes
               (route_id, position, name, folded_name, source, location, query, target_id, is_active, only_held)
             values (?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(route.id.as_str())
        .bind(draft.name.as_str())
        .bind(draft.name.as_str().to_lowercase())
        .bind(&draft.source)
        .bind(&draft.location)
        .bind(&draft.query)
        .bind(draft.target.as_str())
        .bind(draft.is_active)
        .bind(draft.only_held)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Replaces everything of a route but its id and its place.
    pub async fn update_route(&mut self, route: &Route) -> Result<(), StoreError> {
        let draft = &route.draft;
        let result = sqlx::query(
            "update routes
             set name = ?, folded_name = ?, source = ?, location = ?, query = ?, target_id = ?,
                 is_active = ?, only_held = ?
             where route_id = ?",
        )
        .bind(draft.name.as_str())
        .bind(draft.name.as_str().to_lowercase())
        .bind(&draft.source)
        .bind(&draft.location)
        .bind(&draft.query)
        .bind(draft.target.as_str())
        .bind(draft.is_active)
        .bind(draft.only_held)
        .bind(route.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }

    /// Puts the routes in this order.
    pub async fn put_route_order(&mut self, order: &[RouteId]) -> Result<(), StoreError> {
        for (position, id) in (1_i64..).zip(order) {
            let result = sqlx::query("update routes set position = ? where route_id = ?")
                .bind(position)
                .bind(id.as_str())
                .execute(self.connection())
                .await?;
            touched_one(&result)?;
        }
        Ok(())
    }

    /// Deletes a route.
    pub async fn delete_route(&mut self, id: &RouteId) -> Result<(), StoreError> {
        let result = sqlx::query("delete from routes where route_id = ?")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}

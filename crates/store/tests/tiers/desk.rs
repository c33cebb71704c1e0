//! One store with one instance.

use std::{path::PathBuf, time::Duration};

use model::{
    id::{AccountId, InstanceId},
    instance::Instance,
    line::StoredLine,
};
use proptest::prelude::*;
use query::Query;
use store::{Append, EventStore, Limits, Reader, Store, Stored};

use crate::case::Request;

pub struct Desk {
    pub folder: tempfile::TempDir,
    pub store: Store,
    pub events: EventStore,
    pub limits: Limits,
}

/// Limits that nothing here reaches.
pub fn many() -> Limits {
    let long = Duration::from_secs(600);
    Limits { search_time: long, count_time: long, chunk_lines: 1 << 30, ..Limits::default() }
}

/// Limits that are reached after a few lines.
pub fn few() -> impl Strategy<Value = Limits> {
    let sizes = (1_usize..9, 1_usize..40, prop_oneof![Just(0_u64), Just(96 << 20)]);
    sizes.prop_map(|(chunk_lines, segment_lines, cache_bytes)| Limits {
        chunk_lines,
        segment_lines,
        cache_bytes,
        ..many()
    })
}

impl Desk {
    pub async fn open(limits: Limits) -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), limits).await
    }

    async fn open_in(folder: tempfile::TempDir, limits: Limits) -> Self {
        let store = Store::open(folder.path(), limits.clone()).await.unwrap();
        let events = store.open_events(&instance()).await.unwrap();
        events.ready().await.unwrap();
        Self { folder, store, events, limits }
    }

    pub async fn reopen(self) -> Self {
        self.reopened_after(|| ()).await
    }

    /// The same opened anew, after something was done while it was closed.
    pub async fn reopened_after(self, closed: impl FnOnce()) -> Self {
        let Self { folder, store, events, limits } = self;
        store.close().await;
        drop((store, events));
        closed();
        Self::open_in(folder, limits).await
    }

    /// Where its events lie.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("instances").join(instance().id.as_str()).join("events.db")
    }

    pub async fn append(&self, request: &Request) -> Vec<Stored> {
        let append = Append {
            lines: request.lines.clone(),
            request: request.name.as_bytes().to_vec(),
            received_ms: request.received_ms,
            ..Append::default()
        };
        self.events.append(append).await.unwrap()
    }

    pub async fn find(&self, seq: u64) -> Option<StoredLine> {
        self.events.find(&reader(""), seq).await.unwrap()
    }
}

pub fn reader(scope: &str) -> Reader {
    let scope = if scope.is_empty() { Query::everything() } else { query::parse(scope).query };
    Reader { instance: instance().id, scope }
}

pub fn seq_of(stored: &Stored) -> u64 {
    match stored {
        Stored::New(id) | Stored::Duplicate(id) => id.seq,
    }
}

fn instance() -> Instance {
    Instance {
        id: InstanceId::from_bytes([7; 5]),
        guid: "0".to_owned(),
        account: AccountId::from_bytes([1; 16]),
        location: "us-south".to_owned(),
        city: "Dallas".to_owned(),
        retention: model::retention::Retention::default(),
        name: model::instance::InstanceName::default(),
        deletion_ms: None,
    }
}

//! Reading the control database, and the one way to change it.

use std::path::Path;

use model::{audit::AuditEvent, id::InstanceId};
use rand::RngExt;
use sqlx::{Sqlite, SqliteConnection, Transaction, pool::PoolConnection};

use crate::{
    AccountSettings, Archives, Boards, CatalogActions, Categories, Deletions, Desks, ExclusionRules,
    Holdings, Instances, Keys, ParsingTemplates, People, Presets, Routes, Sessions, SetupLinks, Sources,
    Store, StoreError, Streams, Tellings, Tokens, Views, safe::Safe,
};

/// A connection for reading the control database.
pub struct Read {
    store: Store,
    connection: PoolConnection<Sqlite>,
}

/// A change of the control database, open until it is recorded.
///
/// There is no way to commit it but [`record`](Self::record), so a change without its audit
/// event can not be kept; dropping it takes everything back.
#[must_use = "a change that is not recorded is taken back"]
pub struct Change {
    store: Store,
    transaction: Transaction<'static, Sqlite>,
}

impl Read {
    pub(crate) fn new(store: Store, connection: PoolConnection<Sqlite>) -> Self {
        Self { store, connection }
    }

    /// Reads what was deleted.
    pub fn deletions(&mut self) -> Deletions<'_> {
        Deletions(&mut self.connection, self.store.safe())
    }

    /// Reads presets.
    pub fn presets(&mut self) -> Presets<'_> {
        Presets(&mut self.connection, self.store.safe())
    }

    /// Reads views.
    pub fn views(&mut self) -> Views<'_> {
        Views(&mut self.connection, self.store.safe())
    }
}

impl Change {
    pub(crate) fn new(store: Store, transaction: Transaction<'static, Sqlite>) -> Self {
        Self { store, transaction }
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    pub(crate) fn safe(&self) -> &Safe {
        self.store.safe()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.store.folder()
    }

    /// Reads what was deleted, as this change has left it so far.
    pub fn deletions(&mut self) -> Deletions<'_> {
        Deletions(&mut self.transaction, self.store.safe())
    }

    /// Reads presets as this change has left them so far.
    pub fn presets(&mut self) -> Presets<'_> {
        Presets(&mut self.transaction, self.store.safe())
    }

    /// Reads views as this change has left them so far.
    pub fn views(&mut self) -> Views<'_> {
        Views(&mut self.transaction, self.store.safe())
    }

    /// Adds a further event that the same change brings about, such as a category that came
    /// into being with a view.
    pub async fn also(
        &mut self,
        instance: Option<&InstanceId>,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(event).map_err(|error| StoreError::damaged("audit event", error))?;
        let event_id: String =
            rand::rng().random::<[u8; 16]>().iter().map(|byte| format!("{byte:02x}")).collect();
        self.insert_outbox(&event_id, instance, &text, event.at_ms).await
    }

    /// Commits the change together with the event that tells of it. Without an instance the
    /// event goes to the home instance.
    pub async fn record(
        mut self,
        instance: Option<&InstanceId>,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        self.also(instance, event).await?;
        self.transaction.commit().await?;
        self.store.outbox_bell().notify_one();
        Ok(())
    }
}

macro_rules! nouns {
    ($($name:ident: $noun:ident),* $(,)?) => {
        impl Read {
            $(
                #[doc = concat!("Reads ", stringify!($name), ".")]
                pub fn $name(&mut self) -> $noun<'_> {
                    $noun(&mut self.connection)
                }
            )*
        }

        impl Change {
            $(
                #[doc = concat!("Reads ", stringify!($name), " as this change has left them so far.")]
                pub fn $name(&mut self) -> $noun<'_> {
                    $noun(&mut self.transaction)
                }
            )*
        }
    };
}

nouns! {
    account_settings: AccountSettings,
    archives: Archives,
    boards: Boards,
    catalog_actions: CatalogActions,
    categories: Categories,
    desks: Desks,
    exclusion_rules: ExclusionRules,
    holdings: Holdings,
    instances: Instances,
    keys: Keys,
    parsing_templates: ParsingTemplates,
    people: People,
    routes: Routes,
    sessions: Sessions,
    setup_links: SetupLinks,
    sources: Sources,
    streams: Streams,
    tellings: Tellings,
    tokens: Tokens,
}

/// Checks that an update or delete touched the row it was meant for.
pub(crate) fn touched_one(result: &sqlx::sqlite::SqliteQueryResult) -> Result<(), StoreError> {
    if result.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Gone) }
}

/// Reads an id or name that this crate wrote.
pub(crate) fn stored<T>(what: &str, text: String) -> Result<T, StoreError>
where
    T: TryFrom<String>,
    T::Error: std::fmt::Display,
{
    T::try_from(text).map_err(|error| StoreError::damaged(what, error))
}

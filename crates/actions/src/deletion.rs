//! What was deleted, and putting it back: an undone deletion is told as a creation.

use model::{
    audit::restored,
    deletion::{DeletedKind, Deletion, KEPT_MS},
    id::{DeletionId, InstanceId},
    person::Role,
};
use serde::Serialize;
use serde_json::{Value, json};
use store::{Change, StoreError};

use crate::{
    Caller, Desk, Error, account_archive_setting, alert, attempt::Attempt, board, board_graph, category,
    exclusion_rule, key, parsing_template, secret, streaming_configuration, view,
};

/// What was deleted in an instance and can still be put back, the newest first.
pub async fn list(desk: &Desk, caller: &Caller, instance: &InstanceId) -> Result<Vec<Deletion>, Error> {
    caller.require(instance, Role::Member)?;
    let since_ms = desk.now_ms().saturating_sub(KEPT_MS);
    let mut kept = desk.store().read().await?.deletions().list(instance, since_ms).await?;
    kept.retain(|deletion| may_see(caller, instance, deletion.kind));
    Ok(kept)
}

/// Forgets for good what can not be put back any more.
pub async fn forget(desk: &Desk) -> Result<(), Error> {
    Ok(desk.store().forget_deletions(desk.now_ms().saturating_sub(KEPT_MS)).await?)
}

/// What belongs to the whole desk is for its owners to know of.
fn may_see(caller: &Caller, instance: &InstanceId, kind: DeletedKind) -> bool {
    match kind {
        DeletedKind::CollectorKey => caller.require_owner().is_ok(),
        kind => caller.role_in(instance) >= Some(role(kind)),
    }
}

/// Puts back what was deleted, under the id it had.
///
/// # Errors
/// [`Error::NotFound`] when it was put back before or its time is over, [`Error::Conflict`] when
/// something else has taken its place.
pub async fn undo(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    id: &DeletionId,
) -> Result<Deletion, Error> {
    caller.require(instance, Role::Reader)?;
    let gone = || Error::NotFound { what: "deletion; it was undone before, or is more than 7 days old" };
    let since_ms = desk.now_ms().saturating_sub(KEPT_MS);
    let found = desk.store().read().await?.deletions().find(instance, id).await?;
    let deletion = found.filter(|deletion| deletion.deleted_ms >= since_ms).ok_or_else(gone)?;
    let (action, data_event) = creation(deletion.kind);
    let attempt = Attempt { desk, caller, instance: Some(instance), action, data_event };
    let result = put_back(&attempt, instance, &deletion).await;
    // What comes back may decide about lines.
    desk.forget_switchboard();
    let name = deletion.name.clone();
    attempt.settle(result.map(|()| deletion), &name, restored(json!({}))).await
}

/// Keeps what a change deletes, with all that is needed to put it back.
pub(crate) async fn keep(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    (kind, object, name): (DeletedKind, &str, &str),
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_value(content);
    let deletion = Deletion {
        id: DeletionId::from_bytes(secret::bytes()),
        kind,
        object: object.to_owned(),
        name: name.to_owned(),
        content: content.map_err(|error| StoreError::damaged("what is deleted", error))?,
        deleted_ms: attempt.desk.now_ms(),
        deleted_by: attempt.caller.name().to_owned(),
    };
    Ok(change.insert_deletion(instance, &deletion).await?)
}

/// Reads what [`keep`] has written.
pub(crate) fn content<T: serde::de::DeserializeOwned>(deletion: &Deletion) -> Result<T, Error> {
    serde_json::from_value(deletion.content.clone())
        .map_err(|error| StoreError::damaged("deleted content", error).into())
}

async fn put_back(attempt: &Attempt<'_>, instance: &InstanceId, deletion: &Deletion) -> Result<(), Error> {
    attempt.caller.require(instance, role(deletion.kind))?;
    let mut change = attempt.desk.store().change().await?;
    // Somebody may have been quicker.
    if change.deletions().find(instance, &deletion.id).await?.is_none() {
        return Err(Error::NotFound { what: "deletion; it was undone before" });
    }
    let request = restore(attempt, &mut change, instance, deletion).await?;
    change.delete_deletion(&deletion.id).await?;
    attempt.succeed(change, &deletion.name, restored(request)).await
}

/// Has the noun put it back; it answers the documented fields of its event.
async fn restore(
    attempt: &Attempt<'_>,
    change: &mut Change,
    instance: &InstanceId,
    deletion: &Deletion,
) -> Result<Value, Error> {
    match deletion.kind {
        DeletedKind::Category => category::restore(change, instance, deletion).await,
        DeletedKind::Preset => alert::restore(attempt, change, instance, deletion).await,
        DeletedKind::View => view::restore(attempt, change, instance, deletion).await,
        DeletedKind::Board => board::restore(attempt, change, instance, deletion).await,
        DeletedKind::Graph => board_graph::restore(attempt, change, instance, deletion).await,
        DeletedKind::ExclusionRule => exclusion_rule::restore(attempt, change, instance, deletion).await,
        DeletedKind::ParsingTemplate => parsing_template::restore(change, instance, deletion).await,
        DeletedKind::IngestionKey | DeletedKind::ServiceKey | DeletedKind::CollectorKey => {
            key::restore(attempt, change, deletion).await
        }
        DeletedKind::Archive => account_archive_setting::restore(change, instance, deletion).await,
        DeletedKind::Stream => streaming_configuration::restore(change, instance, deletion).await,
    }
}

/// The event that tells that something of a kind has come into being, and whether it is a data
/// event.
fn creation(kind: DeletedKind) -> (&'static str, bool) {
    match kind {
        DeletedKind::Category => ("logdnaat.category.create", false),
        DeletedKind::Preset => ("logdnaat.alert.create", true),
        DeletedKind::View => ("logdnaat.view.create", true),
        DeletedKind::Board => ("logdnaat.board.create", true),
        DeletedKind::Graph => ("logdnaat.board-graph.update", true),
        DeletedKind::ExclusionRule => ("logdnaat.exclusion-rule.create", false),
        DeletedKind::ParsingTemplate => ("logdnaat.parsing-template.create", false),
        DeletedKind::IngestionKey | DeletedKind::CollectorKey => ("logdnaat.ingestion-key.create", false),
        DeletedKind::ServiceKey => ("logdnaat.service-key.create", false),
        DeletedKind::Archive => ("logdnaat.account-archive-setting.configure", false),
        DeletedKind::Stream => ("logdnaat.streaming-configuration.validate", false),
    }
}

/// Who may delete something of a kind, and so put it back.
fn role(kind: DeletedKind) -> Role {
    match kind {
        DeletedKind::Preset | DeletedKind::View | DeletedKind::Board | DeletedKind::Graph => Role::Member,
        DeletedKind::Category
        | DeletedKind::ExclusionRule
        | DeletedKind::ParsingTemplate
        | DeletedKind::IngestionKey
        | DeletedKind::ServiceKey
        | DeletedKind::CollectorKey
        | DeletedKind::Archive
        | DeletedKind::Stream => Role::Manager,
    }
}

//! Events in bulk: `logdnaat.events.import`, and `.reject` for those that were not taken.

mod reject;

pub use reject::reject;

use model::{id::InstanceId, person::Role};
use serde_json::{Value, json};

use crate::{
    Caller, Desk, Error,
    attempt::Attempt,
    line::{self, Incoming, Receipt, Sender},
};

/// What an import has brought, file by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// The files by their names, without folders.
    pub files: Vec<String>,
    /// Lines that were read.
    pub lines: u64,
    /// Lines that are on disk now and were not before.
    pub stored: u64,
    /// Lines that were stored before.
    pub duplicates: u64,
    /// Lines that break a limit and went into quarantine.
    pub rejected: u64,
    /// Why it ended before all was read; none when it did not.
    pub cut_short: Option<String>,
}

/// Stores lines of a file, and answers for each when they are on disk. Waits before it does
/// until there is room in memory. Many of these are one import: [`import`] tells of it.
pub async fn append(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    mut incoming: Vec<Incoming>,
) -> Result<Vec<Receipt>, Error> {
    caller.require(instance, Role::Manager)?;
    for incoming in &mut incoming {
        if let Incoming::Line(line, _) = incoming {
            line.flags.imported = true;
        }
    }
    desk.events(instance).await?.room().await;
    let sender = Sender {
        instance: Some(instance.clone()),
        key: None,
        address: caller.address.clone(),
        received_ms: desk.now_ms(),
        idempotency_key: None,
    };
    line::append_imported(desk, &sender, incoming).await
}

/// Records what an import has brought, once, at its end.
pub async fn import(
    desk: &Desk,
    caller: &Caller,
    instance: &InstanceId,
    import: &Import,
) -> Result<(), Error> {
    let action = "logdnaat.events.import";
    let attempt = Attempt { desk, caller, instance: Some(instance), action, data_event: true };
    let target = import.files.join(", ");
    let result = record(&attempt, instance, import, &target).await;
    attempt.settle(result, &target, import.to_request()).await
}

async fn record(
    attempt: &Attempt<'_>,
    instance: &InstanceId,
    import: &Import,
    target: &str,
) -> Result<(), Error> {
    attempt.caller.require(instance, Role::Manager)?;
    let change = attempt.desk.store().change().await?;
    attempt.succeed(change, target, import.to_request()).await
}

impl Import {
    fn to_request(&self) -> Value {
        let mut request = json!({
            "files": self.files,
            "lines": self.lines,
            "stored": self.stored,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
        });
        if let Some(reason) = &self.cut_short {
            request["spoor"] = json!({"reason": reason});
        }
        request
    }
}

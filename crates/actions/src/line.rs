//! Storing what senders send. Each line is answered; none is dropped in silence.

mod delivery;

use model::{
    id::{EventId, InstanceId},
    key::Key,
    line::Line,
    origin::Origin,
    unstored::Refusal,
};

use crate::{Desk, Error, secret};

/// A line as it came off the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// It keeps the limits and is to be stored.
    Line(Box<Line>, Origin),
    /// It breaks a limit and goes into quarantine.
    Broken {
        /// What it is counted by.
        refusal: Refusal,
        /// Which limit, in words.
        reason: String,
        /// The line as it was sent.
        text: Vec<u8>,
    },
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// It is on disk under this id.
    Stored(EventId),
    /// It was stored before, under this id.
    Duplicate(EventId),
    /// It is not wanted, and was not stored.
    Excluded {
        /// Who has said so.
        reason: String,
    },
    /// It was refused, and is kept in quarantine.
    Rejected {
        /// Which limit it breaks.
        reason: String,
    },
}

/// Who sends lines, and from where.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The instance the lines go to; none when each goes where routing finds.
    pub instance: Option<InstanceId>,
    /// The key they are sent with; none when the desk itself makes them, in a demo.
    pub key: Option<Key>,
    /// The address they come from.
    pub address: String,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The sender's name for this request, by which its repetition is recognised.
    pub idempotency_key: Option<String>,
}

/// Stores the lines of one request and answers for each, in their order, when they are on
/// disk. A request whose lines go to several instances is stored once there is room in all of
/// them.
///
/// # Errors
/// [`Error::Busy`]: the sender should come again with the same request. Nothing of it is stored,
/// unless the disk failed under one of several instances: then lines with a time of their own, and
/// all lines of a request with a name, are recognised where they are stored already.
pub async fn append(desk: &Desk, sender: &Sender, incoming: Vec<Incoming>) -> Result<Vec<Receipt>, Error> {
    delivery::deliver(desk, sender, incoming, false).await
}

/// As [`append`], for lines of a file: equal ones are several even in one request, and one that
/// was taken in by hand is meant to be found.
pub(crate) async fn append_imported(
    desk: &Desk,
    sender: &Sender,
    incoming: Vec<Incoming>,
) -> Result<Vec<Receipt>, Error> {
    delivery::deliver(desk, sender, incoming, true).await
}

/// What makes two lines without a time of their own the same line.
fn request_of(sender: &Sender) -> Vec<u8> {
    match (&sender.idempotency_key, &sender.key) {
        (Some(name), Some(key)) => format!("{}:{name}", key.id).into_bytes(),
        _ => secret::bytes::<16>().to_vec(),
    }
}

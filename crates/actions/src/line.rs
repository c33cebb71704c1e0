//! Storing what senders send. Each line is answered; none is dropped in silence.

use model::{
    id::{EventId, InstanceId},
    key::Key,
    line::Line,
};
use store::{Append, Rejected, Stored};

use crate::{Desk, Error, secret};

/// A line as it came off the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// It keeps the limits and is to be stored.
    Line(Box<Line>),
    /// It breaks a limit and goes into quarantine.
    Broken {
        /// Which limit.
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
    /// It was refused, and is kept in quarantine.
    Rejected {
        /// Which limit it breaks.
        reason: String,
    },
}

/// Who sends lines, and from where.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The instance the lines go to.
    pub instance: InstanceId,
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
/// disk.
///
/// # Errors
/// [`Error::Busy`]: nothing of the request is stored, and the sender should come again.
pub async fn append(desk: &Desk, sender: &Sender, incoming: Vec<Incoming>) -> Result<Vec<Receipt>, Error> {
    append_to(desk, sender, incoming, false).await
}

/// As [`append`]; `by_place` where equal lines are several even in one request.
pub(crate) async fn append_to(
    desk: &Desk,
    sender: &Sender,
    incoming: Vec<Incoming>,
    by_place: bool,
) -> Result<Vec<Receipt>, Error> {
    let events = desk.events(&sender.instance).await?;
    let key_id = sender.key.as_ref().map(|key| key.id.clone());
    let mut append = Append {
        request: request_of(sender),
        by_place,
        received_ms: sender.received_ms,
        ..Append::default()
    };
    let mut receipts = Vec::with_capacity(incoming.len());
    let mut places = Vec::with_capacity(incoming.len());
    for (position, incoming) in incoming.into_iter().enumerate() {
        match incoming {
            Incoming::Line(mut line) => {
                line.sender.clone_from(&sender.address);
                line.key.clone_from(&key_id);
                append.lines.push(*line);
                places.push(position);
                receipts.push(None);
            }
            Incoming::Broken { reason, text } => {
                append.rejected.push(Rejected {
                    position,
                    reason: reason.clone(),
                    line: text,
                    key: key_id.clone(),
                    sender: sender.address.clone(),
                });
                receipts.push(Some(Receipt::Rejected { reason }));
            }
        }
    }
    for (place, stored) in places.into_iter().zip(events.append(append).await?) {
        receipts[place] = Some(match stored {
            Stored::New(id) => Receipt::Stored(id),
            Stored::Duplicate(id) => Receipt::Duplicate(id),
        });
    }
    Ok(receipts.into_iter().flatten().collect())
}

/// What makes two lines without a time of their own the same line.
fn request_of(sender: &Sender) -> Vec<u8> {
    match (&sender.idempotency_key, &sender.key) {
        (Some(name), Some(key)) => format!("{}:{name}", key.id).into_bytes(),
        _ => secret::bytes::<16>().to_vec(),
    }
}

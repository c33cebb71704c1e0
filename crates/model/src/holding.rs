//! A holding area: the lines of a location that has no instance, kept until somebody decides.

use serde::{Deserialize, Serialize};

use crate::id::InstanceId;

/// The lines of one location that has no instance yet.
///
/// It has the id and GUID of the instance it may become, and its file of events is that
/// instance's file. Until then nobody enters it, and nothing in it grows old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The short id its instance would have.
    pub id: InstanceId,
    /// The GUID its instance would have.
    pub guid: String,
    /// The location by the catalogue, or `unknown` for lines that name none.
    pub location: String,
    /// When the first line came, milliseconds since 1970 UTC.
    pub since_ms: i64,
    /// The instance its lines are being moved to; none while nobody has decided.
    pub target: Option<InstanceId>,
    /// The last of its lines that has been moved.
    pub moved_seq: u64,
}

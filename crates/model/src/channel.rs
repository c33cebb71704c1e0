//! A channel: one way in which an alert tells somebody, and when it does.
//!
//! An alert is a list of channels, each with a condition of its own. [`read_all`](Channel::read_all)
//! takes what a program or a form sent and says what is wrong with it in words that programs know;
//! [`to_json`](Channel::to_json) writes the same form again, in which channels are kept too. Nothing is
//! sent from here.

mod body;
mod fault;
mod fields;
mod interval;
mod masked;
mod read;
mod read_schedule;
mod schedule;
mod sentence;
mod target;
mod trigger;
mod write;

pub use body::BodyTemplate;
pub use fault::ChannelFault;
pub use interval::Interval;
pub use read::SentChannel;
pub use schedule::{Clock, Schedule, ScheduleError};
pub use target::{Integration, Method, Resolve, Severity, Target};
pub use trigger::{Operator, Trigger, TriggerError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::AlertId;

/// How many channels one alert may have.
pub const CHANNELS_MAX: usize = 20;

/// One channel of an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Channel {
    /// Names the channel for good.
    pub id: AlertId,
    /// Everything a person or program decides about it.
    pub draft: ChannelDraft,
}

/// Everything of a channel but its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelDraft {
    /// Who is told, and how.
    pub target: Target,
    /// What has to happen first.
    pub trigger: Trigger,
    /// When the channel is off, if ever.
    pub schedule: Option<Schedule>,
}

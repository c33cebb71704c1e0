//! What may be done on a desk: one module per object, one function per verb.
//!
//! A module's path is the name of its audit events: [`view::create`] makes
//! `logdnaat.view.create`. Every verb that changes something authorises first, then parses,
//! then opens one change, which ends by recording the event. A refusal changes nothing and is
//! recorded too.
//!
//! - [`Desk`] is what verbs work on, [`Caller`] who asks; [`Error`] is every way to be refused.
//! - [`session`], [`setup`], [`instance`], [`member`]: who may enter.
//! - [`ingestion_key`], [`service_key`], [`collector_key`]: programs; [`key`], what these share.
//! - [`account`]: what an instance does for everybody; [`account_archive_setting`],
//!   [`archive_configuration`]: where its lines are archived; [`streaming_configuration`],
//!   [`account_streaming_setting`]: where they are streamed to.
//! - [`mod@line`], [`event`], [`events`]: what is stored, found and imported; [`board_figures`]: what
//!   graphs show of it.
//! - [`exclusion_rule`], [`parsing_template`]: what is not kept, and what is read out of the rest.
//! - [`route`], [`holding`]: where lines go that came with a collector key.
//! - [`source`], [`activity_tracker_event_types`]: who sends, and whether their data events are
//!   wanted; [`token`]: what the latter asks programs for.
//! - [`view`], [`category`], [`starter`]: what is saved, and what to begin with; [`alert`]: whom views
//!   tell; [`deletion`]: how what was deleted comes back; [`reveal`]: secrets that are shown once.
//! - [`board`], [`board_graph`]: pages of graphs.
//! - [`arrival`], [`catalog_action`], [`quarantine`]: what arrives, and what is made of it; [`naming`]:
//!   actions that have several names.

mod attempt;
mod caller;
mod clock;
mod copy;
mod desk;
mod error;
mod intake;
mod known_keys;
mod password;
mod secret;
mod seen;
mod switchboard;
mod turns;
mod unread;
mod unstored;

pub mod account;
pub mod account_archive_setting;
pub mod account_streaming_setting;
pub mod activity_tracker_event_types;
pub mod alert;
pub mod archive_configuration;
pub mod arrival;
pub mod board;
pub mod board_figures;
pub mod board_graph;
pub mod catalog_action;
pub mod category;
pub mod collector_key;
pub mod deletion;
pub mod event;
pub mod events;
pub mod exclusion_rule;
pub mod holding;
pub mod ingestion_key;
pub mod instance;
pub mod kept_secret;
pub mod key;
pub mod line;
pub mod member;
pub mod naming;
pub mod parsing_template;
pub mod quarantine;
pub mod reveal;
pub mod route;
pub mod service_key;
pub mod session;
pub mod setup;
pub mod source;
pub mod starter;
pub mod streaming_configuration;
pub mod token;
pub mod view;

pub use caller::{By, Caller};
pub use clock::Clock;
pub use desk::Desk;
pub use error::Error;
pub use key::{KeyUpdate, KeyWish, NewKey};
pub use seen::Seen;
pub use turns::Turns;
pub use unread::unread;

/// An id for the audit events of one request.
pub fn correlation_id() -> String {
    secret::uuid()
}

/// A password for a desk that nobody should keep.
pub fn demo_password() -> String {
    secret::hex::<8>()
}

//! What things are: the nouns of the desk, with the rules that always hold for them.
//!
//! Nothing here reads a file, a clock or a database, and everything builds for the browser.
//! Text with a rule (a view's name, an e-mail address) is a type that can only be made by
//! parsing; records without one have public fields.
//!
//! - [`mod@line`]: one stored line, and how a line is made from what a sender sent.
//! - [`event`]: the audit event inside a line, both forms read as one.
//! - [`origin`]: where an event comes from, as far as it says.
//! - [`time`]: moments as milliseconds, and every spelling of `eventTime`.
//! - [`catalog`]: known services, actions and locations (server only).
//! - [`current`]: an older event in the form of today; [`diff`], two values side by side;
//!   [`conformance`], which rules of the event standard an event breaks (server only).
//! - [`sentence`]: an event told in one sentence.
//! - [`audit`]: the events this desk writes about itself.
//! - [`route`], [`holding`]: where lines go that no instance was named for.
//! - [`source`]: who sends, and whether their data events are wanted.
//! - [`channel`], [`preset`]: alerts, their conditions and whom they tell; [`web_address`], [`zone`]: what
//!   they are made of. [`line_template`]: how a view writes its lines.
//! - [`exclusion_rule`], [`parsing_template`]: which lines are not kept, and what is read out of those that
//!   are; [`unstored`]: how what is not kept, or was refused, is counted.
//! - [`board`], [`graph`], [`figures`]: pages of graphs, and the numbers these show; [`formula`], what
//!   is computed of other plots.
//! - [`account`], [`archive`], [`mod@stream`]: settings of an instance; [`secret`], what is never shown
//!   again; [`fault`], what is wrong with what was sent.
//! - [`view`], [`category`], [`catalog_action`], [`key`], [`person`], [`instance`], [`retention`]: what
//!   an administrator manages; [`starter`], [`starter_board`]: views and boards to begin
//!   with.

pub mod account;
pub mod archive;
pub mod audit;
pub mod board;
#[cfg(feature = "catalog")]
pub mod catalog;
pub mod catalog_action;
pub mod category;
pub mod channel;
#[cfg(feature = "catalog")]
pub mod conformance;
#[cfg(feature = "catalog")]
pub mod current;
#[cfg(feature = "catalog")]
pub mod deletion;
pub mod diff;
pub mod event;
pub mod exclusion_rule;
pub mod fault;
pub mod figures;
pub mod formula;
pub mod graph;
pub mod head;
pub mod holding;
pub mod id;
pub mod instance;
pub mod json;
pub mod key;
pub mod line;
pub mod line_template;
pub mod origin;
pub mod parsing_template;
pub mod person;
pub mod preset;
pub mod retention;
pub mod route;
pub mod secret;
pub mod sentence;
pub mod source;
#[cfg(feature = "catalog")]
pub mod starter;
#[cfg(feature = "catalog")]
pub mod starter_board;
pub mod stream;
pub mod time;
pub mod unstored;
pub mod view;
pub mod web_address;
pub mod zone;

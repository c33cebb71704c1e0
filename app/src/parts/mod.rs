//! What stands around every page once somebody is signed in.

mod account;
mod finder;
mod frame;
mod key_sheet;
mod keys;
pub mod look;
mod server;
mod sidebar;
mod switcher;

pub use frame::{Frame, FrameContext};

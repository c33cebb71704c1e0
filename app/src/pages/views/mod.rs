//! The pages about saved views.

mod delete;
mod edit;
mod form;
mod list;
mod missing;
pub mod server;

pub use delete::DeleteViewPage;
pub use edit::EditViewPage;
pub use form::ViewFields;
pub use list::ViewsPage;
#[cfg(feature = "ssr")]
pub use server::saved;
pub use server::{CreateView, Saved, SavedView, UpdateView, views};

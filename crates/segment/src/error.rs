//! What can go wrong while reading an index.

/// Bytes that can not be what was written: what of them is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the segment is damaged: {0}")]
pub struct Damaged(pub(crate) &'static str);

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A piece contradicts itself or another.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    /// A piece could not be fetched.
    #[error("a piece of the segment could not be fetched")]
    Fetch(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The question was given up, or took too long.
    #[error("the question was given up")]
    GivenUp,
}

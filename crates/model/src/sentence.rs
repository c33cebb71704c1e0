//! An event told in one sentence.

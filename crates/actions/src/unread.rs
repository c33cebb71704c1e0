//! Saved queries that can not be read any more: what an older version took, this one may refuse. What is
//! recovered of such a query may match more than was meant, so nobody acts on it.

/// Why a saved query can not be read any more, if it can not.
pub fn unread(query: &str) -> Option<String> {
    query::parse(query).errors.into_iter().next().map(|error| error.message)
}

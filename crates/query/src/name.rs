//! Field names that have several spellings.
//!
//! The identifiers of a line, and event fields that collide with names the desk uses itself,
//! are reached with and without a leading underscore; `source` is the host and `tags` are the
//! tags. Only the first part of a path has spellings.

/// Each row is one name.
const SPELLINGS: &[&[&str]] = &[
    &["host", "_host", "source", "_source"],
    &["tag", "_tag", "tags"],
    &["app", "_app"],
    &["level", "_level"],
    &["file", "_file"],
    &["env", "_env"],
    &["meta", "_meta"],
    &["label", "_label"],
    &["type", "_type"],
    &["auth", "_auth"],
    &["bytes", "_bytes"],
    &["connect", "_connect"],
    &["method", "_method"],
    &["namespace", "_namespace"],
    &["path", "_path"],
    &["pod", "_pod"],
    &["request", "_request"],
    &["response", "_response"],
    &["service", "_service"],
    &["space", "_space"],
    &["status", "_status"],
    &["timestamp", "_timestamp"],
    &["user", "_user"],
];

/// Every path a query path reaches, itself among them. Two paths that share one spelling share
/// all, so the first is fit to stand for them in an index.
///
/// ```
/// let paths: Vec<_> = query::name::spellings("source").collect();
/// assert_eq!(paths, ["host", "_host", "source", "_source"]);
/// ```
pub fn spellings(path: &str) -> impl Iterator<Item = String> {
    let first = path.split('.').next().unwrap_or_default();
    let rest = &path[first.len()..];
    let row = SPELLINGS.iter().find(|row| row.contains(&first)).copied();
    let names = row.map_or_else(|| vec![first], <[&str]>::to_vec);
    names.into_iter().map(move |name| format!("{name}{rest}"))
}

//! moment
/// When.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// M.
    Moment(i64),
    /// R.
    Range {
        /// F.
        from_ms: i64,
        /// T.
        to_ms: i64,
    },
}
/// E.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// N.
    #[error("not understood")]
    NotUnderstood,
}
/// P.
pub fn parse(_text: &str, now_ms: i64, _zone: &jiff::tz::TimeZone) -> Result<When, MomentError> {
    Ok(When::Moment(now_ms))
}

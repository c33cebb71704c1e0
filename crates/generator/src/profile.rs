//! What an account is like.

/// What the invented account is like and how its events arrive.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// When the first events happen, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// The mean time between two events over a whole week, in milliseconds and parts of one.
    pub mean_gap_ms: f64,
    /// How many of a thousand events arrive late, and so out of order.
    pub late_per_mille: u32,
    /// How many of a thousand events with an older form are sent in it.
    pub legacy_per_mille: u32,
    /// A story is woven in every so many events; 0 for none.
    pub story_every: u64,
    /// Whether nights and weekends are quieter than working hours (UTC).
    pub rhythm: bool,
    /// The account all CRNs name: 32 hexadecimal digits, written as they are.
    pub account: String,
    /// The region ids the account's services stand in; IAM and billing are global.
    pub locations: Vec<String>,
}

impl Profile {
    /// An account of some hundred people in three regions: an event every six seconds, one in
    /// fifty late, a story about every day.
    pub fn starting_at(start_ms: i64) -> Self {
        Self {
            start_ms,
            mean_gap_ms: 6000.0,
            late_per_mille: 20,
            legacy_per_mille: 60,
            story_every: 10_000,
            rhythm: true,
            account: "7f3c9b1e5d2a4860b7c1e9f0a3d5b842".to_owned(),
            locations: ["us-south", "eu-gb", "eu-de"].map(str::to_owned).to_vec(),
        }
    }
}

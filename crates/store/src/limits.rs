//! How much one instance takes on.

use std::time::Duration;

/// How much one instance takes on at a time.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of lines that may wait for the writer; more is answered "come again".
    pub queue_bytes: usize,
    /// How long one search may take before it ends incomplete.
    pub search_time: Duration,
    /// How long one count may take before it ends incomplete.
    pub count_time: Duration,
    /// How many lines one search may read before it ends incomplete.
    pub search_lines: u64,
    /// How many lines of the tail become a chunk.
    pub chunk_lines: usize,
    /// How many bytes of lines become one, if that comes first.
    pub chunk_bytes: usize,
    /// How many lines become a sealed segment, at most 65,536.
    pub segment_lines: usize,
    /// How many bytes of lines become one, if that comes first. No part of a segment may become too
    /// large to be read again: see `segment`'s bound on sections.
    pub segment_bytes: usize,
    /// Bytes of pieces of sealed segments in memory, of all instances together.
    pub cache_bytes: u64,
    /// Bytes of what sealed segments contributed to graphs, of all instances together.
    pub remembered_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue_bytes: 64 << 20,
            search_time: Duration::from_millis(250),
            count_time: Duration::from_secs(2),
            search_lines: 2_000_000,
            chunk_lines: 2048,
            chunk_bytes: 16 << 20,
            segment_lines: 1 << 16,
            segment_bytes: 128 << 20,
            cache_bytes: 96 << 20,
            remembered_bytes: 128 << 20,
        }
    }
}

//! What is held in memory of a sealed segment.

use segment::Directory;
use xorf::{BinaryFuse8, Filter};

use crate::{StoreError, fingerprint::Fingerprint};

/// A sealed segment: its table of contents, and a filter that tells which fingerprints may be
/// in it.
pub(crate) struct Sealed {
    pub segment_id: i64,
    pub directory: Directory,
    /// Its range of sequence numbers; lines that were only for live tail are missing from it.
    pub seqs: (u64, u64),
    duplicates: Option<BinaryFuse8>,
}

impl Sealed {
    pub fn new(
        segment_id: i64,
        directory: Directory,
        seqs: (u64, u64),
        duplicates: Option<BinaryFuse8>,
    ) -> Self {
        Self { segment_id, directory, seqs, duplicates }
    }

    /// Whether a line with this fingerprint may be in it. Wrongly yes for one in 256.
    pub fn may_hold(&self, fingerprint: &Fingerprint) -> bool {
        self.duplicates.as_ref().is_none_or(|filter| filter.contains(&filter_key(fingerprint)))
    }
}

/// Makes the filter of some fingerprints; none where there is no such filter.
pub(crate) fn filter(fingerprints: &[(Fingerprint, u64)]) -> Option<BinaryFuse8> {
    let mut keys: Vec<u64> = fingerprints.iter().map(|(fingerprint, _)| filter_key(fingerprint)).collect();
    keys.sort_unstable();
    keys.dedup();
    BinaryFuse8::try_from(keys.as_slice()).ok()
}

pub(crate) fn encode_filter(filter: Option<&BinaryFuse8>) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(&filter).map_err(|error| StoreError::damaged("filter", error))
}

pub(crate) fn decode_filter(bytes: &[u8]) -> Result<Option<BinaryFuse8>, StoreError> {
    postcard::from_bytes(bytes).map_err(|error| StoreError::damaged("filter", error))
}

fn filter_key(fingerprint: &Fingerprint) -> u64 {
    let (key, _) = fingerprint.as_chunks::<8>();
    u64::from_le_bytes(key[0])
}

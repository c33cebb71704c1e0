//! What is held in memory of a sealed segment.

use segment::Directory;
use xorf::{BinaryFuse8, BinaryFuse8Ref, DmaSerializable, Filter, FilterRef};

use crate::fingerprint::Fingerprint;

/// A sealed segment: its table of contents, and a filter that tells which fingerprints may be
/// in it.
pub(crate) struct Sealed {
    pub segment_id: i64,
    pub directory: Directory,
    /// Its range of sequence numbers; lines that were only for live tail are missing from it.
    pub seqs: (u64, u64),
    /// Whether any of its lines came by import.
    pub has_imports: bool,
    duplicates: DuplicateFilter,
}

/// Tells which fingerprints may be among some: never wrongly no, wrongly yes for one in 256.
#[derive(Default)]
pub(crate) struct DuplicateFilter {
    /// How the filter is laid out, and then its bytes; empty where everything may be.
    bytes: Vec<u8>,
}

impl Sealed {
    pub fn new(
        segment_id: i64,
        directory: Directory,
        seqs: (u64, u64),
        has_imports: bool,
        duplicates: DuplicateFilter,
    ) -> Self {
        Self { segment_id, directory, seqs, has_imports, duplicates }
    }

    /// Whether a line with this fingerprint may be in it.
    pub fn may_hold(&self, fingerprint: &Fingerprint) -> bool {
        self.duplicates.may_hold(fingerprint)
    }
}

const LAYOUT: usize = BinaryFuse8::DESCRIPTOR_LEN;

impl DuplicateFilter {
    pub fn new(fingerprints: &[(Fingerprint, u64)]) -> Self {
        let mut keys: Vec<u64> = fingerprints.iter().map(|(fingerprint, _)| key(fingerprint)).collect();
        keys.sort_unstable();
        keys.dedup();
        let Ok(filter) = BinaryFuse8::try_from(keys.as_slice()) else { return Self::default() };
        let mut bytes = vec![0; LAYOUT];
        filter.dma_copy_descriptor_to(&mut bytes);
        bytes.extend_from_slice(filter.dma_fingerprints());
        Self { bytes }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads it back. A damaged one lets everything through: it only saves reading.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        if is_sound(&bytes) { Self { bytes } } else { Self::default() }
    }

    /// Whether a fingerprint may be among them.
    pub fn may_hold(&self, fingerprint: &Fingerprint) -> bool {
        let Some((layout, rest)) = self.bytes.split_at_checked(LAYOUT) else { return true };
        BinaryFuse8Ref::from_dma(layout, rest).contains(&key(fingerprint))
    }
}

/// Whether no look-up can reach outside: three segments side by side, each a power of two long.
fn is_sound(bytes: &[u8]) -> bool {
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes) as usize
    };
    let (length, mask, count_length) = (number(8), number(12), number(16));
    length.is_power_of_two()
        && mask == length - 1
        && bytes.len().checked_sub(LAYOUT) == Some(count_length + 2 * length)
}

fn key(fingerprint: &Fingerprint) -> u64 {
    let (key, _) = fingerprint.as_chunks::<8>();
    u64::from_le_bytes(key[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_knows_what_is_in_it_after_being_read_back_and_little_else() {
        let fingerprint =
            |number: u64| *blake3::hash(&number.to_le_bytes()).as_bytes().first_chunk().unwrap();
        let known: Vec<_> = (0..5000).map(|number| (fingerprint(number), number)).collect();
        let filter = DuplicateFilter::from_bytes(DuplicateFilter::new(&known).as_bytes().to_vec());
        assert!(known.iter().all(|(fingerprint, _)| filter.may_hold(fingerprint)));
        let wrong = (5000..15_000).filter(|number| filter.may_hold(&fingerprint(*number))).count();
        assert!((1..200).contains(&wrong), "{wrong}");
    }

    #[test]
    fn a_damaged_filter_lets_everything_through() {
        let filter = DuplicateFilter::new(&[([7; 16], 1)]);
        for damaged in [vec![], vec![1; 10], filter.as_bytes()[..LAYOUT].to_vec(), vec![255; 200]] {
            assert!(DuplicateFilter::from_bytes(damaged).may_hold(&[9; 16]));
        }
    }
}

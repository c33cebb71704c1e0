//! Tells of most fingerprints that they are not in a segment.

use xorf::{BinaryFuse8, BinaryFuse8Ref, DmaSerializable, Filter as _, FilterRef};

use crate::{StoreError, fingerprint::Fingerprint};

/// How many bytes come before those of the filter itself.
const HEAD: usize = BinaryFuse8::DESCRIPTOR_LEN;

/// The fingerprints of a segment, 9 bits for each. Its bytes are its form on disk; none where
/// no filter could be made, and then any fingerprint may be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter(Vec<u8>);

impl Filter {
    pub fn new(fingerprints: &[(Fingerprint, u64)]) -> Self {
        let mut keys: Vec<u64> = fingerprints.iter().map(|(fingerprint, _)| key(fingerprint)).collect();
        keys.sort_unstable();
        keys.dedup();
        let Ok(filter) = BinaryFuse8::try_from(keys.as_slice()) else { return Self::default() };
        let mut bytes = vec![0; HEAD];
        filter.dma_copy_descriptor_to(&mut bytes);
        bytes.extend_from_slice(filter.dma_fingerprints());
        // What can not be read back is not kept.
        Self::read(bytes).unwrap_or_default()
    }

    /// Reads it back: no fingerprint may lead behind its end.
    pub fn read(bytes: Vec<u8>) -> Result<Self, StoreError> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let number =
            |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes).map(u64::from);
        let is_whole = || {
            let (length, mask, start) = (number(8)?, number(12)?, number(16)?);
            let is_sound = length.is_power_of_two() && mask == length - 1 && start % length == 0 && start > 0;
            Some(is_sound && bytes.len() as u64 == HEAD as u64 + start + 2 * length)
        };
        if is_whole() == Some(true) {
            Ok(Self(bytes))
        } else {
            Err(StoreError::Damaged("a filter of fingerprints".to_owned()))
        }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether a line with this fingerprint may be in the segment. Wrongly yes for one in 256.
    pub fn may_hold(&self, fingerprint: &Fingerprint) -> bool {
        let Some((head, rest)) = self.0.split_at_checked(HEAD) else { return true };
        BinaryFuse8Ref::from_dma(head, rest).contains(&key(fingerprint))
    }
}

fn key(fingerprint: &Fingerprint) -> u64 {
    let (key, _) = fingerprint.as_chunks::<8>();
    u64::from_le_bytes(key[0])
}

#[cfg(test)]
mod tests {
    use sha2::Digest;

    use super::*;

    fn fingerprints(range: std::ops::Range<u64>) -> Vec<(Fingerprint, u64)> {
        let of = |number: u64| sha2::Sha256::digest(number.to_le_bytes())[..16].try_into().unwrap();
        range.map(|number| (of(number), number)).collect()
    }

    #[test]
    fn what_is_in_a_segment_may_be_there_also_after_reading_it_back() {
        for count in [0, 1, 2, 3, 5, 11, 200, 5_000] {
            let held = fingerprints(0..count);
            let filter = Filter::new(&held);
            assert_eq!(Filter::read(filter.bytes().to_vec()).unwrap(), filter);
            assert!(held.iter().all(|(fingerprint, _)| filter.may_hold(fingerprint)), "{count}");
        }
        let filter = Filter::new(&fingerprints(0..5_000));
        let wrong = fingerprints(5_000..15_000);
        let wrong = wrong.iter().filter(|(fingerprint, _)| filter.may_hold(fingerprint)).count();
        assert!(wrong < 100, "{wrong} of 10000");
    }

    #[test]
    fn damaged_bytes_are_an_error_and_never_a_panic() {
        let bytes = Filter::new(&fingerprints(0..30)).bytes().to_vec();
        for at in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                if let Ok(filter) = Filter::read(damaged) {
                    fingerprints(0..50).iter().for_each(|(fingerprint, _)| _ = filter.may_hold(fingerprint));
                }
            }
            assert!(at == 0 || Filter::read(bytes[..at].to_vec()).is_err());
        }
    }
}

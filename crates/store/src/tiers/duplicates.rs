//! Which lines were stored before, among those that are sealed.
//!
//! Fingerprints lie sorted in 64 pieces beside those of the segment, by their first bits; a
//! filter in memory tells in most cases that none has to be read.

use std::sync::Arc;

use hashbrown::{HashMap, hash_map::Entry};
use model::line::Line;

use crate::{
    StoreError,
    fingerprint::Fingerprint,
    tiers::{Snapshot, sealed::Sealed, shelf::Shelf},
};

/// How many pieces the fingerprints of a segment are kept in.
const PARTS: usize = 64;
/// Their pieces are numbered from here, behind all others of the segment.
const FIRST_PIECE: i64 = 1 << 19;

/// A fingerprint that may be in a segment.
pub(crate) struct Suspect {
    fingerprint: Fingerprint,
    sealed: Arc<Sealed>,
}

/// The segments that may hold a line already.
pub(crate) fn suspects(
    snapshot: &Snapshot,
    line: &Line,
    fingerprint: Fingerprint,
) -> impl Iterator<Item = Suspect> {
    let (time_ms, own_time) = (line.time_ms, line.own_time);
    snapshot
        .sealed
        .iter()
        .filter(move |sealed| {
            let (first_ms, last_ms) = sealed.directory.span;
            (!own_time || (first_ms..=last_ms).contains(&time_ms)) && sealed.duplicates.may_hold(&fingerprint)
        })
        .map(move |sealed| Suspect { fingerprint, sealed: sealed.clone() })
}

/// Looks up on disk which suspects are there, with their sequence numbers.
pub(crate) fn confirm(
    shelf: &Shelf,
    suspects: Vec<Suspect>,
) -> Result<HashMap<Fingerprint, u64>, StoreError> {
    let reader = shelf.reader()?;
    let mut parts: HashMap<(i64, usize), Vec<u8>> = HashMap::new();
    let mut known = HashMap::new();
    for Suspect { fingerprint, sealed } in suspects {
        let part = part_of(&fingerprint);
        let bytes = match parts.entry((sealed.segment_id, part)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let piece = reader.bytes(sealed.segment_id, FIRST_PIECE + part as i64)?;
                entry.insert(piece.unwrap_or_default())
            }
        };
        let (rows, _) = bytes.as_chunks::<ROW>();
        if let Ok(found) = rows.binary_search_by(|row| row[..16].cmp(&fingerprint)) {
            let (_, offset) = rows[found].split_at(16);
            let offset = offset.iter().rev().fold(0, |offset: u64, byte| offset << 8 | u64::from(*byte));
            known.insert(fingerprint, sealed.seqs.0 + offset);
        }
    }
    Ok(known)
}

/// A fingerprint and how far its line is behind the first of the segment.
const ROW: usize = 16 + 3;

/// The pieces that keep the fingerprints of a segment, with their numbers.
pub(crate) fn pieces(fingerprints: &[(Fingerprint, u64)], first_seq: u64) -> Vec<(i64, Vec<u8>)> {
    let mut sorted = fingerprints.to_vec();
    sorted.sort_unstable();
    let mut parts: Vec<(i64, Vec<u8>)> = (0..PARTS as i64).map(|part| (FIRST_PIECE + part, vec![])).collect();
    for (fingerprint, seq) in &sorted {
        let bytes = &mut parts[part_of(fingerprint)].1;
        bytes.extend(fingerprint);
        bytes.extend(&(seq - first_seq).to_le_bytes()[..3]);
    }
    parts.retain(|(_, bytes)| !bytes.is_empty());
    parts
}

fn part_of(fingerprint: &Fingerprint) -> usize {
    usize::from(fingerprint[0] >> 2)
}

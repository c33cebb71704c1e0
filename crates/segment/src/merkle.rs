//! Hashes by which a segment proves what it holds: RFC 6962, section 2.1, over SHA-256.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Placed;

/// The hash of a line, of a subtree, or of all lines of a segment.
pub type Hash = [u8; 32];

/// The hash of a line's text alone, which anybody can make of the text.
pub fn digest(text: &str) -> Hash {
    Sha256::digest(text).into()
}

/// The hash of one line: of everything about it that is kept, of its text by the text's digest.
pub fn leaf(placed: &Placed<'_>) -> Hash {
    let line = placed.line;
    let mut hasher = Sha256::new();
    hasher.update([0]);
    let mut number = |number: u64| hasher.update(number.to_le_bytes());
    number(placed.seq);
    number(placed.received_ms as u64);
    number(line.time_ms as u64);
    let flags = [line.own_time, line.flags.legacy, line.flags.transient, line.flags.imported];
    number(flags.iter().fold(0, |bits, flag| bits << 1 | u64::from(*flag)));
    number(line.tags.len() as u64);
    number(line.labels.len() as u64);
    let meta = if line.meta.is_null() { String::new() } else { line.meta.to_string() };
    let key = line.key.as_ref().map_or("", |key| key.as_str());
    let texts = [&line.host, &line.app, &line.level, &line.file, &line.env, &line.sender, &meta];
    let labels = line.labels.iter().flat_map(|(name, value)| [name, value]);
    let all = texts.into_iter().chain(&line.tags).chain(labels).map(String::as_str).chain([key]);
    for text in all {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(placed.digest);
    // Lines of before there were such fields keep their hash.
    if !line.added.is_empty() {
        let added = Value::Object(line.added.clone()).to_string();
        hasher.update((added.len() as u64).to_le_bytes());
        hasher.update(added.as_bytes());
    }
    hasher.finalize().into()
}

/// The hash of all pieces of a segment, taken one after the other: the lines prove themselves by
/// their tree, and this what leads to them.
#[derive(Debug, Clone, Default)]
pub struct PieceHash(Sha256);

impl PieceHash {
    /// Takes the next piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update((piece.len() as u64).to_le_bytes());
        self.0.update(piece);
    }

    /// The hash of those taken.
    pub fn finish(self) -> Hash {
        self.0.finalize().into()
    }
}

/// The hash of a tree over these leaves, in their order.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [only] => *only,
        _ => {
            let left = leaves.len().next_power_of_two() / 2;
            let mut hasher = Sha256::new();
            hasher.update([1]);
            hasher.update(root(&leaves[..left]));
            hasher.update(root(&leaves[left..]));
            hasher.finalize().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: Hash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_tree_is_hashed_as_the_rfc_says() {
        assert_eq!(hex(root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        let leaf =
            |text: &[u8]| -> Hash { Sha256::new().chain_update([0]).chain_update(text).finalize().into() };
        let node = |left: Hash, right: Hash| -> Hash {
            Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
        };
        // The inputs of the reference implementation's test vectors.
        let leaves = [leaf(b""), leaf(b"\x00"), leaf(b"\x10")];
        assert_eq!(
            hex(root(&leaves[..1])),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(
            hex(root(&leaves[..2])),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
        assert_eq!(hex(root(&leaves)), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        assert_eq!(root(&leaves), node(node(leaves[0], leaves[1]), leaves[2]));
    }
}

//! Random ids and secrets, and the hashes secrets are kept as.

use rand::RngExt;
use sha2::{Digest, Sha256};

/// Random bytes from the thread's cryptographic generator.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    rand::rng().random()
}

/// A random text of `2 * N` hexadecimal digits.
pub(crate) fn hex<const N: usize>() -> String {
    bytes::<N>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A random (version 4) UUID.
pub(crate) fn uuid() -> String {
    let mut bytes = bytes::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// What a random secret is kept as. Plain SHA-256: with 128 random bits there is nothing for
/// a slow hash to protect.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(one, other).into()
}

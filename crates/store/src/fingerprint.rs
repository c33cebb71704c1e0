//! By what a line is recognised when it is sent again.

use model::line::Line;
use segment::merkle::{self, Hash};
use sha2::{Digest, Sha256};

/// 128 bits of a line's identity. Of SHA-256, because a hostile sender must not be able to make a
/// line that passes for somebody else's.
pub(crate) type Fingerprint = [u8; 16];

/// What a line is recognised by, and what its text is proved by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity {
    pub fingerprint: Fingerprint,
    /// The digest of the text: made once, and used for the fingerprint and when the line is sealed.
    pub digest: Hash,
}

/// The identity of a line.
///
/// A line that brought its own time is the same line whenever it comes again. Any other is
/// only the same within its `request`: one idempotency key, or one request.
pub(crate) fn of(line: &Line, request: &[u8]) -> Identity {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    if line.own_time {
        part(&line.time_ms.to_le_bytes());
    } else {
        part(b"request");
        part(request);
    }
    part(line.host.as_bytes());
    part(line.app.as_bytes());
    part(line.file.as_bytes());
    let digest = merkle::digest(&line.text);
    part(&digest);
    let mut fingerprint = [0; 16];
    fingerprint.copy_from_slice(&hasher.finalize()[..16]);
    Identity { fingerprint, digest }
}

/// The name of a line that is not kept. It differs from that of the same line when it is: who
/// sends again what was only shown has it stored, and is not told that it is there.
pub(crate) fn of_transient(kept: Fingerprint) -> Fingerprint {
    kept.map(|byte| !byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(own_time: bool, host: &str, app: &str, request: &[u8]) -> Fingerprint {
        let text = "x".to_owned();
        let line = Line { own_time, host: host.into(), app: app.into(), text, time_ms: 7, ..Line::default() };
        of(&line, request).fingerprint
    }

    #[test]
    fn a_line_with_its_own_time_is_the_same_in_every_request() {
        assert_eq!(made(true, "a", "b", b"1"), made(true, "a", "b", b"2"));
        assert_ne!(made(false, "a", "b", b"1"), made(false, "a", "b", b"2"));
        assert_eq!(made(false, "a", "b", b"1"), made(false, "a", "b", b"1"));
    }

    #[test]
    fn text_that_moves_from_one_field_to_the_next_makes_another_line() {
        assert_ne!(made(true, "ab", "", b""), made(true, "a", "b", b""));
    }
}

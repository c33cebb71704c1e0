//! By what a line is recognised when it is sent again.

use model::line::Line;

/// 128 bits of a line's identity. BLAKE3, because a hostile sender must not be able to make a
/// line that passes for somebody else's.
pub(crate) type Fingerprint = [u8; 16];

/// The fingerprint of a line.
///
/// A line that brought its own time is the same line whenever it comes again. Any other is
/// only the same within its `request`: one idempotency key, or one request.
pub(crate) fn of(line: &Line, request: &[u8]) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
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
    part(line.text.as_bytes());
    let mut fingerprint = [0; 16];
    fingerprint.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    fingerprint
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(own_time: bool, host: &str, app: &str) -> Line {
        Line { own_time, host: host.into(), app: app.into(), text: "x".into(), time_ms: 7, ..Line::default() }
    }

    #[test]
    fn a_line_with_its_own_time_is_the_same_in_every_request() {
        assert_eq!(of(&line(true, "a", "b"), b"1"), of(&line(true, "a", "b"), b"2"));
        assert_ne!(of(&line(false, "a", "b"), b"1"), of(&line(false, "a", "b"), b"2"));
        assert_eq!(of(&line(false, "a", "b"), b"1"), of(&line(false, "a", "b"), b"1"));
    }

    #[test]
    fn text_that_moves_from_one_field_to_the_next_makes_another_line() {
        assert_ne!(of(&line(true, "ab", ""), b""), of(&line(true, "a", "b"), b""));
    }
}

//! Lines that are not stored: why they were refused, how many they were, and when they came.

/// Why a line is refused: the few reasons by which refused lines are counted. The words its sender is
/// told say more, and hold what the sender has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It has more bytes than a line may have.
    Long,
    /// Its bytes are no text.
    Encoding,
    /// It is not of the form its door documents.
    Form,
    /// There is nothing in it to store.
    Empty,
    /// What was sent beside it is too long.
    Beside,
    /// Its key may not send for its service.
    Service,
    /// Its instance is to be deleted.
    Leaving,
}

impl Refusal {
    /// The reason in words, as events tell it and graphs group by it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Long => "line too long",
            Self::Encoding => "not UTF-8",
            Self::Form => "not of the documented form",
            Self::Empty => "no text",
            Self::Beside => "a field beside the line too long",
            Self::Service => "service not allowed for the key",
            Self::Leaving => "instance being deleted",
        }
    }
}

/// Lines that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How many, at least one.
    pub lines: u64,
    /// When the first of them came, milliseconds since 1970 UTC.
    pub first_ms: i64,
    /// When the last of them came.
    pub last_ms: i64,
}

impl Span {
    /// One line.
    pub fn one(at_ms: i64) -> Self {
        Self { lines: 1, first_ms: at_ms, last_ms: at_ms }
    }

    /// Adds what was counted apart.
    pub fn merge(&mut self, other: Self) {
        self.lines += other.lines;
        self.first_ms = self.first_ms.min(other.first_ms);
        self.last_ms = self.last_ms.max(other.last_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_counted_together_came_between_the_first_and_the_last_of_them() {
        let mut span = Span::one(5);
        span.merge(Span { lines: 2, first_ms: 3, last_ms: 4 });
        span.merge(Span::one(9));
        assert_eq!(span, Span { lines: 4, first_ms: 3, last_ms: 9 });
    }
}

//! What sealed segments and chunks contributed when they were last asked.
//!
//! Neither ever changes while it is there, and its name is not given again while the process
//! runs, so nothing here grows old: what is asked no more makes room for what is.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

use crate::{
    ask::{
        Operation,
        graphs::{cells::Partial, stretches::Cut},
    },
    tier::Tier,
};

/// Contributions, of all instances together.
pub(crate) type Remembered = Cache<Question, Arc<Partial>, Bytes>;

/// Weighs contributions by their memory.
#[derive(Clone)]
pub(crate) struct Bytes;

/// Which tier was asked, and what.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    shelf: u32,
    tier: Asked,
    text: [u8; 32],
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Asked {
    Segment(i64),
    /// By its sequence numbers: which lines they are stays as it is.
    Chunk(u64, u64),
}

/// A question without the tier and how the range cuts it.
#[derive(Debug, Clone)]
pub(super) struct Wording(Sha256);

impl Weighter<Question, Arc<Partial>> for Bytes {
    fn weight(&self, _: &Question, partial: &Arc<Partial>) -> u64 {
        size_of::<Question>() as u64 + 64 + partial.bytes()
    }
}

/// Makes the memory that all instances share.
pub(crate) fn remembered(bytes: u64) -> Arc<Remembered> {
    // Most weigh about a kilobyte.
    Arc::new(Cache::with_weighter((bytes / 1000).max(16) as usize, bytes, Bytes))
}

impl Wording {
    /// Texts are told apart by their lengths, so that no two questions read alike.
    pub fn new(texts: &[&str], operation: Operation) -> Self {
        let mut hash = Sha256::new();
        for text in texts {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        hash.update(match operation {
            Operation::Count => [0, 0],
            Operation::Distinct => [1, 0],
            Operation::Sum => [2, 0],
            Operation::Min => [3, 0],
            Operation::Max => [4, 0],
            Operation::Average => [5, 0],
            Operation::Percentile(percent) => [6, percent],
        });
        Self(hash)
    }

    /// The question asked of a tier; none of lines that are not indexed yet.
    pub fn of(&self, shelf: u32, tier: &Tier, cut: &Cut) -> Option<Question> {
        let tier = match tier {
            Tier::Tail(_) => return None,
            Tier::Chunk(_) => Asked::Chunk(tier.seqs().0, tier.seqs().1),
            Tier::Sealed(sealed) => Asked::Segment(sealed.segment_id),
        };
        let mut hash = self.0.clone();
        for end_ms in [cut.from_ms, cut.to_ms] {
            hash.update([u8::from(end_ms.is_some())]);
            hash.update(end_ms.unwrap_or_default().to_le_bytes());
        }
        cut.borders.iter().for_each(|border_ms| hash.update(border_ms.to_le_bytes()));
        Some(Question { shelf, tier, text: hash.finalize().into() })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn questions_that_differ_in_anything_are_other_questions() {
        let words: Vec<Vec<&str>> =
            vec![vec!["a", "", "b"], vec!["", "a", "b"], vec!["ab", "", ""], vec!["a", ""]];
        use Operation::{Average, Count, Distinct, Max, Min, Percentile, Sum};
        let operations =
            [Count, Distinct, Sum, Min, Max, Average, Percentile(0), Percentile(50), Percentile(99)];
        let ends = [None, Some(0), Some(7), Some(10)];
        let borders = [vec![], vec![0], vec![7], vec![7, 10], vec![10]];
        let mut questions = HashSet::new();
        for texts in &words {
            for operation in &operations {
                for (from_ms, to_ms) in ends.iter().flat_map(|from| ends.iter().map(move |to| (*from, *to))) {
                    for borders in &borders {
                        let cut = Cut { first: 0, from_ms, to_ms, borders: borders.clone(), is_closed: true };
                        let wording = Wording::new(texts, *operation);
                        for shelf in [0, 1] {
                            questions.insert(wording.of(shelf, &Tier::Chunk(Arc::default()), &cut).unwrap());
                        }
                    }
                }
            }
        }
        assert_eq!(questions.len(), words.len() * operations.len() * 16 * borders.len() * 2);
    }
}

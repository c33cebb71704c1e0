//! Counts codes.

/// Up to so many different codes each has a place of its own.
const PLACES: u64 = 1 << 17;

/// Codes and how often each comes.
pub(super) enum Counter {
    Places { counts: Vec<u32>, touched: Vec<u64> },
    List(Vec<u64>),
}

impl Counter {
    pub fn new(bound: u64) -> Self {
        if bound <= PLACES {
            Self::Places { counts: vec![0; bound as usize], touched: vec![] }
        } else {
            Self::List(vec![])
        }
    }

    pub fn count(&mut self, code: u64) {
        match self {
            Self::Places { counts, touched } => {
                if let Some(count) = counts.get_mut(code as usize) {
                    if *count == 0 {
                        touched.push(code);
                    }
                    *count += 1;
                }
            }
            Self::List(codes) => codes.push(code),
        }
    }

    /// What was counted, ascending; from here on it begins anew.
    pub fn take(&mut self) -> Vec<(u64, u64)> {
        match self {
            Self::Places { counts, touched } => {
                let mut counted = Vec::with_capacity(touched.len());
                for code in touched.drain(..) {
                    let count = counts.get_mut(code as usize).map(std::mem::take).unwrap_or_default();
                    counted.push((code, u64::from(count)));
                }
                counted.sort_unstable();
                counted
            }
            Self::List(codes) => {
                codes.sort_unstable();
                let runs = codes.chunk_by(|one, other| one == other);
                let counted = runs.map(|run| (run[0], run.len() as u64)).collect();
                codes.clear();
                counted
            }
        }
    }
}

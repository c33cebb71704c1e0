//! Replays the fuzzers' corpus, and a stream of mutations of it, through the fuzzers' checks.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    hash::{BuildHasher, RandomState},
    path::Path,
};

#[path = "../fuzz/checks.rs"]
mod checks;

/// Enough to meet most slips, in about half a second.
const MUTATIONS: usize = 1_500;

fn corpus(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut texts: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    texts.sort();
    texts
}

fn replay(name: &str, check: fn(&str)) {
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = given.unwrap_or_else(|| RandomState::new().hash_one(name));
    println!("QUERY_SEED={seed}");
    let corpus = corpus(name);
    corpus.iter().for_each(|text| check(text));
    let mut stream = Stream(seed | 1);
    for _ in 0..MUTATIONS {
        let text = stream.mutate(&corpus);
        println!("{text:?}");
        check(&text);
    }
}

#[test]
fn no_query_text_breaks_a_promise() {
    replay("parse", checks::check_query);
}

#[test]
fn no_time_text_breaks_a_promise() {
    replay("moment", checks::check_moment);
}

/// A stream of numbers (xorshift).
struct Stream(u64);

impl Stream {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    /// Cuts, repeats, joins and replaces pieces of the corpus.
    fn mutate(&mut self, corpus: &[String]) -> String {
        let mut chars: Vec<char> = corpus[self.below(corpus.len())].chars().collect();
        for _ in 0..=self.below(4) {
            let other: Vec<char> = corpus[self.below(corpus.len())].chars().collect();
            let piece = self.piece(&other);
            let at = self.below(chars.len() + 1);
            let end = at + self.below((chars.len() - at + 1).min(8));
            match self.below(4) {
                0 => drop(chars.drain(at..end)),
                1 => drop(chars.splice(at..end, piece)),
                2 => drop(chars.splice(at..at, piece)),
                _ => drop(chars.splice(at..at, char::from_u32(self.below(0x3100) as u32))),
            }
        }
        chars.into_iter().collect()
    }

    fn piece(&mut self, chars: &[char]) -> Vec<char> {
        let at = self.below(chars.len());
        let length = self.below((chars.len() - at + 1).min(12));
        chars[at..at + length].to_vec()
    }
}

//! Replays the fuzzers' corpus, and a stream of damage to real pieces, through the fuzzers' checks.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    hash::{BuildHasher, RandomState},
    path::Path,
};

#[path = "../fuzz/checks.rs"]
mod checks;

/// Enough to meet most slips, in a few seconds.
const DAMAGES: usize = 1_000;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut inputs: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    inputs
}

fn seed(name: &str) -> u64 {
    let given = std::env::var("QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one(name));
    println!("QUERY_SEED={seed}");
    seed | 1
}

#[test]
fn lines_and_queries_of_the_corpus_agree() {
    for input in corpus("evaluate") {
        checks::check_lines(str::from_utf8(&input).unwrap());
    }
}

#[test]
fn no_damage_to_a_piece_breaks_a_promise() {
    let corpus = corpus("decode");
    corpus.iter().for_each(|bytes| checks::check_bytes(bytes));
    let mut stream = Stream(seed("decode"));
    for number in 0..DAMAGES {
        let mut bytes = corpus[stream.below(corpus.len())].clone();
        for _ in 0..=stream.below(3) {
            let at = stream.below(bytes.len());
            match stream.below(4) {
                0 => bytes[at] ^= 1 << stream.below(8),
                1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][stream.below(5)],
                2 => bytes.truncate(at.max(2)),
                _ => bytes.insert(at, bytes[stream.below(bytes.len())]),
            }
        }
        println!("{number}: {bytes:?}");
        checks::check_bytes(&bytes);
    }
    for number in 0..DAMAGES {
        // Kind 0x80 and above: single bytes of real pieces are changed.
        let mut bytes = vec![0x80 | stream.below(3) as u8, 0];
        for _ in 0..=stream.below(3) {
            bytes.extend((0..4).map(|_| stream.below(256) as u8));
        }
        println!("{number}: {bytes:?}");
        checks::check_bytes(&bytes);
    }
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
}

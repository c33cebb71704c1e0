//! Prints what the worst expressions that are taken cost on the worst texts: `cargo run --release -p expression
//! --example worst`.

use std::{hint::black_box, time::Instant};

use expression::Expression;

const LENGTH: usize = 1 << 20;
const MEMORY: usize = 512 * 1024;

/// Expressions in which a number stands that is taken as large as may be.
const EXPRESSIONS: &[&str] = &[
    "[ab]*a[ab]{N}c",
    "(?:a|ab|b){N}c",
    "(a*)(a*)a{N}c",
    r"\w*a\w{N}c",
    "[^x]*a[^x]{N}y",
    "(?:a?){N}a{N}b",
    ".*a.{N}c",
    r"(?:\w+\w){N}c",
    "(?:[ab]{1,N}){1,3}c",
    r"\bä\w{N}c",
    r"(?<x>\w*a\w{N}c)$",
    r"(?<x>(?:a|b)*?a(?:a|b){N}?c)\b",
    r"\p{L}*[äß]\p{L}{N}!",
    "(?:(?:(?:a*)*)*)*[ab]{N}c",
    "(?:[ab]?[ab]?[ab]?){N}c",
];

fn main() {
    let scattered = |place: usize| place.wrapping_mul(2_654_435_761) >> 13;
    let texts: [String; 5] = [
        "a".repeat(LENGTH),
        "ab".repeat(LENGTH / 2),
        (0..LENGTH).map(|place| if scattered(place) & 1 == 0 { 'a' } else { 'b' }).collect(),
        (0..LENGTH).map(|place| char::from(b'a' + (scattered(place) % 26) as u8)).collect(),
        "äß".repeat(LENGTH / 4),
    ];
    for text in EXPRESSIONS {
        let of = |number: usize| Expression::new(&text.replace('N', &number.to_string()), true, MEMORY);
        let (mut fits, mut not) = (0, 2000);
        while fits + 1 < not {
            let middle = usize::midpoint(fits, not);
            if of(middle).is_ok() { fits = middle } else { not = middle }
        }
        for number in [10, 60, 200, fits] {
            let Ok(ready) = of(number) else { continue };
            let ms = |work: &dyn Fn(&str)| {
                let each = texts.iter().map(|text| {
                    let start = Instant::now();
                    work(text);
                    start.elapsed().as_secs_f64() * 1e3
                });
                each.fold(0.0, f64::max)
            };
            let (found, groups) = (
                ms(&|line| {
                    black_box(ready.is_match(line));
                }),
                ms(&|line| {
                    black_box(ready.groups(line));
                }),
            );
            println!(
                "{found:>8.1} ms  groups {groups:>8.1} ms  {:>7} bytes  {number:>4} in {text}",
                ready.reach()
            );
        }
    }
}

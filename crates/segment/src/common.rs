//! Sets of lines for words that stand in many lines under several fields.
//!
//! Without them such a word is looked up in every one of its fields.

use crate::{
    field::Field,
    set::Set,
    words::{Place, Words},
};

/// A set is kept for a word with at least so many fields, and so many rows among them.
const FIELDS: usize = 2;
const ROWS: usize = 2048;
/// How many sets one segment keeps.
const MOST: usize = 1024;

/// Makes the sets, and notes at their words where they are.
pub(crate) fn sets<'f>(
    words: &mut Words,
    field: &impl Fn(u32) -> &'f Field,
    fields: usize,
    lines: usize,
) -> Vec<Set> {
    let counts: Vec<Vec<u32>> = (0..fields as u32).map(|number| count(field(number))).collect();
    let common: Vec<usize> =
        (0..words.len()).filter(|word| is_common(words.places(*word), &counts, field)).take(MOST).collect();
    let mut sets: Vec<Set> = common.iter().map(|_| Set::none(lines)).collect();
    // For each token the sets its lines belong to, so that each row is visited once.
    let mut wanted: Vec<Vec<Vec<u32>>> = counts.iter().map(|counts| vec![vec![]; counts.len()]).collect();
    for (set, word) in common.iter().enumerate() {
        for place in words.places(*word) {
            match *place {
                Place::Token { field, number } => {
                    wanted[field as usize][usize::from(number)].push(set as u32)
                }
                Place::Key { field: number } => sets[set].unite(&field(number).lines(lines)),
                Place::Line(line) => sets[set].insert(usize::from(line)),
                Place::Set(_) => {}
            }
        }
    }
    for (number, wanted) in wanted.iter().enumerate() {
        if wanted.iter().all(Vec::is_empty) {
            continue;
        }
        let field = field(number as u32);
        for (rank, token) in field.numbers.iter().enumerate() {
            let line = field.line(rank);
            wanted[usize::from(*token)].iter().for_each(|set| sets[*set as usize].insert(line));
        }
    }
    let places: Vec<_> = common.iter().zip(0..).map(|(word, set)| (*word, Place::Set(set))).collect();
    words.add_last(&places);
    sets
}

/// How many rows each token of a field has.
fn count(field: &Field) -> Vec<u32> {
    let mut counts = vec![0; field.entries.len()];
    field.numbers.iter().for_each(|number| counts[usize::from(*number)] += 1);
    counts
}

fn is_common<'f>(places: &[Place], counts: &[Vec<u32>], field: &impl Fn(u32) -> &'f Field) -> bool {
    let (mut fields, mut rows, mut last) = (0, 0, None);
    for place in places {
        let number = match *place {
            Place::Token { field, number } => {
                rows += counts[field as usize][usize::from(number)] as usize;
                field
            }
            Place::Key { field: number } => {
                rows += field(number).numbers.len();
                number
            }
            Place::Line(_) | Place::Set(_) => continue,
        };
        fields += usize::from(last != Some(number));
        last = Some(number);
    }
    fields >= FIELDS && rows >= ROWS
}

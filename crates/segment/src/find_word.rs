//! Words and phrases of the whole line.

use query::{Needle, Part};

use crate::{Error, Match, Source, set::Set, source::Wanted, token, words::Place};

/// Where a word stands.
#[derive(Debug, Default)]
struct Found {
    /// Tokens by field and number, sorted.
    tokens: Vec<(u32, u16)>,
    /// Sets that are kept: all lines of some of the words.
    sets: Vec<u32>,
    /// The tokens and the keys of the words that no set is kept for.
    loose: Vec<(u32, u16)>,
    loose_keys: Vec<u32>,
    /// Fields whose key has it.
    keys: Vec<u32>,
    /// Lines in which it was cut out or kept apart.
    lines: Vec<u16>,
    certain: bool,
}

/// The lines in which a word is, or begins.
pub(crate) fn word(source: Source<'_>, needle: &Needle) -> Result<Match, Error> {
    let found = find(source, needle)?;
    let mut matched = Match::none(source.len());
    spread(source, &found, needle, &mut matched)?;
    ids(source, needle, &mut matched)?;
    Ok(matched)
}

/// The tokens of one field in which a word is, or begins, each once.
pub(crate) fn tokens_of(source: Source<'_>, needle: &Needle, field: u32) -> Result<Vec<u16>, Error> {
    let found = find(source, needle)?;
    Ok(found.tokens.into_iter().filter(|token| token.0 == field).map(|token| token.1).collect())
}

fn find(source: Source<'_>, needle: &Needle) -> Result<Found, Error> {
    let folded: String = query::fold(needle.folded()).collect();
    let wanted = Wanted::new(&folded, needle.is_whole());
    let mut found = Found { certain: wanted.certain, ..Found::default() };
    source.look_up(wanted, |places| {
        let has_set = matches!(places.last(), Some(Place::Set(_)));
        for place in places {
            match *place {
                Place::Token { field, number } => {
                    found.tokens.push((field, number));
                    if !has_set {
                        found.loose.push((field, number));
                    }
                }
                Place::Key { field } => {
                    found.keys.push(field);
                    if !has_set {
                        found.loose_keys.push(field);
                    }
                }
                Place::Line(line) => found.lines.push(line),
                Place::Set(set) => found.sets.push(set),
            }
        }
    })?;
    found.loose.sort_unstable();
    found.loose.dedup();
    found.loose_keys.sort_unstable();
    found.loose_keys.dedup();
    found.tokens.sort_unstable();
    found.tokens.dedup();
    found.keys.sort_unstable();
    found.keys.dedup();
    Ok(found)
}

/// From places to lines.
fn spread(source: Source<'_>, found: &Found, needle: &Needle, matched: &mut Match) -> Result<(), Error> {
    let mut set = Set::none(source.len());
    // A set knows nothing of upper and lower case.
    let (tokens, keys) = if needle.is_cased() {
        (&found.tokens, &found.keys)
    } else {
        found.sets.iter().try_for_each(|kept| source.kept_set(*kept, &mut set))?;
        (&found.loose, &found.loose_keys)
    };
    for tokens in tokens.chunk_by(|left, right| left.0 == right.0) {
        let number = tokens[0].0;
        let field = source.field(number)?;
        let is_it = |token: u16| {
            !needle.is_cased() || {
                let mut is_in = false;
                token::each_text(field.entries.get(usize::from(token)), |text| is_in |= needle.is_in(text));
                is_in
            }
        };
        match tokens {
            [(_, only)] => {
                if is_it(*only) {
                    field.select_one(*only, &mut set);
                }
            }
            _ => {
                let mut chosen = vec![false; field.entries.len()];
                for (_, token) in tokens {
                    if let Some(chosen) = chosen.get_mut(usize::from(*token)) {
                        *chosen = is_it(*token);
                    }
                }
                field.select(&chosen, &mut set);
            }
        }
    }
    for number in keys {
        let is_it = source.keys().get(*number as usize).is_some_and(|key| needle.is_in(key.key()));
        if is_it || !needle.is_cased() {
            set.unite(&source.field(*number)?.lines(source.len()));
        }
    }
    matched.possible.unite(&set);
    if found.certain {
        matched.sure.unite(&set);
    }
    for line in &found.lines {
        matched.possible.insert(usize::from(*line));
        if found.certain && !needle.is_cased() {
            matched.sure.insert(usize::from(*line));
        }
    }
    Ok(())
}

/// Ids that were cut out are known by their first eight digits.
fn ids(source: Source<'_>, needle: &Needle, matched: &mut Match) -> Result<(), Error> {
    let text = needle.folded();
    let digits: String = text.chars().take_while(char::is_ascii_hexdigit).take(8).collect();
    let is_run = text.len() == digits.len() || text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let shortest = if needle.is_whole() { 16 } else { 1 };
    if digits.is_empty() || !is_run || text.len() < shortest || text.len() > 127 {
        return Ok(());
    }
    let Ok(first) = u32::from_str_radix(&digits, 16) else { return Ok(()) };
    let shift = 4 * (8 - digits.len() as u32);
    let low = first.checked_shl(shift).unwrap_or_default();
    let high = low | 1_u32.checked_shl(shift).unwrap_or_default().wrapping_sub(1);
    let mut set = Set::none(source.len());
    source.look_up_ids(low, high, &mut set)?;
    matched.possible.unite(&set);
    if text.len() <= 8 && !needle.is_whole() && !needle.is_cased() {
        matched.sure.unite(&set);
    }
    Ok(())
}

/// The lines that have all the words, and the literal text in a value or in the original text.
pub(crate) fn phrase(source: Source<'_>, words: &[Needle], literal: &Needle) -> Result<Match, Error> {
    let lines = source.len();
    let found = words.iter().map(|word| find(source, word)).collect::<Result<Vec<_>, _>>()?;
    let mut sure = Set::none(lines);
    match found.iter().min_by_key(|found| found.tokens.len()) {
        // A value that holds the text has all its words: those of the rarest are enough.
        Some(rarest) => in_tokens(source, rarest.tokens.iter().copied(), literal, &mut sure)?,
        None => {
            for (number, key) in source.keys().iter().enumerate() {
                if is_searched(key.part) {
                    let count = source.field(number as u32)?.entries.len();
                    let tokens = (0..count).map(|token| (number as u32, token as u16));
                    in_tokens(source, tokens, literal, &mut sure)?;
                }
            }
        }
    }
    let mut possible = doubtful(source, literal, &found)?;
    possible.subtract(&sure);
    if !possible.is_empty() {
        for (word, found) in words.iter().zip(&found) {
            let mut matched = Match::none(lines);
            spread(source, found, word, &mut matched)?;
            ids(source, word, &mut matched)?;
            possible.intersect(&matched.possible);
        }
    }
    possible.unite(&sure);
    Ok(Match { sure, possible })
}

pub(crate) fn is_searched(part: Option<Part>) -> bool {
    matches!(part, Some(Part::Content | Part::Identifier | Part::PlainText))
}

/// Adds the lines that have a token with the text in it.
fn in_tokens(
    source: Source<'_>,
    tokens: impl Iterator<Item = (u32, u16)>,
    literal: &Needle,
    sure: &mut Set,
) -> Result<(), Error> {
    let mut field = None;
    let mut chosen = vec![];
    for (number, token) in tokens {
        let current = match field.take() {
            Some((same, current)) if same == number => current,
            other => {
                select(other, &chosen, sure);
                let next = source.field(number)?;
                chosen = vec![false; next.entries.len()];
                next
            }
        };
        token::each_text(current.entries.get(usize::from(token)), |text| {
            if let Some(chosen) = chosen.get_mut(usize::from(token)) {
                *chosen |= literal.is_in(text);
            }
        });
        field = Some((number, current));
    }
    select(field, &chosen, sure);
    Ok(())
}

fn select(field: Option<(u32, std::sync::Arc<crate::field::Field>)>, chosen: &[bool], sure: &mut Set) {
    if let Some((_, field)) = field {
        field.select(chosen, sure);
    }
}

/// Lines that may hold the text although no token shows it.
fn doubtful(source: Source<'_>, literal: &Needle, found: &[Found]) -> Result<Set, Error> {
    let lines = source.len();
    if found.is_empty() || may_span(literal.folded()) || touches_ids(literal) {
        return Ok(Set::all(lines));
    }
    // A token that is kept apart leads all its words to its line.
    let mut doubtful = Set::all(lines);
    for found in found {
        let mut apart = Set::none(lines);
        found.lines.iter().for_each(|line| apart.insert(usize::from(*line)));
        doubtful.intersect(&apart);
    }
    for (number, key) in source.keys().iter().enumerate() {
        // The original text has its keys too, and where it has escapes it reads otherwise.
        let kept_whole = key.part.is_none() && matches!(key.path.as_str(), "text" | "escaped");
        if kept_whole || !key.key().is_empty() && key.path.split('.').any(|name| literal.is_in(name)) {
            doubtful.unite(&source.field(number as u32)?.lines(lines));
        }
    }
    Ok(doubtful)
}

/// Whether a text can run over the end of a value in the original text: only together with what
/// stands between values there.
fn may_span(text: &str) -> bool {
    let mut before = '"';
    text.chars().any(|c| {
        let previous = std::mem::replace(&mut before, c);
        matches!(c, '"' | '{' | '}' | '[' | ']' | ',' | '\\')
            || c == ':' && (previous == '"' || previous.is_whitespace())
    })
}

/// Whether a text may lie in or over something that was cut out: then one of its words has
/// nothing but hexadecimal digits, or it is a hyphen inside an id.
pub(crate) fn touches_ids(needle: &Needle) -> bool {
    let text = needle.folded();
    let mut runs = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).peekable();
    if runs.peek().is_none() {
        return text.contains('-');
    }
    runs.any(|run| run.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

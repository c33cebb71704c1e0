//! Conditions on one field: asked of its different tokens.

use query::{FieldCheck, Needle, Part, Pattern};
use serde_json::Value;

use crate::{
    Damaged, Error, Match, Source,
    field::Field,
    find_word,
    set::Set,
    token::{self, TIME_TOKEN},
};

/// So few tokens are asked one by one, without looking for their words first.
const FEW: usize = 12;
/// How many tokens are asked before looking whether to go on.
const PATIENCE: usize = 4096;

/// The lines in which a value of the field, under one of its spellings, satisfies the check.
pub(crate) fn field(
    source: Source<'_>,
    paths: &[String],
    check: &FieldCheck,
    given_up: &dyn Fn() -> bool,
) -> Result<Match, Error> {
    let mut found = Match::none(source.len());
    for path in paths {
        found.unite(&match path.as_str() {
            "_platform" => platform(source, check, given_up)?,
            "_ts" => time(source, check)?,
            "_mezmo_line_size" | "_line" => anything(source),
            _ => Match::none(source.len()),
        });
    }
    for (number, key) in source.keys().iter().enumerate() {
        let is_it = |path: &String| {
            key.path.strip_prefix(path.as_str()).is_some_and(|rest| {
                rest.is_empty() || matches!(check, FieldCheck::Exists) && rest.starts_with('.')
            })
        };
        if key.part.is_some() && paths.iter().any(is_it) {
            found.unite(&one(source, number as u32, check, given_up)?);
        }
    }
    Ok(found)
}

/// The lines in which a value of any field that is searched has the pattern.
pub(crate) fn pattern(
    source: Source<'_>,
    pattern: &Pattern,
    given_up: &dyn Fn() -> bool,
) -> Result<Match, Error> {
    let mut found = Match::none(source.len());
    let check = FieldCheck::Pattern(pattern.clone());
    for (number, key) in source.keys().iter().enumerate() {
        if find_word::is_searched(key.part) {
            found.unite(&one(source, number as u32, &check, given_up)?);
        }
    }
    Ok(found)
}

/// The lines whose identifier is one of the chosen.
pub(crate) fn identifier(source: Source<'_>, name: &str, folded: &[String]) -> Result<Match, Error> {
    let mut found = Match::none(source.len());
    let is_it = |text: &str| {
        let text: String = query::fold(text).collect();
        folded.contains(&text)
    };
    for (number, key) in source.keys().iter().enumerate() {
        if key.part == Some(Part::Identifier) && key.path == name {
            let field = source.field(number as u32)?;
            let answer = |value: &[u8]| {
                if token::is_template(value) {
                    return Ok(Answer::Maybe);
                }
                let value = token::to_value(value)?;
                Ok(if value.as_str().is_some_and(is_it) { Answer::Yes } else { Answer::No })
            };
            found.unite(&ask(source, &field, None, &answer, &|| false)?);
        }
    }
    Ok(found)
}

/// What is known of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    No,
    Maybe,
    Yes,
}

fn one(
    source: Source<'_>,
    number: u32,
    check: &FieldCheck,
    given_up: &dyn Fn() -> bool,
) -> Result<Match, Error> {
    let field = source.field(number)?;
    if matches!(check, FieldCheck::Exists) {
        return Ok(Match::certain(field.lines(source.len())));
    }
    let touches = touches_ids(check);
    let part = source.keys().get(number as usize).and_then(|key| key.part);
    let with_words = match find_word::is_searched(part) && field.entries.len() > FEW {
        true => with_words(source, number, check, field.entries.len())?,
        false => None,
    };
    let answer = |value: &[u8]| -> Result<Answer, Damaged> {
        // What is kept apart shows nothing of itself.
        if matches!(value, [token::INLINE] | TIME_TOKEN) {
            return Ok(Answer::Maybe);
        }
        let holds = check.holds_for(&token::to_value(value)?);
        Ok(match (holds, token::is_template(value)) {
            (true, false) => Answer::Yes,
            (true, true) if is_text(check) => Answer::Yes,
            (_, true) if touches => Answer::Maybe,
            _ => Answer::No,
        })
    };
    let mut found = ask(source, &field, with_words.as_deref(), &answer, given_up)?;
    times(source, &field, check, &mut found)?;
    if found.sure != found.possible && find_word::is_searched(part) {
        narrow(source, check, &mut found)?;
    }
    Ok(found)
}

/// Which tokens of a field have the words that the check needs, by the words' own places; none where
/// it needs none.
fn with_words(
    source: Source<'_>,
    number: u32,
    check: &FieldCheck,
    tokens: usize,
) -> Result<Option<Vec<bool>>, Error> {
    let Some(alternatives) = check.needs() else { return Ok(None) };
    let mut any = vec![false; tokens];
    for words in alternatives {
        let mut all = vec![0_usize; tokens];
        for (so_far, word) in words.iter().enumerate() {
            for token in find_word::tokens_of(source, word, number)? {
                match all.get_mut(usize::from(token)) {
                    Some(count) if *count == so_far => *count += 1,
                    _ => {}
                }
            }
        }
        any.iter_mut().zip(all).for_each(|(any, count)| *any |= count == words.len());
    }
    Ok(Some(any))
}

/// Asks each different token, and then which lines have it. Of tokens without the words that are
/// needed only those are asked that do not show all of themselves.
fn ask(
    source: Source<'_>,
    field: &Field,
    with_words: Option<&[bool]>,
    answer: &dyn Fn(&[u8]) -> Result<Answer, Damaged>,
    given_up: &dyn Fn() -> bool,
) -> Result<Match, Error> {
    let (mut sure, mut maybe) = (vec![], vec![]);
    for (number, entry) in field.entries.iter().enumerate() {
        if number % PATIENCE == PATIENCE - 1 && given_up() {
            return Err(Error::GivenUp);
        }
        let mut best = Answer::No;
        let may_be = with_words.is_none_or(|with| with[number]) || token::is_template(entry);
        for value in token::values(entry).filter(|_| may_be) {
            best = best.max(answer(value)?);
        }
        sure.push(best == Answer::Yes);
        maybe.push(best == Answer::Maybe);
    }
    let mut found = Match::none(source.len());
    field.select(&sure, &mut found.sure);
    found.possible = found.sure.clone();
    field.select(&maybe, &mut found.possible);
    Ok(found)
}

/// Times that are the line's own are made sure of here: they are many, and cheap to write.
fn times(source: Source<'_>, field: &Field, check: &FieldCheck, found: &mut Match) -> Result<(), Error> {
    let Some(own) = field.entries.iter().position(|entry| entry == TIME_TOKEN) else { return Ok(()) };
    let all = source.times()?;
    let mut wrong = Set::none(source.len());
    for (rank, number) in field.numbers.iter().enumerate() {
        if usize::from(*number) == own {
            let line = field.line(rank);
            if check.holds_for(&token::to_value(&token::of_time(all.get(line)))?) {
                found.sure.insert(line);
            } else {
                wrong.insert(line);
            }
        }
    }
    found.possible.subtract(&wrong);
    Ok(())
}

/// Leaves of the doubtful lines those that have the words the check needs.
fn narrow(source: Source<'_>, check: &FieldCheck, found: &mut Match) -> Result<(), Error> {
    let Some(alternatives) = check.needs() else { return Ok(()) };
    let mut with_words = Set::none(source.len());
    for words in alternatives {
        let mut all = found.possible.clone();
        for word in &words {
            all.intersect(&find_word::word(source, word)?.possible);
        }
        with_words.unite(&all);
    }
    with_words.unite(&found.sure);
    found.possible.intersect(&with_words);
    Ok(())
}

/// Whether what the check finds in the constant part of a token is there for good.
fn is_text(check: &FieldCheck) -> bool {
    matches!(check, FieldCheck::Text(_) | FieldCheck::NumberOrText(..) | FieldCheck::OneOf(_))
}

fn touches_ids(check: &FieldCheck) -> bool {
    match check {
        FieldCheck::Text(needle) | FieldCheck::NumberOrText(_, needle) => find_word::touches_ids(needle),
        FieldCheck::OneOf(needles) => needles.iter().any(|needle: &Needle| find_word::touches_ids(needle)),
        FieldCheck::Exists | FieldCheck::Compare(..) | FieldCheck::Pattern(_) => true,
    }
}

/// The platform label, or else the source.
fn platform(source: Source<'_>, check: &FieldCheck, given_up: &dyn Fn() -> bool) -> Result<Match, Error> {
    let mut found = Match::none(source.len());
    let (mut labelled, mut doubtful) = (Set::none(source.len()), Set::none(source.len()));
    let numbered = || source.keys().iter().enumerate().map(|(number, key)| (number as u32, key));
    for (number, key) in numbered() {
        if key.part == Some(Part::Content) && key.path == "label.platform" && key.key() == "platform" {
            labelled.unite(&source.field(number)?.lines(source.len()));
            found.unite(&one(source, number, check, given_up)?);
        }
        // One of their labels is empty, and it may be this one.
        if key.part.is_none() && key.path == "labels" {
            doubtful.unite(&source.field(number)?.lines(source.len()));
        }
    }
    for (number, key) in numbered() {
        if key.part == Some(Part::Identifier) && key.path == "host" {
            let mut hosts = one(source, number, check, given_up)?;
            hosts.sure.subtract(&labelled);
            hosts.possible.subtract(&labelled);
            hosts.sure.subtract(&doubtful);
            found.unite(&hosts);
        }
    }
    Ok(found)
}

fn time(source: Source<'_>, check: &FieldCheck) -> Result<Match, Error> {
    let mut sure = Set::none(source.len());
    for (line, time_ms) in source.times()?.iter().enumerate() {
        if check.holds_for(&Value::from(time_ms)) {
            sure.insert(line);
        }
    }
    Ok(Match::certain(sure))
}

/// The text of a line and its size are not looked up: who asks for them reads the lines.
fn anything(source: Source<'_>) -> Match {
    Match { sure: Set::none(source.len()), possible: Set::all(source.len()) }
}

//! The meaning of a query once more, slowly: every word listed, every place tried.

use std::ops::Range;

use model::{event::Event, line::Line};
use serde_json::Value;

use crate::model_query::{Condition, MeantQuery, Pattern, Test, Tree};

/// What a line is made of, each thing in a list of its own.
#[derive(Default)]
struct Facts {
    /// Everything with a name.
    named: Vec<(String, Value)>,
    /// Texts that hold words.
    worded: Vec<String>,
    /// Texts a literal is looked for in.
    searched: Vec<String>,
    /// Values a pattern is looked for in.
    valued: Vec<String>,
}

pub fn matches(query: &MeantQuery, line: &Line) -> bool {
    let facts = facts(line);
    walk(query, &|condition| holds(condition, &facts))
}

fn walk<L>(tree: &Tree<L>, leaf: &dyn Fn(&L) -> bool) -> bool {
    match tree {
        Tree::All(parts) => parts.iter().filter(|part| !walk(part, leaf)).count() == 0,
        Tree::Any(parts) => parts.iter().filter(|part| walk(part, leaf)).count() > 0,
        Tree::Not(part) => !walk(part, leaf),
        Tree::Leaf(inner) => leaf(inner),
    }
}

fn facts(line: &Line) -> Facts {
    let mut facts = Facts::default();
    match Event::read(&line.text) {
        Some(event) => {
            let mut leaves = Vec::new();
            collect(&[], &Value::Object(event.fields), &mut leaves);
            facts.content("", leaves);
        }
        None => {
            facts.worded.push(line.text.clone());
            facts.valued.push(line.text.clone());
        }
    }
    facts.searched.push(line.text.clone());
    for (name, value) in &line.added {
        // Its name is one key, whatever stands in it.
        facts.content("", vec![(vec![name.clone()], value.clone())]);
    }
    let tags = line.tags.iter().map(|tag| ("tag", tag));
    let identifiers = [
        ("host", &line.host),
        ("app", &line.app),
        ("level", &line.level),
        ("file", &line.file),
        ("env", &line.env),
    ];
    for (name, text) in identifiers.into_iter().chain(tags).filter(|(_, text)| !text.is_empty()) {
        facts.named.push((name.to_owned(), text.as_str().into()));
        facts.worded.push(text.clone());
        facts.searched.push(text.clone());
        facts.valued.push(text.clone());
    }
    let mut leaves = Vec::new();
    collect(&[], &line.meta, &mut leaves);
    facts.content("meta", leaves);
    let labels = line.labels.iter().filter(|(_, text)| !text.is_empty());
    facts.content("label", labels.map(|(name, text)| (vec![name.clone()], text.as_str().into())).collect());
    let platform = line.labels.get("platform").unwrap_or(&line.host);
    for (name, text) in [("_platform", platform), ("_ip", &line.sender), ("_line", &line.text)] {
        if !text.is_empty() {
            facts.named.push((name.to_owned(), text.as_str().into()));
        }
    }
    facts.named.push(("_ts".to_owned(), line.time_ms.into()));
    facts.named.push(("_mezmo_line_size".to_owned(), line.text.len().into()));
    facts
}

impl Facts {
    fn content(&mut self, prefix: &str, leaves: Vec<(Vec<String>, Value)>) {
        for (keys, value) in leaves {
            let path = keys.join(".");
            let name = match (prefix, keys.is_empty()) {
                ("", _) => path,
                (prefix, true) => prefix.to_owned(),
                (prefix, false) => format!("{prefix}.{path}"),
            };
            if name != "eventTime" {
                self.worded.extend(keys);
                self.worded.push(text_of(&value));
                self.searched.push(text_of(&value));
                self.valued.push(text_of(&value));
            }
            self.named.push((name, value));
        }
    }
}

fn collect(path: &[String], value: &Value, leaves: &mut Vec<(Vec<String>, Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(&[path, std::slice::from_ref(name)].concat(), value, leaves);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(path, value, leaves)),
        value if text_of(value).is_empty() => {}
        value => leaves.push((path.to_vec(), value.clone())),
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn holds(condition: &Condition, facts: &Facts) -> bool {
    match condition {
        Condition::Bare { sign, text } if runs(text) == [text.as_str()] => {
            facts.worded.iter().any(|hay| has_word(hay, sign, text, sign.len() >= 2))
        }
        Condition::Bare { sign, text } | Condition::Phrase { sign, text } => {
            let words = needed(text, sign);
            let present = words.iter().all(|(word, whole)| {
                let whole = *whole;
                facts.worded.iter().any(|hay| has_word(hay, sign, word, whole))
            });
            present && facts.searched.iter().any(|hay| has_literal(hay, sign, text))
        }
        Condition::Pattern(pattern) => facts.valued.iter().any(|hay| has_pattern(hay, pattern)),
        Condition::Field { path, tests } => walk(tests, &|test| satisfied(test, path, facts)),
    }
}

fn satisfied(test: &Test, path: &str, facts: &Facts) -> bool {
    let names = names(path);
    if matches!(test, Test::Exists) {
        let beneath = |path: &str, name: &str| path == name || path.starts_with(&format!("{name}."));
        return facts.named.iter().any(|(path, _)| names.iter().any(|name| beneath(path, name)));
    }
    let values = facts.named.iter().filter(|(path, _)| names.contains(path)).map(|(_, value)| value);
    { values }.any(|value| match test {
        Test::Exists => true,
        Test::Pattern(pattern) => has_pattern(&text_of(value), pattern),
        Test::Bare { sign: "=", text } if scaled(text).is_some() && value.is_number() => {
            scaled(&value.to_string()) == scaled(text)
        }
        Test::Bare { sign, text } | Test::Phrase { sign, text } => has_literal(&text_of(value), sign, text),
        Test::List { sign, texts } => texts.iter().any(|text| has_literal(&text_of(value), sign, text)),
        Test::Compare { sign, limit } => {
            let value = if value.is_boolean() { None } else { scaled(text_of(value).trim()) };
            let limit = scaled(limit).unwrap();
            value.is_some_and(|value| match *sign {
                ">" => value > limit,
                ">=" => value >= limit,
                "<" => value < limit,
                _ => value <= limit,
            })
        }
    })
}

/// A decimal number in hundredths; the numbers drawn have no more decimals than that.
fn scaled(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.trim_start_matches('-');
    let decimal = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !decimal(digits) || !decimal(fraction) || fraction.len() > 2 || whole.len() - digits.len() > 1 {
        return None;
    }
    let hundredths = format!("{digits}{fraction:0<2}").parse::<i128>().ok()?;
    Some(if whole.starts_with('-') { -hundredths } else { hundredths })
}

fn names(path: &str) -> Vec<String> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let same: &[&str] = match first {
        "host" | "_host" | "source" | "_source" => &["host", "_host", "source", "_source"],
        "tag" | "_tag" | "tags" => &["tag", "_tag", "tags"],
        "status" | "_status" => &["status", "_status"],
        "app" => &["app", "_app"],
        "level" => &["level", "_level"],
        "file" => &["file", "_file"],
        "_env" => &["env", "_env"],
        "meta" => &["meta", "_meta"],
        "label" => &["label", "_label"],
        other => &[other],
    };
    same.iter().map(|name| rest.map_or((*name).to_owned(), |rest| format!("{name}.{rest}"))).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) || ('\u{fe00}'..='\u{fe0f}').contains(&c)
}

/// Where the UUIDs of a text stand.
fn ids(chars: &[char]) -> Vec<Range<usize>> {
    let like = |c: char, wanted: char| if wanted == '-' { c == '-' } else { c.is_ascii_hexdigit() };
    let free = |index: Option<usize>| !index.and_then(|index| chars.get(index)).copied().is_some_and(is_word);
    (0..chars.len())
        .filter(|start| {
            let id: Vec<_> = chars[*start..].iter().copied().take(SHAPE.len()).collect();
            id.len() == SHAPE.len()
                && id.iter().zip(SHAPE.chars()).all(|(c, wanted)| like(*c, wanted))
                && free(start.checked_sub(1))
                && free(Some(start + SHAPE.len()))
        })
        .map(|start| start..start + SHAPE.len())
        .collect()
}

const SHAPE: &str = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";

/// Every place of a text: whether a word starts there and whether one ends there.
fn bounds(chars: &[char]) -> Vec<(bool, bool)> {
    let word = |index: Option<usize>| index.and_then(|index| chars.get(index)).copied().is_some_and(is_word);
    let upper = |index: usize| chars.get(index).is_some_and(|c| c.is_uppercase());
    let lower = |index: usize| chars.get(index).is_some_and(|c| c.is_lowercase());
    let ids = ids(chars);
    (0..=chars.len())
        .map(|at| {
            if ids.iter().any(|id| id.start < at && at < id.end) {
                return (false, false);
            }
            let (before, after) = (word(at.checked_sub(1)), word(Some(at)));
            let run = |c: &&char| is_word(**c);
            let around = chars[..at].iter().rev().take_while(run).chain(chars[at..].iter().take_while(run));
            let hex = around.clone().all(char::is_ascii_hexdigit) && (16..=128).contains(&around.count());
            let rises = lower(at.wrapping_sub(1)) || (upper(at.wrapping_sub(1)) && lower(at + 1));
            let hump = before && after && upper(at) && rises && !hex;
            (after && (!before || hump), before && (!after || hump))
        })
        .collect()
}

fn runs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let ids = ids(&chars);
    let mut runs = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        if is_word(*c) || ids.iter().any(|id| id.contains(&at)) {
            runs.last_mut().unwrap().push(*c);
        } else {
            runs.push(String::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The words a phrase asks for, and whether each must be one as a whole.
fn needed(text: &str, sign: &str) -> Vec<(String, bool)> {
    let strict = sign.len() >= 2;
    let open = !(strict && text.ends_with(is_word));
    for (start, _) in text.char_indices() {
        let end = &text[start..];
        let begins = !text[..start].ends_with(is_word);
        let partial = (9..36).any(|length| {
            let shape = SHAPE[..length].chars();
            end.chars().map(|c| if c.is_ascii_hexdigit() { 'h' } else { c }).eq(shape)
        });
        if begins && open && partial && runs(end).first().is_some_and(|run| run.len() == 8) {
            let before = runs(&text[..start]).into_iter().map(|run| (run, true));
            return before.chain([(end[..8].to_owned(), false)]).collect();
        }
    }
    let runs = runs(text);
    let last = runs.len().saturating_sub(1);
    runs.into_iter().enumerate().map(|(index, run)| (run, strict || index < last)).collect()
}

/// Every run and every hump.
fn words(text: &str) -> Vec<String> {
    let mut words = runs(text);
    for run in runs(text) {
        let chars: Vec<char> = run.chars().collect();
        let starts: Vec<usize> = (0..=chars.len()).filter(|at| bounds(&chars)[*at].1 || *at == 0).collect();
        words.extend(starts.windows(2).map(|pair| chars[pair[0]..pair[1]].iter().collect::<String>()));
    }
    words
}

fn has_word(hay: &str, sign: &str, word: &str, whole: bool) -> bool {
    let word = fold(sign, word);
    words(hay)
        .iter()
        .map(|hay| fold(sign, hay))
        .any(|hay| if whole { hay == word } else { hay.starts_with(&word) })
}

fn has_literal(hay: &str, sign: &str, text: &str) -> bool {
    let chars: Vec<char> = hay.chars().collect();
    let bounds = bounds(&chars);
    let wanted = fold(sign, text);
    let (first, last) = (text.chars().next().unwrap(), text.chars().next_back().unwrap());
    (0..chars.len()).any(|start| {
        if is_word(first) && !bounds[start].0 {
            return false;
        }
        let piece = |end: usize| fold(sign, &chars[start..end].iter().collect::<String>());
        if sign.len() >= 2 && is_word(last) {
            (start..=chars.len()).any(|end| bounds[end].1 && piece(end) == wanted)
        } else {
            piece(chars.len()).starts_with(&wanted)
        }
    })
}

fn has_pattern(hay: &str, pattern: &Pattern) -> bool {
    let chars: Vec<char> = hay.chars().collect();
    match pattern {
        Pattern::Wildcard { sign, pieces } => {
            let wanted: Vec<_> = pieces.iter().filter(|piece| !piece.is_empty()).collect();
            let ends = (!pieces[0].is_empty(), !pieces[pieces.len() - 1].is_empty());
            follow(&chars, &bounds(&chars), sign, &wanted, 0, ends)
        }
        Pattern::Expression { sign, texts } => {
            let hay = fold(sign, hay);
            let found = |at: usize, text: &String| {
                hay[at..].find(&fold(sign, text)).map(|place| at + place + text.len())
            };
            texts.iter().try_fold(0, found).is_some()
        }
    }
}

/// Whether the texts follow each other from a place on, tried at every place.
fn follow(
    chars: &[char],
    bounds: &[(bool, bool)],
    sign: &str,
    wanted: &[&String],
    from: usize,
    (first, last): (bool, bool),
) -> bool {
    let Some((text, rest)) = wanted.split_first() else { return true };
    let (begins, ends) = (text.starts_with(is_word), text.ends_with(is_word));
    let piece = |start: usize, end: usize| fold(sign, &chars[start..end].iter().collect::<String>());
    let text = fold(sign, text);
    (from..chars.len()).filter(|start| !first || !begins || bounds[*start].0).any(|start| {
        // The shortest end: what one character folds to may go on behind the text.
        let end = (start..=chars.len()).find(|end| piece(start, *end).starts_with(&text));
        end.is_some_and(|end| {
            let whole = !rest.is_empty() || !last || !ends || bounds[end].1 && piece(start, end) == text;
            whole && follow(chars, bounds, sign, rest, end, (false, last))
        })
    })
}

fn fold(sign: &str, text: &str) -> String {
    if sign.len() % 2 == 1 { text.to_owned() } else { fold_text(text) }
}

pub fn fold_text(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

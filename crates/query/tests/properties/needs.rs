//! Whatever an index is told to ask for is there whenever a check holds.

use proptest::{collection::vec, prelude::*, sample::select};
use query::{FieldCheck, LineCheck, Matcher, parse, tree::Node, with_text};
use serde_json::Value;

use crate::{
    holds,
    lines::{NUMBERS, any_text},
    model_query::{Test, any_test, quote},
};

/// Pieces of words that run into each other in every way.
const HUMPS: &[&str] = &[
    "a",
    "B",
    "c",
    "D",
    "Ef",
    "gH",
    "İ",
    "é",
    "É",
    "5",
    "-",
    ".",
    "_",
    "ǅ",
    "e\u{301}",
    " ",
    "3aBd1d8e-7c12",
    "-7c12",
    "-4F0b-9aBc-00112233aAbB",
    "Fe112233-7c12-4F0b-9aBc-00112233aAbB",
    "fE",
];

fn check_of(test: &str) -> FieldCheck {
    let query = parse(&format!("f:{test}")).query;
    let matcher = Matcher::new(&query);
    match matcher.root() {
        Node::Leaf(LineCheck::Field { condition: Node::Leaf(check), .. }) => check.clone(),
        other => panic!("{test}: {other:?}"),
    }
}

fn ask(check: &FieldCheck, value: &Value) -> Result<bool, TestCaseError> {
    let held = check.holds_for(value);
    if let Some(alternatives) = check.needs().filter(|_| held) {
        let met = with_text(value, |text| {
            alternatives.iter().any(|words| words.iter().all(|word| word.is_in(text)))
        });
        prop_assert!(met, "{:?} in {} needs {:?}", check, value, alternatives);
        prop_assert!(alternatives.iter().all(|words| !words.is_empty()));
    }
    Ok(held)
}

/// A text and a piece of it, in its own case or another.
fn any_text_with_piece() -> impl Strategy<Value = (String, String)> {
    let text = prop_oneof![vec(select(HUMPS), 1..9).prop_map(|pieces| pieces.concat()), any_text()];
    (text, any::<(prop::sample::Index, prop::sample::Index)>(), 0..3).prop_map(|(text, (from, to), case)| {
        let mut places: Vec<_> = text.char_indices().map(|(index, _)| index).collect();
        places.push(text.len());
        let (from, to) = (places[from.index(places.len())], places[to.index(places.len())]);
        let piece = &text[from.min(to)..from.max(to)];
        let piece = match case {
            0 => piece.to_owned(),
            1 => crate::naive::fold_text(piece),
            _ => piece.to_uppercase(),
        };
        (text, piece)
    })
}

#[test]
fn the_words_a_text_needs_are_in_every_value_that_holds_it() {
    let found = std::cell::Cell::new(0);
    let sign = select(&["", "=", "==", "==="]);
    holds(10_000, (any_text_with_piece(), sign), |((text, piece), sign)| {
        if piece.is_empty() {
            return Ok(());
        }
        let check = check_of(&format!("{sign}{}", quote(&piece)));
        let held = ask(&check, &text.into())?;
        found.set(found.get() + u32::from(held && check.needs().is_some()));
        Ok(())
    });
    assert!(found.get() > 1_000, "{} of 10000 held", found.get());
}

#[test]
fn the_words_a_wildcard_needs_are_in_every_value_that_has_it() {
    let found = std::cell::Cell::new(0);
    let sign = select(&["", "="]);
    let drawn = (any_text_with_piece(), sign, any::<[prop::sample::Index; 3]>(), any::<(bool, bool)>());
    holds(10_000, drawn, |((text, piece), sign, cuts, (before, after))| {
        // Some of the piece is left out for an asterisk.
        let mut chars: Vec<_> = piece.chars().collect();
        for cut in cuts.iter().filter(|_| !chars.is_empty()).collect::<Vec<_>>() {
            let at = cut.index(chars.len());
            chars[at] = '*';
        }
        let middle: String = chars.into_iter().collect();
        let wildcard = format!("{}{middle}{}", if before { "*" } else { "" }, if after { "*" } else { "" });
        let plain = |c: char| !c.is_whitespace() && !"\"'()/=-[<>".contains(c);
        if !wildcard.starts_with(plain)
            || wildcard.contains(char::is_whitespace)
            || wildcard.contains(['(', ')'])
        {
            return Ok(());
        }
        if !wildcard.contains('*') || wildcard.chars().all(|c| c == '*') {
            return Ok(());
        }
        let check = check_of(&format!("{sign}{wildcard}"));
        let held = ask(&check, &text.into())?;
        found.set(found.get() + u32::from(held && check.needs().is_some()));
        Ok(())
    });
    assert!(found.get() > 300, "{} of 10000 held", found.get());
}

#[test]
fn the_words_any_test_needs_are_in_every_value_that_satisfies_it() {
    let value = prop_oneof![
        any_text().prop_map(Value::from),
        select(NUMBERS).prop_map(|number| serde_json::from_str(number).unwrap()),
        any::<i16>().prop_map(|whole| f64::from(whole).into()),
    ];
    holds(4_000, (any_test(), value), |(test, value)| {
        prop_assume!(!matches!(test, Test::Exists));
        ask(&check_of(&test.to_string()), &value).map(drop)
    });
    for (test, value) in [("=5.0", "5"), ("=1e3", "1000"), ("=1000", "1e3"), ("=-7", "-7.0"), ("=007", "7")] {
        assert!(ask(&check_of(test), &serde_json::from_str(value).unwrap()).unwrap(), "{test}");
    }
}

#[test]
fn a_text_needs_its_words_and_nothing_is_needed_where_nothing_is_certain() {
    let needs = |test: &str| {
        let alternatives = check_of(test).needs()?;
        let word =
            |word: &query::Needle| format!("{}{}", word.folded(), if word.is_whole() { "" } else { "*" });
        Some(alternatives.iter().map(|words| words.iter().map(word).collect::<Vec<_>>()).collect::<Vec<_>>())
    };
    assert_eq!(needs(".user-apikey"), Some(vec![vec!["user".to_owned(), "apikey*".to_owned()]]));
    assert_eq!(needs("403").unwrap(), [["403*"]]);
    assert_eq!(needs("==403").unwrap(), [["403"]]);
    assert_eq!(needs("ab-c").unwrap(), [["ab", "c*"], ["a", "c*"]]);
    assert_eq!(needs("abc").unwrap(), [&["abc*"][..], &["a", "b"], &["a", "bc*"], &["ab", "c*"]]);
    assert_eq!(needs("[x,7]").unwrap(), [["x*"], ["7*"]]);
    assert_eq!(needs("[x,-]"), None);
    assert_eq!(needs("*"), None);
    assert_eq!(needs(">5"), None);
    assert_eq!(needs("->"), None);
    let id = "3a941d8e-7c12-4f0b-9abc-00112233aabb";
    assert_eq!(needs(&id[..13]).unwrap(), [["3a941d8e*"]]);
    assert_eq!(needs(id).unwrap(), [["3a941d8e*"]]);
    assert_eq!(needs(&format!("x.{id}.7")).unwrap(), [["x", id, "7*"]]);
    assert_eq!(needs(&format!("{id}.7")).unwrap(), [["3a941d8e*", "7*"]]);
    assert_eq!(needs("\"-7c12-4f0b\""), None);
    assert_eq!(needs("5.x*1.user-a*b.7").unwrap(), [["5", "x*", "user", "a*", "7"]]);
    assert_eq!(needs(".create*").unwrap(), [["create*"]]);
    assert_eq!(needs("*create"), None);
    assert_eq!(needs("*re.42.at*").unwrap(), [["42", "at*"]]);
    assert_eq!(needs("*12-4f0b-*"), None);
    assert_eq!(needs("7.3a941d8e-*-4f0b*").unwrap(), [["7", "3a941d8e*"]]);
    assert_eq!(needs("/abc/"), None);
}

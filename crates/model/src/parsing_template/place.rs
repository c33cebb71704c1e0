//! Places of operators in a template, such as `2.1`: the first beneath the second.

use super::Step;

/// The operators of a template from top to bottom, each with its place and how deep it stands.
pub fn places(steps: &[Step]) -> Vec<(String, usize, &Step)> {
    let mut all = Vec::new();
    walk(steps, "", 0, &mut all);
    all
}

fn walk<'a>(steps: &'a [Step], above: &str, depth: usize, all: &mut Vec<(String, usize, &'a Step)>) {
    for (number, step) in (1..).zip(steps) {
        let place = if above.is_empty() { format!("{number}") } else { format!("{above}.{number}") };
        all.push((place.clone(), depth, step));
        walk(&step.steps, &place, depth + 1, all);
    }
}

/// Adds an operator as the last beneath a place; beneath none it reads the line itself. False where
/// there is no such place.
pub fn add(steps: &mut Vec<Step>, place: &str, step: Step) -> bool {
    match find(steps, place) {
        Some(beneath) => {
            beneath.push(step);
            true
        }
        None => false,
    }
}

/// Takes the operator at a place out, with all that stand beneath it.
pub fn remove(steps: &mut Vec<Step>, place: &str) -> Option<Step> {
    let (above, number) = place.rsplit_once('.').unwrap_or(("", place));
    let siblings = find(steps, above)?;
    let index = number.parse::<usize>().ok()?.checked_sub(1).filter(|index| *index < siblings.len())?;
    Some(siblings.remove(index))
}

/// The operators beneath a place.
fn find<'a>(steps: &'a mut Vec<Step>, place: &str) -> Option<&'a mut Vec<Step>> {
    if place.is_empty() {
        return Some(steps);
    }
    place.split('.').try_fold(steps, |steps, number| {
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        steps.get_mut(index).map(|step| &mut step.steps)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsing_template::Operator;

    fn capture(field: &str) -> Step {
        Step { take: String::new(), operator: Operator::Capture { field: field.to_owned() }, steps: vec![] }
    }

    fn json() -> Step {
        Step { take: String::new(), operator: Operator::ParseJson, steps: vec![] }
    }

    #[test]
    fn operators_are_added_and_removed_where_they_stand() {
        let mut steps = vec![];
        assert!(add(&mut steps, "", json()) && add(&mut steps, "", json()));
        assert!(add(&mut steps, "2", json()) && add(&mut steps, "2.1", capture("a")));
        assert!(add(&mut steps, "2", capture("b")));
        let told: Vec<_> = places(&steps).into_iter().map(|(place, depth, _)| (place, depth)).collect();
        let expected = [("1", 0), ("2", 0), ("2.1", 1), ("2.1.1", 2), ("2.2", 1)];
        assert_eq!(told, expected.map(|(place, depth)| (place.to_owned(), depth)));
        assert_eq!(remove(&mut steps, "2.1").map(|step| step.steps.len()), Some(1));
        assert_eq!(remove(&mut steps, "2.1"), Some(capture("b")));
        for wrong in ["0", "3", "2.1", "x", "2.", ".", ""] {
            assert_eq!(remove(&mut steps, wrong), None, "{wrong}");
        }
        assert!(!add(&mut steps, "9", json()));
    }
}

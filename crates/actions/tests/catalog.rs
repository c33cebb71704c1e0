//! The catalogue explains the desk's own events as it does those of other services.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use model::catalog::Catalog;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// Every name of an event that stands in the sources as a text.
fn recorded() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let texts = sources(&folder).into_iter().map(|path| fs::read_to_string(path).unwrap());
    let names = texts.flat_map(|text| {
        let starts: Vec<usize> = text.match_indices("\"logdnaat.").map(|(at, _)| at + 1).collect();
        starts.into_iter().map(|at| text[at..].split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    });
    names.collect()
}

#[test]
fn every_event_the_desk_records_is_in_the_catalogue() {
    let recorded = recorded();
    assert!(recorded.len() > 10, "{recorded:?}");
    for name in recorded {
        assert!(Catalog::embedded().listed(&name).is_some(), "nobody explains {name}");
    }
}

#[test]
fn the_module_of_a_verb_has_the_name_of_its_event() {
    for name in recorded() {
        let object = name.split('.').nth(1).unwrap().replace('-', "_");
        let module = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{object}.rs"));
        assert!(module.exists(), "{name} is recorded, and {object} is no module");
    }
}

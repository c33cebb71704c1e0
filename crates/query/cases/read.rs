//! Reads the cases beside this file. Include it by its path in every test that runs them.
//!
//! A case is a block of lines; blank lines part the blocks, `#` begins a comment. `query` is
//! the text and `print` its canonical form, where that is another. `match` and `miss` are texts
//! of lines. `with` holds, as JSON, what stands beside the text of the lines after it.

use model::line::Line;
use serde::Deserialize;

/// One query with lines it finds and lines it does not.
pub struct Case {
    pub query: String,
    pub print: String,
    pub lines: Vec<(Line, bool)>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct With {
    time_ms: i64,
    host: String,
    app: String,
    level: String,
    file: String,
    env: String,
    tags: Vec<String>,
    meta: serde_json::Value,
    labels: std::collections::BTreeMap<String, String>,
    sender: String,
}

/// All cases.
pub fn cases() -> Vec<Case> {
    let files = [
        include_str!("operators.txt"),
        include_str!("examples.txt"),
        include_str!("words.txt"),
        include_str!("values.txt"),
        include_str!("names.txt"),
        include_str!("patterns.txt"),
    ];
    files.iter().flat_map(|file| file.split("\n\n")).filter_map(case).collect()
}

fn case(block: &str) -> Option<Case> {
    let mut lines = block.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let query = lines.next()?.strip_prefix("query").expect("a case begins with its query").trim().to_owned();
    let mut case = Case { print: query.clone(), query, lines: Vec::new() };
    let mut with = With::default();
    for line in lines {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        let value = value.trim_start();
        match key {
            "print" => case.print = value.to_owned(),
            "with" => with = serde_json::from_str(value).expect(value),
            _ => {
                assert!(matches!(key, "match" | "miss"), "{line}");
                case.lines.push((with.clone().line(value), key == "match"));
            }
        }
    }
    Some(case)
}

impl With {
    fn line(self, text: &str) -> Line {
        Line {
            time_ms: self.time_ms,
            host: self.host,
            app: self.app,
            level: self.level,
            file: self.file,
            env: self.env,
            tags: self.tags,
            meta: self.meta,
            labels: self.labels,
            sender: self.sender,
            text: text.to_owned(),
            ..Line::default()
        }
    }
}

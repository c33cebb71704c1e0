//! One style sheet out of many: one file a piece, put together in a fixed order.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// What every other piece builds on, in this order.
const FIRST: [&str; 2] = ["tokens.css", "base.css"];

/// Reads every sheet of the folder: tokens, base, then the pieces by name.
pub fn sheet(folder: &Path) -> Result<String> {
    let mut names = Vec::new();
    for file in fs::read_dir(folder).with_context(|| format!("{} can not be read", folder.display()))? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".css") {
            names.push(name);
        }
    }
    let mut sheet = String::new();
    for name in in_order(names) {
        let text =
            fs::read_to_string(folder.join(&name)).with_context(|| format!("{name} can not be read"))?;
        sheet.push_str(&without_comments(&text));
    }
    Ok(sheet)
}

fn in_order(mut names: Vec<String>) -> Vec<String> {
    let place = |name: &String| FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len());
    names.sort_by_key(|name| (place(name), name.clone()));
    names
}

/// Comments stay in the repository. A comment left open swallows the rest, as in a browser.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    kept.push_str(rest);
    let mut lines: String = kept
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect();
    lines.shrink_to_fit();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_base_come_first_and_the_rest_by_name() {
        let names = ["views.css", "base.css", "events.css", "tokens.css"].map(str::to_owned).to_vec();
        assert_eq!(in_order(names), ["tokens.css", "base.css", "events.css", "views.css"]);
    }

    #[test]
    fn comments_do_not_travel() {
        assert_eq!(without_comments("/* why */\na { b: c } /* so */\n\n"), "a { b: c }\n");
        assert_eq!(without_comments("a {} /* open"), "a {}\n");
    }
}

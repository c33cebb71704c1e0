//! Makes the loader and what it shares with the module shorter.
//!
//! Both name each function the browser lends with a word and sixteen digits that nothing packs.
//! They stand in these two files only, so they get short names. Comments go, and so do the
//! classes with which streams would be sent: nothing here sends any.

use anyhow::{Result, ensure};
use walrus::Module;

/// Part of the names of what streams would be sent with.
pub const STREAMS: &str = "intounderlying";

/// Shortens the names in a module and gives the loader that fits it.
///
/// # Errors
/// The loader does not look as expected.
pub fn shorten(module: &mut Module, loader: &str) -> Result<String> {
    let streams: Vec<_> = (module.exports.iter())
        .filter(|export| export.name.contains(STREAMS))
        .map(|export| export.id())
        .collect();
    for export in streams {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(module);
    let mut loader = without_streams(&without_comments(loader));
    ensure!(!loader.to_lowercase().contains(STREAMS), "the loader uses streams");
    for (number, import) in module.imports.iter_mut().enumerate() {
        let long = format!("\n{}: ", import.name);
        ensure!(loader.matches(&long).count() == 1, "the loader has no single {}", import.name);
        import.name = format!("f{number}");
        loader = loader.replacen(&long, &format!("\n{}: ", import.name), 1);
    }
    Ok(loader)
}

/// The loader without comments and without white space before its lines.
fn without_comments(loader: &str) -> String {
    let is_code = |line: &&str| {
        !line.is_empty()
            && !["//", "/*", "* ", "*/"].iter().any(|begin| line.starts_with(begin))
            && *line != "*"
    };
    let lines: Vec<_> = loader.lines().map(str::trim).filter(is_code).collect();
    lines.join("\n") + "\n"
}

/// The loader without classes and constants that are only about streams.
fn without_streams(loader: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0;
    let mut left_out = false;
    for line in loader.lines() {
        let about_streams = |begin: &str| line.starts_with(begin) && line.to_lowercase().contains(STREAMS);
        if depth == 0 {
            let goes_on = left_out && (line.starts_with('?') || line.starts_with(':'));
            left_out = goes_on
                || ["export class ", "if (Symbol.dispose) ", "const "]
                    .iter()
                    .any(|begin| about_streams(begin));
        }
        if !left_out {
            kept += line;
            kept.push('\n');
        }
        let count = |sign| line.matches(sign).count();
        depth += count('{');
        depth = depth.saturating_sub(count('}'));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_streams_are_left_out() {
        let loader = "export class IntoUnderlyingSink {\n    /**\n     * @param {any} a\n     */\n    free() {\n        a();\n    }\n}\n\
                      const IntoUnderlyingSinkFinalization = (a)\n    ? {}\n    : b;\nlet wasm; // it\n// more\nrun();\n";
        assert_eq!(without_streams(&without_comments(loader)), "let wasm; // it\nrun();\n");
    }
}

//! Any text is a query and some lines.
#![no_main]

#[path = "../checks.rs"]
#[expect(dead_code, reason = "each target uses its own half")]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &str| checks::check_lines(text));

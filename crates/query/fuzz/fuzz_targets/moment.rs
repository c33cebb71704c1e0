//! Any text may be a time.
#![no_main]

#[path = "../checks.rs"]
#[expect(dead_code, reason = "each target uses its own half")]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &str| checks::check_moment(text));

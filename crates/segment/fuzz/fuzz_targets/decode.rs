//! Any bytes may stand on the disk.
#![no_main]

#[path = "../checks.rs"]
#[expect(dead_code, reason = "each target uses its own half")]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check_bytes(bytes));

//! A query string read as a view.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relay::laws::view(bytes));

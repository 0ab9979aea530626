//! A saved file at `/open`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relay::laws::open_file(bytes));

//! An encrypted and signed reply.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relay::laws::envelope(bytes));

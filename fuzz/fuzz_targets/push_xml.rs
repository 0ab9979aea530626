//! What is pushed to a platform's address.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relay::laws::push_xml(bytes));

//! WeChat's reply to a call for data.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relay::laws::upstream_reply(bytes));

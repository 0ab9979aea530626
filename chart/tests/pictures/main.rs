//! Pictures compared byte by byte with those that were looked at; `BOOTLENS_BLESS=1` rewrites them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as the tests do")]

mod basic;
mod behaviour;
mod days;
mod degenerate;
mod goals;
mod golden;
mod made;
mod marks;
mod random;
mod sound;
mod whole;

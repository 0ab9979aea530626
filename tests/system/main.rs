//! The whole system over real sockets: a relay, the simulator behind it, and nothing made easier.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failure ends the test with its cause"
)]

mod bad_views;
mod csv;
mod days;
mod documentation;
mod documented_reply;
mod faults;
mod first_visit;
mod history;
mod in_flight;
mod late_data;
mod odd_replies;
mod outages;
mod program;
mod random_history;
mod random_views;
mod secrecy;
mod serving;
mod starts;
mod stream;
mod tokens;

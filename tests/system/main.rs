//! The whole system over real sockets: a relay, the simulator behind it, and nothing made easier.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failure ends the test with its cause"
)]

mod bad_views;
mod bounds;
mod budgets;
mod calendar;
mod changes;
mod checks;
mod collect;
mod csv;
mod days;
mod deploy;
mod documentation;
mod documented_reply;
mod egress;
mod faults;
mod first_visit;
mod forwarded;
mod gate;
mod gates;
mod history;
mod hot;
mod in_flight;
mod keeping;
mod kills;
mod late_data;
mod matrix;
mod odd_replies;
mod outages;
mod paint;
mod pictures;
mod platforms;
mod program;
mod quota;
mod random_history;
mod random_views;
mod reload;
mod rights;
mod secrecy;
mod serving;
mod signing;
mod starts;
mod stopping;
mod stream;
mod tokens;
mod watching;
mod ways;

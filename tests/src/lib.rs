//! The house that the whole-system tests live in: a relay on a free port, a simulator behind it,
//! a clock that stands still, and what a reader of HTTP needs.

#![expect(
    clippy::expect_used,
    reason = "everything here serves tests, where a failure ends the test with its cause"
)]

pub mod answer;
pub mod chromium;
pub mod demo;
pub mod house;
pub mod postgres;
pub mod relay;
pub mod store;
pub mod visit;
pub mod visitor;

pub use answer::Answer;
pub use house::House;
pub use postgres::Postgres;
pub use store::Store;

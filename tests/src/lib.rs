//! The house that the whole-system tests live in: a relay on a free port, a simulator behind it,
//! a clock that stands still, and what a reader of HTTP needs.

#![expect(
    clippy::expect_used,
    reason = "everything here serves tests, where a failure ends the test with its cause"
)]

pub mod answer;
pub mod broken;
pub mod chromium;
pub mod demo;
pub mod drawn;
pub mod ending;
pub mod hand;
pub mod house;
pub mod machine;
pub mod monday;
pub mod nobody;
pub mod peak;
pub mod porch;
pub mod postgres;
pub mod proxies;
pub mod relay;
mod served;
pub mod sign_in;
pub mod store;
pub mod storm;
mod takings;
pub mod tap;
pub mod token_server;
pub mod visit;
pub mod visitor;
pub mod warm;
pub mod way;
pub mod wiki;

pub use answer::Answer;
pub use house::House;
pub use nobody::Nobody;
pub use porch::Porch;
pub use postgres::Postgres;
pub use proxies::Proxy;
pub use sign_in::SignIn;
pub use store::Store;
pub use storm::{Spoil, Storm};
pub use tap::{Echo, Tap};
pub use token_server::TokenServer;
pub use way::{Behind, Way};

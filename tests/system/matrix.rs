//! The fault matrix: what goes wrong, upstream, in the store or at the reader's end, against every route
//! that touches data. Each fault has its status and its word at each route, leaves nothing wrong behind,
//! and is over when it is over.
//!
//! The tables stand in code; what the relay says to them is `docs/faults.md`, which these tests hold and,
//! with `BOOTLENS_BLESS` set, write.

mod client;
mod memory;
mod page;
mod routes;
mod store;
mod upstream;
mod wire;

/// What a fault was told at each route, in the order of [`routes::ROUTES`].
type Told = Vec<String>;

/// A fault's name, and what was told.
type Line = (&'static str, Told);

//! The pages: the only rooms that join the store with the components.

pub mod chart;
pub mod missing;
pub mod overview;

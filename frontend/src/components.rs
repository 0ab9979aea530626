//! The parts of the pages: properties in, callbacks out, nothing fetched.

pub mod days;
pub mod figures;
pub mod link;
pub mod live;
pub mod panel;
pub mod phrase;
pub mod progress;
pub mod seen;
pub mod sentence;
pub mod state;
pub mod table;
pub mod tooltip;
pub mod top;

//! The parts of the pages: properties in, callbacks out, nothing fetched.

pub mod aged;
pub mod aloud;
pub mod cost;
pub mod dialog;
pub mod figures;
pub mod findings;
pub mod guide;
pub mod help;
pub mod link;
pub mod live;
pub mod marks;
pub mod menu;
pub mod panel;
pub mod phrase;
pub mod progress;
pub mod section;
pub mod seen;
pub mod sentence;
pub mod share;
pub mod state;
pub mod statistics;
pub mod table;
pub mod tooltip;
pub mod top;
pub mod unread;

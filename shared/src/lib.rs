//! The words both sides of Bootlens speak: modules, filters, days, views, replies and problems.
//!
//! Page, relay, chart and command line use these types as they are, so that an address means the
//! same picture everywhere. The crate knows no browser, no HTTP and no SQL, and never asks what
//! time it is: whoever needs today passes it in.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod changes;
pub mod day;
pub mod window;

pub mod filter;
pub mod metric;
pub mod module;

pub mod view;

pub mod apps;
pub mod budget;
pub mod calendar;
pub mod csv;
pub mod evidence;
pub mod opened;
pub mod order;
pub mod problem;
pub mod question;
pub mod read;
pub mod refused;
pub mod reply;
mod shape;
pub mod stream;
pub mod value;

pub mod text;
pub mod wechat;
pub mod weight;

pub mod paths;

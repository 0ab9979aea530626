//! The only rooms that name the browser's own types; each hands out plain values or signals.

pub mod abort;
pub mod asked;
pub mod blob;
mod by_name;
pub mod canvas;
pub mod clipboard;
pub mod console;
pub mod cookie;
pub mod dialog;
pub mod files;
pub mod keys;
pub mod location;
pub mod media;
pub mod number;
pub mod page;
pub mod pointer;
pub mod redirect;
pub mod resize;
pub mod storage;
pub mod style;
pub mod timing;

//! The only rooms that name the browser's own types; each hands out plain values or signals.

pub mod abort;
pub mod canvas;
pub mod clipboard;
pub mod keys;
pub mod media;
pub mod number;
pub mod page;
pub mod pointer;
pub mod resize;
pub mod storage;

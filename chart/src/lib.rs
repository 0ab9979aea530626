//! Daily series to a scene of marks to a picture.
//!
//! [`scene()`] lays a panel out in CSS pixels as typed columns; a painter only walks its marks: the
//! page's canvas, or [`svg::paint`]. Nothing here knows a browser, and no text is ever measured.

mod axes;
pub mod beside;
mod compose;
mod days;
pub mod groups;
mod holidays;
pub mod inline;
mod labels;
mod lines;
mod palette;
mod panel;
pub mod picture;
mod recorder;
mod scene;
pub mod sheet;
mod span;
pub mod spoken;
pub mod svg;
pub mod unit;
mod width;
pub mod words;

pub use compose::{notes, scene, spark};
pub use palette::{Palette, palette};
pub use panel::{Found, Goal, Panel, Size};
pub use scene::{Anchor, Boxes, Dash, Dots, Ink, Line, Mark, Path, Rect, Scene, Text};
pub use span::Span;
pub use width::text_width;

//! Daily series to a scene of marks to a picture.
//!
//! [`scene()`] lays a panel out in CSS pixels as typed columns; a painter only walks its marks: the
//! page's canvas, or [`svg::paint`]. Nothing here knows a browser, and no text is ever measured.

mod axes;
mod compose;
mod days;
mod labels;
mod lines;
mod palette;
mod panel;
mod recorder;
mod scene;
pub mod svg;
pub mod unit;
mod width;

pub use compose::{notes, scene, spark};
pub use palette::{Palette, palette};
pub use panel::{Panel, Size};
pub use scene::{Anchor, Boxes, Dash, Dots, Ink, Line, Mark, Path, Rect, Scene, Text};
pub use width::text_width;

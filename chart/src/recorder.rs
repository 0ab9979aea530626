//! plotters' drawing backend that records rules into a path, on whole device pixels.

use std::convert::Infallible;

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind,
};

use crate::scene::{Dash, Ink, Path};

/// Keeps what plotters draws of the axes.
pub(crate) struct Recorder {
    size: (u32, u32),
    ratio: f32,
    /// The rules, in CSS pixels.
    pub(crate) rules: Path,
}

impl Recorder {
    /// A recorder of so many device pixels, `ratio` of them a CSS pixel.
    pub(crate) fn new(size: (u32, u32), ratio: f32) -> Self {
        let width = ratio.round().max(1.0) / ratio;
        Self {
            size,
            ratio,
            rules: Path::new(Ink::Rule, 1.0, width, Dash::Solid),
        }
    }

    /// A device pixel's middle, in CSS pixels: a rule one wide then covers that pixel alone.
    pub(crate) fn css(&self, device: i32) -> f32 {
        (device as f32 + 0.5) / self.ratio
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    /// Nothing here is made of pixels.
    fn draw_pixel(
        &mut self,
        _point: BackendCoord,
        _color: BackendColor,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        _style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.rules.move_to(self.css(from.0), self.css(from.1));
        self.rules.line_to(self.css(to.0), self.css(to.1));
        Ok(())
    }
}

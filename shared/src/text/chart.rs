//! Texts inside the drawing.

use super::Lang;

impl Lang {
    /// The stamp on pictures of made-up data.
    #[must_use]
    pub fn demo_stamp(self) -> &'static str {
        self.pick("模拟数据", "Made-up data")
    }
}

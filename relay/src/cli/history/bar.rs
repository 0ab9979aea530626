//! How far a long work has come, on standard error where that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often it moves where nothing can be counted.
const TICK: Duration = Duration::from_millis(120);

/// A bar; elsewhere than on a terminal nothing is drawn.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(what: &'static str) -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_message(what);
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// So much of so much is done.
    pub(super) fn tell(&self, done: u64, of: Option<u64>) {
        if let Some(of) = of
            && self.0.length() != Some(of)
        {
            // The texts are right: without them it would go on as it began.
            if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {percent} %") {
                self.0.set_style(style);
            }
            self.0.set_length(of);
        }
        self.0.set_position(of.map_or(done, |of| done.min(of)));
    }

    /// The bar goes; what was done is told in words.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

//! Giving up a request.

/// What a request carries to learn that it is given up.
pub type Signal = web_sys::AbortSignal;

/// Aborts the request that carries its signal once it is dropped.
pub struct Abort(Option<web_sys::AbortController>);

impl Abort {
    /// A new one; a browser without it simply lets the request end.
    #[must_use]
    pub fn new() -> Self {
        Self(web_sys::AbortController::new().ok())
    }

    /// The signal that a request carries.
    #[must_use]
    pub fn signal(&self) -> Option<Signal> {
        self.0.as_ref().map(web_sys::AbortController::signal)
    }
}

impl Default for Abort {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

//! The browser's console.

/// Says what a panic says and where, before it ends the program; `guard.js` tells the reader.
pub fn say_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
    }));
}

//! Keyboard shortcuts: by `event.code`, never while an input method composes or a field has the focus.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// Calls `press` with the code of each key pressed on the page itself, without modifiers.
pub fn on_key(press: impl Fn(&str, bool) + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let in_field = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| {
                matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
            });
        if event.is_composing()
            || in_field
            || event.ctrl_key()
            || event.alt_key()
            || event.meta_key()
        {
            return;
        }
        press(&event.code(), event.shift_key());
    });
    on_cleanup(move || handle.remove());
}

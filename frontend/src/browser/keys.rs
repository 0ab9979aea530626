//! Keyboard shortcuts: by `event.code`, never while an input method composes, and only with the focus on
//! the page or a chart: not in a field, a dialog or an opened menu.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// Where keys are somebody else's.
const ELSEWHERE: &str = "input,select,textarea,dialog,.choices";

/// Calls `press` with the code of each key pressed on the page itself, without modifiers.
pub fn on_key(press: impl Fn(&str, bool) + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let is_elsewhere = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| matches!(element.closest(ELSEWHERE), Ok(Some(_))));
        if event.is_composing()
            || is_elsewhere
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

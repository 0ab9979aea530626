//! Where a pointer is, in the element that listens.

use wasm_bindgen::JsCast as _;

fn listening(event: &web_sys::PointerEvent) -> Option<web_sys::Element> {
    event.current_target()?.dyn_into().ok()
}

/// The pointer's distance from the left edge of the listening element, in CSS pixels.
#[must_use]
pub fn x_within(event: &web_sys::PointerEvent) -> Option<f64> {
    let element = listening(event)?;
    Some(f64::from(event.client_x()) - element.get_bounding_client_rect().left())
}

/// Whether a press begins to draw: the first button of what hovers; a finger scrolls and follows.
#[must_use]
pub fn draws(event: &web_sys::PointerEvent) -> bool {
    event.button() == 0 && event.pointer_type() != "touch"
}

/// The listening element hears the pointer until it is let go, wherever that is.
pub fn keep(event: &web_sys::PointerEvent) {
    if let Some(element) = listening(event) {
        // A pointer that is gone meanwhile is heard of no more.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

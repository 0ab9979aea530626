//! Where a pointer is, in the element that listens.

use wasm_bindgen::JsCast as _;

/// The pointer's distance from the left edge of the listening element, in CSS pixels.
#[must_use]
pub fn x_within(event: &web_sys::PointerEvent) -> Option<f64> {
    let element: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    Some(f64::from(event.client_x()) - element.get_bounding_client_rect().left())
}

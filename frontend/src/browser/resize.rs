//! The size of an element, in CSS pixels, with the device's pixel ratio.

use chart::Size;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// The size of a canvas as it changes; `None` until it is first laid out.
#[must_use]
pub fn use_size(canvas: NodeRef<html::Canvas>) -> ReadSignal<Option<Size>> {
    let (size, set_size) = signal(None);
    let measure = move || {
        if let Some(element) = canvas.get_untracked() {
            let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
            let measured = Size {
                width: f64::from(element.client_width()),
                height: f64::from(element.client_height()),
                ratio,
            };
            if measured.width > 0.0
                && measured.height > 0.0
                && size.get_untracked() != Some(measured)
            {
                set_size.set(Some(measured));
            }
        }
    };
    Effect::new(move || {
        let Some(element) = canvas.get() else { return };
        measure();
        let callback = Closure::<dyn FnMut()>::new(measure);
        let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&element);
        let kept = StoredValue::new_local((observer, callback));
        on_cleanup(move || {
            let _ = kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
    // Zooming the page changes the ratio and fires a resize of the window.
    let handle = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || handle.remove());
    size
}

//! What only the parts use that are fetched later, by name: each function that is imported as itself
//! stands in the file that everybody waits for.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// What an object holds under a name; `None` where there is nothing.
pub(super) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    let held = Reflect::get(object, &name.into()).ok()?;
    (!held.is_undefined() && !held.is_null()).then_some(held)
}

/// A text that an object holds under a name; empty where there is none.
pub(super) fn text(object: &JsValue, name: &str) -> String {
    let held = get(object, name).and_then(|held| held.as_string());
    held.unwrap_or_default()
}

/// Sets what an object holds under a name.
pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Only a sealed object refuses, and none of those that are set here is.
    let _ = Reflect::set(object, &name.into(), value);
}

/// What a function of an object gives; `None` where there is none, or it throws.
pub(super) fn call(object: &JsValue, name: &str, given: &[JsValue]) -> Option<JsValue> {
    let function: Function = get(object, name)?.dyn_into().ok()?;
    Reflect::apply(&function, object, &array(given)).ok()
}

/// A new object of a class that the window knows; `None` where it knows none, or it throws.
pub(super) fn make(class: &str, given: &[JsValue]) -> Option<JsValue> {
    let class: Function = get(&window(), class)?.dyn_into().ok()?;
    Reflect::construct(&class, &array(given)).ok()
}

/// The window.
pub(super) fn window() -> JsValue {
    js_sys::global().into()
}

/// Values as a list.
pub(super) fn array(values: &[JsValue]) -> Array {
    let list = Array::new();
    for value in values {
        list.push(value);
    }
    list
}

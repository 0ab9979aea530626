//! A dialog that keeps the focus while it is open, and gives it back.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::by_name::{call, get, set, window};

/// A dialog of the page.
pub type Dialog = NodeRef<html::Dialog>;

/// What had the focus before a dialog was opened.
pub type Before = StoredValue<JsValue, LocalStorage>;

fn document() -> JsValue {
    get(&window(), "document").unwrap_or(JsValue::NULL)
}

/// What has the focus now.
#[must_use]
pub fn focused() -> Before {
    StoredValue::new_local(get(&document(), "activeElement").unwrap_or(JsValue::NULL))
}

/// Opens a dialog above everything else.
pub fn show(dialog: Dialog) {
    if let Some(dialog) = dialog.get()
        && call(&dialog, "showModal", &[]).is_none()
    {
        // An old browser knows no such dialogs; it then stands in the page.
        set(&dialog, "open", &true.into());
        call(&dialog, "focus", &[]);
    }
}

/// Closes a dialog.
pub fn close(dialog: Dialog) {
    if let Some(dialog) = dialog.get_untracked() {
        call(&dialog, "close", &[]);
    }
}

/// Gives the focus back to what had it; what is gone meanwhile leaves it to the chart.
pub fn give_back(before: Before) {
    before.with_value(|before| call(before, "focus", &[]));
}

/// Whether an event came from what surrounds a dialog's content.
#[must_use]
pub fn is_outside(event: &web_sys::MouseEvent) -> bool {
    event.target().is_some() && event.target() == event.current_target()
}

/// Gives the focus to a field and selects all its text.
pub fn select(field: NodeRef<html::Textarea>) {
    if let Some(field) = field.get() {
        call(&field, "focus", &[]);
        call(&field, "select", &[]);
    }
}

//! The clipboard. A page may write to it on https and on this machine alone, and in some programs'
//! web views not even there.

use js_sys::{Object, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::blob::{Blob, Promised};
use super::by_name::{array, call, get, make, set, window};

/// Whether what was begun came to a good end.
async fn well(begun: Option<JsValue>) -> bool {
    match begun.and_then(|begun| begun.dyn_into::<Promise>().ok()) {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => false,
    }
}

/// Begins to write; nothing where the browser does not let a page do so.
fn begin(function: &str, given: JsValue) -> Option<JsValue> {
    let navigator = get(&window(), "navigator")?;
    call(&get(&navigator, "clipboard")?, function, &[given])
}

/// Copies a text; `false` where the browser does not let a page do so.
///
/// It begins before it is waited for, as all that follows: some browsers let a page write only at once
/// after a press.
pub fn copy(text: &str) -> impl Future<Output = bool> + use<> {
    well(begin("writeText", text.into()))
}

/// Copies a table both as one and as text; `false` where the browser does not let a page do so.
pub fn copy_table(html: &str, text: &str) -> impl Future<Output = bool> + use<> {
    let sides = [("text/html", html), ("text/plain", text)];
    let sides = sides.map(|(kind, text)| {
        let blob = Blob::new(text.as_bytes(), kind);
        (kind, blob.map_or(JsValue::NULL, |blob| blob.0))
    });
    well(write(&sides))
}

/// Copies a picture that is being made; `false` where the browser does not let a page do so.
pub fn copy_picture(png: &Promised) -> impl Future<Output = bool> + use<> {
    well(write(&[("image/png", png.0.clone().into())]))
}

fn write(kinds: &[(&str, JsValue)]) -> Option<JsValue> {
    let record = Object::new();
    for (kind, content) in kinds {
        set(&record, kind, content);
    }
    let item = make("ClipboardItem", &[record.into()])?;
    begin("write", array(&[item]).into())
}

//! Bytes that the browser holds: to show, to copy, or to save as a file.

use std::time::Duration;

use js_sys::{Object, Promise, Uint8Array};
use leptos::prelude::set_timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlCanvasElement;

use super::by_name::{array, call, get, make, set, window};

/// How long a file's address lives: a browser reads it soon after the press.
const SAVING: Duration = Duration::from_secs(60);

/// Bytes of a kind.
#[derive(Clone, Debug)]
pub struct Blob(pub(super) JsValue);

impl Blob {
    /// Bytes of a kind, such as `text/csv`; `None` where the browser has no room.
    #[must_use]
    pub fn new(bytes: &[u8], kind: &str) -> Option<Self> {
        let options = Object::new();
        set(&options, "type", &kind.into());
        let parts = array(&[Uint8Array::from(bytes).into()]);
        make("Blob", &[parts.into(), options.into()]).map(Self)
    }

    /// An address of the bytes inside this page, until it is [forgotten](forget).
    #[must_use]
    pub fn address(&self) -> Option<String> {
        let url = get(&window(), "URL")?;
        call(&url, "createObjectURL", std::slice::from_ref(&self.0))?.as_string()
    }

    /// Saves the bytes as a file; `false` where the browser does not.
    #[must_use]
    pub fn save(&self, name: &str) -> bool {
        let document = get(&window(), "document");
        let link = document.and_then(|document| call(&document, "createElement", &["a".into()]));
        let (Some(address), Some(link)) = (self.address(), link) else {
            return false;
        };
        set(&link, "href", &address.as_str().into());
        set(&link, "download", &name.into());
        let is_pressed = call(&link, "click", &[]).is_some();
        set_timeout(move || forget(&address), SAVING);
        is_pressed
    }
}

/// A picture that is being made.
#[derive(Clone, Debug)]
pub struct Promised(pub(super) Promise);

impl Promised {
    /// The picture, once it is there; `None` where it could not be made.
    pub async fn wait(&self) -> Option<Blob> {
        let given = JsFuture::from(self.0.clone()).await.ok()?;
        (!given.is_null()).then_some(Blob(given))
    }
}

/// Lets go of an address.
pub fn forget(address: &str) {
    if let Some(url) = get(&window(), "URL") {
        call(&url, "revokeObjectURL", &[address.into()]);
    }
}

/// What a canvas holds, as PNG.
#[must_use]
pub(super) fn png(canvas: &HtmlCanvasElement) -> Promised {
    Promised(Promise::new(&mut |resolve, reject| {
        if call(canvas, "toBlob", &[resolve.into()]).is_none() {
            // Whoever waits is told.
            let _ = reject.call0(&JsValue::NULL);
        }
    }))
}

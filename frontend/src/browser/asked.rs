//! What the document has asked for before the program was there.

use js_sys::Promise;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::by_name::{call, get, window};

/// The response to an address, where `paint.js` has asked for it in a language; each is given once. Where it
/// did not come it is as if nobody had asked.
pub async fn response(address: &str, language: &str) -> Option<Response> {
    let asked = get(&window(), "asked")?;
    let key = [[address, " ", language].concat().into()];
    let promise: Promise = call(&asked, "get", &key)?.dyn_into().ok()?;
    call(&asked, "delete", &key);
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

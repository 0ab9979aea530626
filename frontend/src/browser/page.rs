//! The document around the page.

use std::rc::Rc;

use leptos::prelude::{on_cleanup, window_event_listener_untyped};
use wasm_bindgen::JsCast as _;

use super::by_name::{get, text, window};

/// Removes an element by id.
pub fn remove(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.remove();
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Sets an attribute of the root element.
pub fn set_root(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        // Only an invalid name can fail.
        let _ = root.set_attribute(name, value);
    }
}

/// Sets the title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The path that the page's addresses are relative to, with a slash at both ends.
#[must_use]
pub fn base_path() -> String {
    let base = document()
        .and_then(|document| document.query_selector("base").ok().flatten())
        .and_then(|base| base.get_attribute("href"))
        .unwrap_or_else(|| "/".to_owned());
    if base.starts_with('/') && base.ends_with('/') {
        base
    } else {
        "/".to_owned()
    }
}

/// The browser's languages by preference, as a header would have them.
#[must_use]
pub fn languages() -> String {
    let Some(window) = web_sys::window() else {
        return String::new();
    };
    window
        .navigator()
        .languages()
        .iter()
        .filter_map(|one| one.as_string())
        .collect::<Vec<_>>()
        .join(",")
}

/// The address of this site, without a path.
#[must_use]
pub fn origin() -> String {
    let location = get(&window(), "location");
    location.map_or_else(String::new, |location| text(&location, "origin"))
}

/// The whole address.
#[must_use]
pub fn address() -> String {
    let location = get(&window(), "location");
    location.map_or_else(String::new, |location| text(&location, "href"))
}

/// What the browser calls itself.
#[must_use]
pub fn user_agent() -> String {
    let navigator = get(&window(), "navigator");
    navigator.map_or_else(String::new, |navigator| text(&navigator, "userAgent"))
}

/// Gives the focus to the first element that a selector finds.
pub fn focus(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Presses the first element that a selector finds; whether there is one.
pub fn press(selector: &str) -> bool {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    let found = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = &found {
        element.click();
    }
    found.is_some()
}

/// Whether the `details` that an event came from stands open.
#[must_use]
pub fn is_open(event: &web_sys::Event) -> bool {
    let element = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.has_attribute("open"))
}

/// Calls `run` when the reader leaves the document, with `true`, and when they come back to it as
/// they left it: a browser may keep it, with all its requests under way.
pub fn on_leave(run: impl Fn(bool) + 'static) {
    let turn = move |event: web_sys::Event| run(event.type_() == "pagehide");
    on_window(["pagehide", "pageshow"], Rc::new(turn));
}

/// Calls `run` when the network is there again, or the reader comes back to the page: once an event,
/// and never while nobody looks.
pub fn on_return(run: impl Fn() + 'static) {
    let turn = move |_| {
        if !document().is_some_and(|document| document.hidden()) {
            run();
        }
    };
    on_window(["online", "visibilitychange"], Rc::new(turn));
}

/// Calls `run` with `true` before the page is printed, and with `false` after it.
pub fn on_print(run: impl Fn(bool) + 'static) {
    let turn = move |event: web_sys::Event| run(event.type_() == "beforeprint");
    on_window(["beforeprint", "afterprint"], Rc::new(turn));
}

/// Calls `run` when another tab has kept a value, or may have while the reader had left.
pub fn on_storage(run: impl Fn() + 'static) {
    on_window(["storage", "pageshow"], Rc::new(move |_| run()));
}

/// Listens for as long as what listens lives.
fn on_window(names: [&'static str; 2], run: Rc<dyn Fn(web_sys::Event)>) {
    let handles = names.map(|name| {
        let run = Rc::clone(&run);
        window_event_listener_untyped(name, move |event| run(event))
    });
    on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
}

/// Loads the address anew, by way of whoever stands before the relay.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // A browser that refuses stays where it is.
        let _ = window.location().reload();
    }
}

/// The language that the document says it is in, as [`set_root`] wrote it.
#[must_use]
pub fn language() -> String {
    let root = document().and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("lang"))
        .unwrap_or_default()
}

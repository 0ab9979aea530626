//! Where the page is: the path and the query of the location, and the steps from one to the next.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The location as signals, followed through steps of the page and of the browser's own buttons.
#[derive(Clone, Copy)]
pub struct Location {
    /// The path, as the browser spells it.
    pub path: RwSignal<String>,
    /// The query without its question mark, as the browser spells it.
    pub query: RwSignal<String>,
    /// The query as a link or a step of the reader brought it, whatever the page itself has written since.
    pub brought: RwSignal<String>,
}

impl Location {
    /// Follows the location for as long as the page lives.
    #[must_use]
    pub fn follow() -> Self {
        let location = Self {
            path: RwSignal::new(String::new()),
            query: RwSignal::new(String::new()),
            brought: RwSignal::new(String::new()),
        };
        location.read(true);
        let handle = window_event_listener(ev::popstate, move |_| location.read(true));
        on_cleanup(move || handle.remove());
        location
    }

    /// Steps to an address of this site, as a new entry of the history or in place of the last.
    pub fn go(self, to: &str, push: bool) {
        let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else {
            return;
        };
        let step = if push {
            history.push_state_with_url(&JsValue::NULL, "", Some(to))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(to))
        };
        // A browser refuses only what it is asked a hundred times a second; the page then stays.
        if step.is_ok() {
            self.read(push);
        }
    }

    /// Steps to what a link was meant to be, in its place.
    pub fn mend(self, to: &str) {
        self.go(to, false);
        self.brought.set(self.query.get_untracked());
    }

    fn read(self, brought: bool) {
        let Some(location) = web_sys::window().map(|window| window.location()) else {
            return;
        };
        let path = location.pathname().unwrap_or_default();
        let query = location.search().unwrap_or_default();
        let query = query.strip_prefix('?').unwrap_or(&query).to_owned();
        if brought && self.brought.get_untracked() != query {
            self.brought.set(query.clone());
        }
        if self.query.get_untracked() != query {
            self.query.set(query);
        }
        if self.path.get_untracked() != path {
            self.path.set(path);
        }
    }
}

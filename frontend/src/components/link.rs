//! A step to another view: followed inside the page by a plain click, and an address like any
//! other for a new tab.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use shared::view::View;

use crate::address::{Address, Place, href};
use crate::browser::page;

/// A link.
#[component]
pub fn Link(
    /// The page that it leads to.
    place: Place,
    /// The view there.
    #[prop(into)]
    view: Signal<View>,
    /// Its class.
    #[prop(optional)]
    class: &'static str,
    /// What it stands for, for tests: `data-module`.
    #[prop(optional)]
    module: Option<&'static str>,
    /// What it shows.
    children: ViewFnOnce,
) -> impl IntoView {
    let address = Address::expect();
    let to = move || format!("{}{}", page::base_path(), href(place, &view.get(), &[]));
    let follow = move |event: MouseEvent| {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.button() == 0 && !modified {
            event.prevent_default();
            address.push(place, view.get_untracked());
        }
    };
    view! { <a class=class href=to data-module=module on:click=follow>{children.run()}</a> }
        .into_any()
}

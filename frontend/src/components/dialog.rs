//! A dialog: above everything else it keeps the focus while it is open, closes by Escape, by its button
//! and by a press beside it, and gives the focus back to what had it.

use std::sync::Once;

use leptos::prelude::*;

use crate::browser::{dialog, style};
use crate::prefs::Prefs;

/// A dialog of a class, under a title; `opened` runs once it stands there, `closed` once it is gone.
#[must_use]
pub fn dialog(
    class: &'static str,
    title: AnyView,
    content: AnyView,
    opened: impl Fn() + 'static,
    closed: impl Fn() + 'static,
) -> AnyView {
    styled();
    let lang = Prefs::expect().lang.get_untracked();
    let node: dialog::Dialog = NodeRef::new();
    let before = dialog::focused();
    Effect::new(move || {
        dialog::show(node);
        opened();
    });
    let close = move || dialog::close(node);
    let id = [class, "-title"].concat();
    view! {
        <dialog
            class=class
            node_ref=node
            tabindex="-1"
            aria-labelledby=id
            on:close=move |_| {
                dialog::give_back(before);
                closed();
            }
            on:click=move |event| if dialog::is_outside(&event) { close() }
        >
            <div class="sheet">
                <header>
                    <h2 id=id.clone()>{title}</h2>
                    <button
                        type="button"
                        class="plain"
                        aria-label=lang.close()
                        title=lang.close()
                        on:click=move |_| close()
                    >
                        "✕"
                    </button>
                </header>
                {content}
            </div>
        </dialog>
    }
    .into_any()
}

/// Brings the rules of dialogs, once.
fn styled() {
    static STYLED: Once = Once::new();
    STYLED.call_once(|| style::add(include_str!("../../style/dialog.css")));
}

//! A line that opens what is fetched when somebody wants it.

use leptos::prelude::*;
use shared::text::Lang;

use super::live::{live, words};
use crate::browser::page;
use crate::later::{Part, later, near};
use crate::prefs::Prefs;

/// A line with its part beneath, closed at first.
pub fn section(class: &'static str, title: fn(Lang) -> &'static str, part: Part) -> AnyView {
    let lang = Prefs::expect().lang;
    let open = RwSignal::new(false);
    let content = live(move || open.get().then(|| later(part.clone())));
    view! {
        <details class=class on:toggle=move |event| open.set(page::is_open(&event))>
            // The event comes too late for paper.
            <summary
                on:pointerenter=near
                on:click=move |_| if !open.get_untracked() { open.set(true) }
            >{words(move || title(lang.get()))}</summary>
            {content}
        </details>
    }
    .into_any()
}

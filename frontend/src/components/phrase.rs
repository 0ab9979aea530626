//! One phrase of the sentence: a button that shows a value and opens what can be picked instead.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::live::{live, words};
use super::menu::Menu;
use crate::browser::page;
use crate::later::{Part, later, near};

/// Which phrase is open, so that at most one is; or what was asked for by a key or a menu, see
/// [`crate::components::help::asked`].
#[derive(Clone, Copy)]
pub struct OpenPhrase(pub RwSignal<Option<&'static str>>);

impl OpenPhrase {
    /// Provides it to all pages, with nothing open.
    pub fn provide() -> Self {
        let open = Self(RwSignal::new(None));
        provide_context(open);
        open
    }

    /// The one that is provided; alone, where none is.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// Closes what is open.
    pub fn close(self) {
        self.0.set(None);
    }
}

/// A press beside what is open closes it.
pub fn left(_: leptos::ev::MouseEvent) {
    OpenPhrase::of_page().close();
}

/// A phrase of the sentence.
#[component]
pub fn Phrase(
    /// What it opens.
    menu: Menu,
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let phrase = OpenPhrase::of_page();
    let OpenPhrase(open) = phrase;
    let control = menu.control();
    let is_open = Memo::new(move |_| open.get() == Some(control));
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && is_open.get_untracked() {
            event.stop_propagation();
            phrase.close();
            page::focus(&format!("[data-control={control}] > button"));
        }
    };
    let toggle = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        open.update(|open| *open = (*open != Some(control)).then_some(control));
    };
    let choices = live(move || {
        is_open.get().then(|| {
            view! {
                <div
                    class=if control == "more" { "choices right" } else { "choices" }
                    role="group"
                    on:click=|event| event.stop_propagation()
                >
                    {later(Part::Menu(menu))}
                </div>
            }
            .into_any()
        })
    });
    view! {
        <span class="phrase" data-control=control on:keydown=escape>
            <button
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=toggle
                on:pointerenter=near
                on:focus=near
            >
                {words(move || label.get())}
            </button>
            {choices}
        </span>
    }
    .into_any()
}

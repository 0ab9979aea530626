//! One phrase of the sentence: a button that shows a value and opens what can be picked instead.
//!
//! What can be picked is data, so that the page holds the code of one menu, not of ten.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::live::{live, words};
use crate::browser::page;

/// Which phrase is open, so that at most one is.
#[derive(Clone, Copy)]
pub struct OpenPhrase(pub RwSignal<Option<&'static str>>);

impl OpenPhrase {
    /// Provides it to a page, with nothing open.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// The one that the page provided; alone, where none did.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// Closes what is open.
    pub fn close(self) {
        self.0.set(None);
    }
}

/// A line of an opened phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// What the choices beneath are about.
    Group(&'static str),
    /// What can be picked.
    Choice {
        /// Its value: `data-value`.
        value: String,
        /// What it says.
        label: String,
        /// Whether it is chosen.
        checked: bool,
    },
}

impl Entry {
    /// A choice.
    pub fn choice(value: impl Into<String>, label: impl Into<String>, checked: bool) -> Self {
        Self::Choice {
            value: value.into(),
            label: label.into(),
            checked,
        }
    }
}

/// A phrase of the sentence.
#[component]
pub fn Phrase(
    /// Its name: `data-control`.
    control: &'static str,
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// What can be picked.
    #[prop(into)]
    entries: Signal<Vec<Entry>>,
    /// Called with the value that is picked.
    #[prop(into)]
    pick: Callback<String>,
    /// What stands beneath the entries.
    #[prop(optional, into)]
    rest: Option<ViewFn>,
    /// Whether it stays open, since several can be picked.
    #[prop(optional)]
    several: bool,
) -> impl IntoView {
    let phrase = OpenPhrase::of_page();
    let OpenPhrase(open) = phrase;
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
    let pick = Callback::new(move |value: String| {
        if !several {
            phrase.close();
            page::focus(&format!("[data-control={control}] > button"));
        }
        pick.run(value);
    });
    let choices = live(move || {
        is_open.get().then(|| {
            view! {
                <div
                    class=if control == "more" { "choices right" } else { "choices" }
                    role="group"
                    on:click=|event| event.stop_propagation()
                >
                    {entries.get().into_iter().map(|entry| line(entry, pick)).collect_view()}
                    {rest.as_ref().map(ViewFn::run)}
                </div>
            }
            .into_any()
        })
    });
    view! {
        <span class="phrase" data-control=control on:keydown=escape>
            <button
                type="button"
                aria-haspopup="true"
                aria-expanded=move || is_open.get().to_string()
                on:click=toggle
            >
                {words(move || label.get())}
            </button>
            {choices}
        </span>
    }
    .into_any()
}

fn line(entry: Entry, pick: Callback<String>) -> AnyView {
    match entry {
        Entry::Group(name) => view! { <div class="group">{name}</div> }.into_any(),
        Entry::Choice {
            value,
            label,
            checked,
        } => {
            let picked = value.clone();
            view! {
                <button
                    type="button"
                    class="choice"
                    role="menuitemcheckbox"
                    data-value=value
                    aria-checked=checked.to_string()
                    on:click=move |_| pick.run(picked.clone())
                >
                    {label}
                </button>
            }
            .into_any()
        }
    }
}

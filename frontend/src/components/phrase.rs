//! One phrase of the sentence: a button that shows a value and opens its choices.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::page;

/// Which phrase is open, so that at most one is.
#[derive(Clone, Copy)]
pub struct OpenPhrase(pub RwSignal<Option<&'static str>>);

/// A phrase of the sentence.
#[component]
pub fn Phrase(
    /// Its name: `data-control`.
    control: &'static str,
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// Its choices.
    children: ChildrenFn,
) -> impl IntoView {
    let OpenPhrase(open) = use_context().unwrap_or_else(|| OpenPhrase(RwSignal::new(None)));
    let is_open = Memo::new(move |_| open.get() == Some(control));
    let close = move || {
        open.set(None);
        page::focus(&format!("[data-control={control}] > button"));
    };
    let children = StoredValue::new(children);
    view! {
        <span
            class="phrase"
            data-control=control
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" && is_open.get_untracked() {
                    event.stop_propagation();
                    close();
                }
            }
        >
            <button
                type="button"
                aria-haspopup="true"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                on:click=move |event| {
                    event.stop_propagation();
                    open.update(|open| *open = if *open == Some(control) { None } else { Some(control) });
                }
            >
                {move || label.get()}
            </button>
            <Show when=move || is_open.get()>
                <div class="choices" class:right=control == "more" role="group" on:click=|event| event.stop_propagation()>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </span>
    }
}

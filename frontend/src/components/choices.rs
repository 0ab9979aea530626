//! The entries of an opened phrase.

use leptos::prelude::*;

/// One entry, checked or not.
#[component]
pub fn Choice(
    /// Its value: `data-value`.
    #[prop(into)]
    value: String,
    /// What it says.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is chosen.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called when it is picked.
    #[prop(into)]
    pick: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="choice"
            role="menuitemcheckbox"
            data-value=value
            aria-checked=move || if checked.get() { "true" } else { "false" }
            on:click=move |_| pick.run(())
        >
            {move || label.get()}
        </button>
    }
}

/// Adds a value to a choice of several, or takes it away. All alone gives way to the first
/// value picked, since whoever narrows rarely wants the total beside; picked again, it joins.
#[must_use]
pub fn toggle<F: shared::filter::Filter>(chosen: &[F], picked: F) -> Vec<F> {
    let mut values = chosen.to_vec();
    if values.is_empty() {
        values.push(F::default());
    }
    if values.contains(&picked) {
        values.retain(|value| *value != picked);
    } else if values == [F::default()] {
        values = vec![picked];
    } else {
        values.push(picked);
    }
    values.sort_unstable();
    if values.iter().all(|value| value.is_all()) {
        values.clear();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::filter::Platform::{All, Android, Ios};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn all_gives_way_to_the_first_value_and_can_be_added_again() {
        assert_eq!(toggle(&[], Ios), [Ios]);
        assert_eq!(toggle(&[Ios], Android), [Ios, Android]);
        assert_eq!(toggle(&[Ios, Android], All), [All, Ios, Android]);
        assert_eq!(toggle(&[Ios], Ios), []);
    }
}

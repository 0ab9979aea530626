//! The thin line at the top edge while pieces come.

use leptos::prelude::*;

use super::live::live;
use crate::prefs::Prefs;

/// Windows done, and in all; nothing while none is asked.
#[component]
pub fn Progress(
    /// Windows done, and in all.
    #[prop(into)]
    of: Signal<Option<(usize, usize)>>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    live(move || {
        let (done, all) = of.get()?;
        let bar = view! {
            <div class="progress" data-testid="progress" role="status">
                <progress max=all.to_string() value=done.to_string()></progress>
                <span>{lang.get().progress(done, all)}</span>
            </div>
        };
        Some(bar.into_any())
    })
}

//! How to read a module, what is measured and what WeChat says of it, and how to use the page: texts
//! that are fetched as files.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::module::Module;
use shared::text::Lang;

use super::live::live;
use crate::address::Address;
use crate::api;
use crate::prefs::Prefs;

/// A guide's name and language.
type Which = (&'static str, Lang);

/// The guide to the module that is shown, in the reader's language.
#[must_use]
pub fn text() -> AnyView {
    let address = Address::expect();
    named(move || address.view().module.unwrap_or(Module::Launch).slug())
}

/// How the page is used.
#[must_use]
pub fn help() -> AnyView {
    named(|| "help")
}

fn named(name: impl Fn() -> &'static str + Send + Sync + 'static) -> AnyView {
    let lang = Prefs::expect().lang;
    let which = Memo::new(move |_| (name(), lang.get()));
    let fetched = RwSignal::new(None::<(Which, Option<String>)>);
    let asked = RwSignal::new(0_u32);
    Effect::new(move || {
        asked.track();
        let which = which.get();
        spawn_local(async move {
            let text = api::guide(which.0, which.1).await.ok();
            // The page may be gone by now.
            let _ = fetched.try_set(Some((which, text)));
        });
    });
    live(move || {
        let now = which.get();
        // Of two that are under way, the one that is wanted.
        let (_, text) = fetched.get().filter(|(which, _)| *which == now)?;
        let again = Callback::new(move |()| asked.update(|asked| *asked += 1));
        Some(match text {
            Some(text) => view! { <div class="text">{blocks(&text)}</div> }.into_any(),
            None => unfetched(now.1, again),
        })
    })
}

fn unfetched(lang: Lang, again: Callback<()>) -> AnyView {
    view! {
        <p class="notice" role="status">
            {lang.part_unloaded()}
            <button type="button" class="plain next" on:click=move |_| again.run(())>
                {lang.retry()}
            </button>
        </p>
    }
    .into_any()
}

/// The lines of a guide: `# heading`, `- point`, and plain paragraphs.
fn blocks(text: &str) -> AnyView {
    let mut blocks = Vec::new();
    let mut points = Vec::new();
    // An empty line after the last closes what is open.
    for line in text.lines().chain([""]) {
        let line = line.trim().to_owned();
        if let Some(point) = line.strip_prefix("- ") {
            points.push(view! { <li>{point.to_owned()}</li> }.into_any());
            continue;
        }
        if !points.is_empty() {
            let points = std::mem::take(&mut points);
            blocks.push(view! { <ul>{points}</ul> }.into_any());
        }
        if let Some(heading) = line.strip_prefix("# ") {
            blocks.push(view! { <h2>{heading.to_owned()}</h2> }.into_any());
        } else if !line.is_empty() {
            blocks.push(view! { <p>{line}</p> }.into_any());
        }
    }
    blocks.into_any()
}

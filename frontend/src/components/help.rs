//! What helps to use the page: the list of its keys, and how it is used by hand, by keys and by ear.

use leptos::prelude::*;
use shared::text::Lang;
use shared::view::View;

use super::dialog;
use super::guide;
use super::link::Link;
use super::live::{live, words};
use super::phrase::OpenPhrase;
use super::share::Errand;
use crate::address::Place;
use crate::browser::page;
use crate::pages::keys::act;
use crate::prefs::Prefs;

/// What was asked for: what a key does, or the dialog of a word, `keys` or `help`.
#[must_use]
pub fn asked(word: &'static str) -> AnyView {
    let open = OpenPhrase::of_page();
    if matches!(word, "keys" | "help") {
        return dialog(word, open);
    }
    open.close();
    act(word);
    ().into_any()
}

/// The dialog: one for both, so that each leads to the other and the focus goes back to where it was
/// before the first.
fn dialog(word: &'static str, open: OpenPhrase) -> AnyView {
    let lang = Prefs::expect().lang.get_untracked();
    let errand = RwSignal::new(Some(word));
    let lists_keys = move || errand.get() == Some("keys");
    let title = words(move || {
        if lists_keys() {
            lang.keys()
        } else {
            lang.help()
        }
    });
    let content = live(move || {
        Some(if lists_keys() {
            keys(lang, errand)
        } else {
            help(lang, errand, open)
        })
    });
    dialog::dialog("help", title, content, || {}, move || open.close())
}

fn keys(lang: Lang, errand: Errand) -> AnyView {
    let prefs = Prefs::expect();
    let anywhere = [
        ("1 2 3 4 5", lang.keys_modules()),
        ("[ ]", lang.keys_period()),
        ("C", lang.keys_compare()),
        ("T", lang.table()),
        ("S", lang.share()),
        ("/", lang.keys_app()),
        ("?", lang.keys_list()),
    ];
    let on_chart = [
        ("← → Home End", lang.keys_walk()),
        ("Shift+← Shift+→ Enter", lang.keys_draw()),
        ("+ −", lang.keys_zoom()),
        ("Esc", lang.keys_leave()),
    ];
    let turn = move |event: leptos::ev::Event| prefs.choose_keys(event_target_checked(&event));
    view! {
        {table(lang.keys_anywhere(), &anywhere)}
        {table(lang.keys_on_chart(), &on_chart)}
        <p class="ways">
            <label>
                <input
                    type="checkbox"
                    name="single-keys"
                    prop:checked=prefs.keys.get_untracked()
                    on:change=turn
                />
                {lang.single_keys()}
            </label>
            {other(lang.help(), "help", errand)}
        </p>
    }
    .into_any()
}

/// A list of keys, each with what it does.
fn table(title: &'static str, keys: &[(&'static str, &'static str)]) -> AnyView {
    let row = |(keys, what): &(&'static str, &'static str)| {
        let keys = keys.split(' ');
        let keys = keys.map(|key| view! { <kbd>{key}</kbd> " " }.into_any());
        let keys = keys.collect_view();
        view! { <tr><th scope="row">{keys}</th><td>{*what}</td></tr> }.into_any()
    };
    let rows = keys.iter().map(row).collect_view();
    view! { <table class="keys"><caption>{title}</caption><tbody>{rows}</tbody></table> }.into_any()
}

fn help(lang: Lang, errand: Errand, open: OpenPhrase) -> AnyView {
    let to = Signal::derive(View::default);
    let children = ViewFnOnce::from(move || lang.open_files());
    view! {
        {guide::help()}
        <p class="ways">
            {other(lang.keys(), "keys", errand)}
            <span on:click=move |_| open.close()>
                <Link place=Place::Open view=to class="plain" children />
            </span>
        </p>
    }
    .into_any()
}

/// A button that leads to the other of the two.
fn other(name: &'static str, word: &'static str, errand: Errand) -> AnyView {
    let turn = move |_| {
        errand.set(Some(word));
        page::focus("dialog.help");
    };
    view! {
        <button type="button" class="plain next" data-help=word on:click=turn>
            {name}
        </button>
    }
    .into_any()
}

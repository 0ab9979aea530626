//! What is rarely used: language, theme, and how the chart is drawn.

use leptos::prelude::*;
use shared::text::Lang;
use shared::view::{Grid, Scale, Smooth, Theme, View};

use super::{Contents, Entry};
use crate::address::{Address, Place, onward};
use crate::browser::page;
use crate::components::link::Link;
use crate::components::live::words;
use crate::components::phrase::OpenPhrase;
use crate::prefs::Prefs;

pub(super) fn contents() -> Contents {
    let prefs = Prefs::expect();
    let address = Address::expect();
    let entries = Signal::derive(move || {
        let (lang, theme, view) = (prefs.lang.get(), prefs.theme.get(), address.view());
        let mut entries = vec![
            Entry::Group(lang.language()),
            Entry::choice("zh", "中文", lang == Lang::Zh),
            Entry::choice("en", "English", lang == Lang::En),
            Entry::Group(lang.theme()),
            Entry::choice("light", lang.light(), theme == Theme::Light),
            Entry::choice("dark", lang.dark(), theme == Theme::Dark),
        ];
        if address.place.get() == Place::Chart {
            entries.extend(drawing(&view, lang));
        }
        entries.extend([
            Entry::Group(lang.help()),
            Entry::Way("help", lang.help()),
            Entry::Way("keys", lang.keys()),
            Entry::choice("single-keys", lang.single_keys(), prefs.keys.get()),
        ]);
        entries
    });
    let phrase = OpenPhrase::of_page();
    let pick = Callback::new(move |word: String| {
        if let Some(help) = ["help", "keys"].into_iter().find(|one| *one == word) {
            // The dialog takes the menu's place, and gives the focus back to its phrase.
            page::focus("[data-control=more] > button");
            phrase.0.set(Some(help));
            return true;
        }
        pick(prefs, address, &word);
        true
    });
    let rest = pages(prefs, address);
    Contents {
        entries,
        pick,
        rest: Some(rest),
    }
}

/// How a chart is drawn.
pub(super) fn drawing(view: &View, lang: Lang) -> Vec<Entry> {
    let mut entries = vec![Entry::Group(lang.value_axis())];
    entries.extend(
        Scale::ALL
            .iter()
            .map(|one| Entry::choice(one.word(), lang.scale(*one), view.scale == Some(*one))),
    );
    entries.push(Entry::Group(lang.smoothing()));
    entries.extend(Smooth::ALL.iter().map(|one| {
        let label = lang.smoothed(one.days());
        Entry::choice(one.word(), label, view.smooth == Some(*one))
    }));
    entries.push(Entry::Group(lang.panels()));
    entries.extend(
        Grid::ALL
            .iter()
            .map(|one| Entry::choice(one.word(), lang.grid(*one), view.grid == Some(*one))),
    );
    entries
}

/// The ways to the pages of the app, on the same days.
fn pages(prefs: Prefs, address: Address) -> AnyView {
    let place = address.place.get_untracked();
    let link = |there: Place, name: fn(Lang) -> &'static str| {
        // A file brings its own days.
        let onward = move || match there {
            Place::Open => View::default(),
            _ => onward(address.view()),
        };
        let (to, children) = (
            Signal::derive(onward),
            ViewFnOnce::from(move || words(move || name(prefs.lang.get()))),
        );
        let link = || view! { <Link place=there view=to class="choice" children /> }.into_any();
        (there != place).then(link)
    };
    let phrase = OpenPhrase::of_page();
    view! {
        <div class="group">{words(move || prefs.lang.get().pages())}</div>
        <div on:click=move |_| phrase.close()>
            {link(Place::Overview, Lang::overview)}
            {link(Place::Changes, Lang::changes)}
            {link(Place::Open, Lang::open_files)}
        </div>
    }
    .into_any()
}

/// Takes the choice that a word names; no two of the menu's choices share one.
fn pick(prefs: Prefs, address: Address, word: &str) {
    match word {
        "zh" => return prefs.choose_lang(Lang::Zh),
        "en" => return prefs.choose_lang(Lang::En),
        "light" => return prefs.choose_theme(Theme::Light),
        "dark" => return prefs.choose_theme(Theme::Dark),
        "single-keys" => return prefs.choose_keys(!prefs.keys.get_untracked()),
        _ => {}
    }
    draw(address, word);
}

/// Takes a choice of how the chart is drawn.
pub(super) fn draw(address: Address, word: &str) {
    let mut view = untrack(|| address.view());
    if let Some(one) = Scale::ALL.iter().find(|one| one.word() == word) {
        view.scale = other(view.scale, *one);
    } else if let Some(one) = Smooth::ALL.iter().find(|one| one.word() == word) {
        view.smooth = other(view.smooth, *one);
    } else if let Some(one) = Grid::ALL.iter().find(|one| one.word() == word) {
        view.grid = other(view.grid, *one);
    }
    address.replace(address.place.get_untracked(), view);
}

/// Picking what is chosen leaves it to the page again.
fn other<T: PartialEq>(chosen: Option<T>, picked: T) -> Option<T> {
    (chosen.as_ref() != Some(&picked)).then_some(picked)
}

//! The line above the sentence: name, freshness, share, and what is rarely used.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::day::Day;
use shared::reply::Period;
use shared::text::Lang;
use shared::view::{Grid, Scale, Smooth, Theme, View};

use super::link::Link;
use super::live::{live, words};
use super::phrase::{Entry, Phrase};
use super::progress::Progress;
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::browser::{clipboard, page};
use crate::prefs::Prefs;
use crate::store::{Data, Stage};

/// How long a word about what was done stays.
const SAID: Duration = Duration::from_secs(3);

/// The top line.
#[component]
pub fn Top(
    /// Up to which day there is data.
    #[prop(into)]
    through: Signal<String>,
    /// Windows done, and in all, while they come.
    #[prop(optional, into)]
    progress: Signal<Option<(usize, usize)>>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    let said = RwSignal::new(None::<&'static str>);
    let copy = move |_| {
        let lang = lang.get_untracked();
        spawn_local(async move {
            let copied = clipboard::copy(&page::address()).await;
            let word = if copied {
                lang.link_copied()
            } else {
                lang.copy_by_hand()
            };
            // The page may be gone by now, and by then; then nobody reads the word.
            let _ = said.try_set(Some(word));
            let unsay = move || {
                let _ = said.try_set(None);
            };
            set_timeout(unsay, SAID);
        });
    };
    let stamp = live(move || {
        let text = lang.get().demo_stamp();
        let stamp = || view! { <span class="stamp">{text}</span> }.into_any();
        known.are_made_up().then(stamp)
    });
    let toast = live(move || {
        let toast = |text| view! { <div class="toast" role="status">{text}</div> }.into_any();
        said.get().map(toast)
    });
    let home = Signal::derive(View::default);
    view! {
        <header class="top">
            <Link place=Place::Overview view=home class="brand" children=(|| "Bootlens").into() />
            {stamp}
            <span class="through">
                <Progress of=progress />
                {words(move || through.get())}
            </span>
            <button type="button" class="plain" data-testid="share" on:click=copy>
                {words(move || lang.get().share())}
            </button>
            <More />
        </header>
        {toast}
    }
    .into_any()
}

/// Up to which day there is data, and when it was fetched; nothing until an answer is whole.
#[must_use]
pub fn through(answers: &[&Data], lang: Lang) -> String {
    let mut newest: Option<Day> = None;
    let mut fetched = None;
    for data in answers {
        let Stage::Ready(done) = &data.stage else {
            continue;
        };
        fetched = fetched.max(Some(done.fetched_at));
        let told = done.data_through.values().flatten().copied();
        // Where the total was never asked, the lines themselves tell.
        let shown = data.series.iter().filter_map(|one| {
            let last = one.values.iter().rposition(Option::is_some)?;
            let is_current = one.period == Period::Current;
            data.range?.days().nth(last).filter(|_| is_current)
        });
        newest = newest.max(told.chain(shown).max());
    }
    fetched.map_or_else(String::new, |fetched| lang.data_through(newest, fetched))
}

/// What is rarely used: language, theme, and how the chart is drawn.
#[component]
fn More() -> impl IntoView {
    let prefs = Prefs::expect();
    let address = Address::expect();
    let label = Signal::derive(move || prefs.lang.get().more().to_owned());
    let entries =
        Signal::derive(move || {
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
                entries.push(Entry::Group(lang.value_axis()));
                entries.extend(Scale::ALL.iter().map(|one| {
                    Entry::choice(one.word(), lang.scale(*one), view.scale == Some(*one))
                }));
                entries.push(Entry::Group(lang.smoothing()));
                entries.extend(Smooth::ALL.iter().map(|one| {
                    let label = lang.smoothed(one.days());
                    Entry::choice(one.word(), label, view.smooth == Some(*one))
                }));
                entries.push(Entry::Group(lang.panels()));
                entries.extend(Grid::ALL.iter().map(|one| {
                    Entry::choice(one.word(), lang.grid(*one), view.grid == Some(*one))
                }));
            }
            entries
        });
    let pick = move |word: String| pick(prefs, address, &word);
    let rest =
        move || view! { <p class="notice">{words(move || prefs.lang.get().shortcuts())}</p> };
    view! { <Phrase control="more" label entries pick rest several=true /> }
}

/// Takes the choice that a word names; no two of the menu's choices share one.
fn pick(prefs: Prefs, address: Address, word: &str) {
    match word {
        "zh" => return prefs.choose_lang(Lang::Zh),
        "en" => return prefs.choose_lang(Lang::En),
        "light" => return prefs.choose_theme(Theme::Light),
        "dark" => return prefs.choose_theme(Theme::Dark),
        _ => {}
    }
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

//! Files that somebody saved, looked at without asking anyone: chosen, dropped or pasted, read here.

mod sheet;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::opened::{File, Files, too_large};
use shared::refused::{Place as At, Refused, Why};
use shared::text::Lang;
use shared::view::View;

use crate::address::Place;
use crate::app::KnownApps;
use crate::browser::files::{self, Brought, Over};
use crate::browser::page;
use crate::components::link::Link;
use crate::components::live::{live, words};
use crate::components::menu::Menu;
use crate::components::phrase::{Phrase, left};
use crate::prefs::Prefs;

/// What was opened last.
#[derive(Clone, Copy)]
struct Opened {
    files: RwSignal<Arc<Files>>,
    /// Whether replies that tell a day twice are joined all the same.
    joined: RwSignal<bool>,
    /// Which opening is the last: an older one may still be reading.
    number: StoredValue<u32>,
    lang: RwSignal<Lang>,
    /// How many openings were shown.
    count: RwSignal<u32>,
}

impl Opened {
    /// Reads what was brought, in place of what was there.
    fn take(self, brought: Brought) {
        let lang = self.lang.get_untracked();
        self.number.update_value(|number| *number += 1);
        let number = self.number.get_value();
        spawn_local(async move {
            let read = match brought {
                Brought::Files(files) => read(files).await,
                Brought::Text(text) => {
                    let refused = too_large(&[text.len() as u64]).pop().flatten();
                    let bytes = refused.map_or_else(|| Ok(text.into_bytes()), Err);
                    vec![(lang.pasted().to_owned(), bytes)]
                }
            };
            // The page may be gone by now, or something else be opened.
            if self.number.try_get_value() == Some(number) {
                let _ = self.count.try_set(number);
                let _ = self.joined.try_set(false);
                let _ = self.files.try_set(Arc::new(Files::read(read)));
            }
        });
    }
}

/// Reads files one after the other; what is too large is not even begun.
async fn read(files: Vec<files::File>) -> Vec<File> {
    let sizes: Vec<u64> = files.iter().map(files::File::size).collect();
    let mut all = Vec::with_capacity(files.len());
    for (file, refused) in files.iter().zip(too_large(&sizes)) {
        let bytes = match refused {
            Some(refused) => Err(refused),
            None => match file.bytes().await {
                Some(bytes) => Ok(bytes),
                None => Err(Refused::new(Why::Unreadable, At::Whole)),
            },
        };
        all.push((file.name(), bytes));
    }
    all
}

/// The page.
pub fn page() -> AnyView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    // Whoever goes on from here needs the apps.
    on_cleanup(move || {
        page::set_title("Bootlens");
        if known.answer.with_untracked(Option::is_none) {
            known.ask();
        }
    });
    let opened = Opened {
        files: RwSignal::new(Arc::default()),
        joined: RwSignal::new(false),
        number: StoredValue::new(0),
        lang,
        count: RwSignal::new(0),
    };
    let hangs = RwSignal::new(false);
    files::listen(
        move |brought| opened.take(brought),
        move |over| {
            let over = over == Over::Hangs;
            if hangs.get_untracked() != over {
                hangs.set(over);
            }
        },
    );
    Effect::new(move || page::set_title(&[lang.get().open_files(), " · Bootlens"].concat()));

    let is_empty = Memo::new(move |_| opened.files.with(|files| files.shown == 0));
    let told = live(move || Some(said(opened)));
    let refused = live(move || refused(opened));
    let twice = live(move || twice(opened));
    // Each by a key of its own opening: what was unfolded in the last one is not in the next.
    let sheets = move || {
        let (joined, count) = (opened.joined.get(), opened.count.get());
        let sheets = opened.files.with(|files| files.sheets(joined));
        let keyed = |(index, sheet)| ((count, joined, index), sheet);
        sheets
            .into_iter()
            .enumerate()
            .map(keyed)
            .collect::<Vec<_>>()
    };
    view! {
        {head()}
        <main
            class="open"
            data-ready="true"
            data-opened=move || opened.count.get().to_string()
            class:hangs=move || hangs.get()
            on:click=left
        >
            <h1>{words(move || lang.get().open_files())}</h1>
            {place(opened, hangs, is_empty)}
            {told}
            {refused}
            {twice}
            <For each=sheets key=|(key, _)| *key let((_, sheet))>{sheet::sheet(sheet)}</For>
        </main>
    }
    .into_any()
}

/// The top line: there is no address to share here, and no freshness.
fn head() -> AnyView {
    let lang = Prefs::expect().lang;
    let home = Signal::derive(View::default);
    let label = Signal::derive(move || lang.get().more().to_owned());
    view! {
        <header class="top" on:click=left>
            <Link place=Place::Overview view=home class="brand" children=(|| "Bootlens").into() />
            <Phrase menu=Menu::More label />
        </header>
    }
    .into_any()
}

/// Where files are dropped and chosen; once some are shown it is a line above them.
fn place(opened: Opened, hangs: RwSignal<bool>, is_empty: Memo<bool>) -> AnyView {
    let lang = opened.lang;
    let choose = move |event: leptos::ev::Event| {
        let files = files::chosen(&event);
        if !files.is_empty() {
            opened.take(Brought::Files(files));
        }
    };
    let lead = words(move || {
        let lang = lang.get();
        if hangs.get() {
            lang.let_go()
        } else {
            lang.drop_files()
        }
    });
    let button = words(move || {
        let lang = lang.get();
        if is_empty.get() {
            lang.choose_files()
        } else {
            lang.other_files()
        }
    });
    let what = live(move || {
        let lang = lang.get();
        let what = || {
            view! {
                <ul>
                    <li>{lang.opens_exports()}</li>
                    <li>{lang.opens_replies()}</li>
                    <li>{lang.opens_wechat()}</li>
                </ul>
            }
            .into_any()
        };
        is_empty.get().then(what)
    });
    let several = live(move || {
        let text = lang.get().opens_several();
        is_empty
            .get()
            .then(|| view! { <span>{text}</span> }.into_any())
    });
    view! {
        <section class="place" class:slim=move || !is_empty.get() data-testid="place">
            <p class="lead">{lead}</p>
            <label class="choose">
                <input type="file" multiple=true on:change=choose />
                <span>{button}</span>
            </label>
            {what}
            <p class="notice">{several}<span>{words(move || lang.get().stays_here())}</span></p>
        </section>
    }
    .into_any()
}

/// What was opened, for those who hear it too: the element is always there.
fn said(opened: Opened) -> AnyView {
    let lang = opened.lang.get();
    let files = opened.files.get();
    let lines = files.sheets(opened.joined.get());
    let lines = lines.iter().map(|sheet| sheet.series.len()).sum();
    let is_any = files.shown + files.refused.len() > 0;
    let text = is_any.then(|| lang.opened(files.shown, lines, files.refused.len()));
    view! { <p class="said" role="status" data-testid="said">{text}</p> }.into_any()
}

/// What was not opened, and why.
fn refused(opened: Opened) -> Option<AnyView> {
    let lang = opened.lang.get();
    let files = opened.files.get();
    let row = |(name, refused): &(String, Refused)| {
        let text = lang.not_opened_because(name, refused);
        view! { <li>{text}</li> }.into_any()
    };
    let rows: Vec<AnyView> = files.refused.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="refused" data-testid="refused">
                <h2>{lang.not_opened()}</h2>
                <ul>{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// That replies tell days with several values, and the other way to show them.
fn twice(opened: Opened) -> Option<AnyView> {
    let lang = opened.lang.get();
    let days = opened.files.with(|files| files.told_twice());
    let joined = opened.joined.get();
    (days > 0).then(|| {
        let text = lang.told_twice(days, joined);
        let other = if joined {
            lang.part_files()
        } else {
            lang.join_files()
        };
        let turn = move |_| opened.joined.set(!joined);
        view! {
            <p class="notice" data-testid="twice">
                {text}
                <button type="button" class="plain next" on:click=turn>{other}</button>
            </p>
        }
        .into_any()
    })
}

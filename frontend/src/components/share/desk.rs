//! Where things are handed out: each copied at once, or given to be taken by hand.

use std::sync::Arc;

use analysis::tiles;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::csv::Layout;
use shared::day::{Day, Minute};
use shared::module::Module;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Alias, Days, View};

use super::files::Plotted;
use super::links::Links;
use super::{Subject, table, words};
use crate::address::Address;
use crate::app::KnownApps;
use crate::browser::blob::Blob;
use crate::browser::{canvas, clipboard, page};
use crate::prefs::Prefs;
use crate::store::{Data, Stage};

/// What the reader was given.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    Nothing,
    /// Said, and done.
    Said(String),
    /// A text to copy by hand.
    Text(String),
    /// A picture to take, by its address.
    Picture(String),
}

/// Where things are handed out.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) subject: Subject,
    pub(super) given: RwSignal<Given>,
    /// Whether the dialog stands open.
    pub(super) open: RwSignal<bool>,
    pub(super) prefs: Prefs,
    pub(super) known: KnownApps,
    pub(super) address: Address,
}

impl Desk {
    pub(super) fn lang(self) -> Lang {
        self.prefs.lang.get_untracked()
    }

    pub(super) fn say(self, text: impl Into<String>) {
        // The reader may be elsewhere by now.
        let _ = self.given.try_set(Given::Said(text.into()));
    }

    /// Gives what can only be taken by hand, in the dialog.
    pub(super) fn give(self, given: Given) {
        let _ = self.given.try_set(given);
        if self.open.try_get_untracked() == Some(false) {
            self.open.set(true);
        }
    }

    /// Copies a text and says so; where the browser lets no page copy, it stands there selected.
    pub(super) fn copy(self, text: Option<String>, said: fn(Lang) -> &'static str) {
        let Some(text) = text else {
            return self.say(self.lang().file_failed());
        };
        let copied = clipboard::copy(&text);
        spawn_local(async move {
            if copied.await {
                self.say(said(self.lang()));
            } else {
                self.give(Given::Text(text));
            }
        });
    }

    /// Copies the table in both forms.
    pub(super) fn table(self) {
        let lang = self.lang();
        let Some(plotted) = self.plotted() else {
            return self.say(lang.file_failed());
        };
        let several = plotted.view.apps.len() > 1;
        let name = |one: &Series| {
            let name = table::column(one, lang);
            match Alias::new(&one.app).filter(|_| several) {
                Some(alias) => [&self.known.name(&alias), " · ", &name].concat(),
                None => name,
            }
        };
        let (html, text) = table::both(plotted.series(), plotted.range, lang, &name);
        let copied = clipboard::copy_table(&html, &text);
        spawn_local(async move {
            if copied.await {
                self.say(lang.table_copied());
            } else {
                self.give(Given::Text(text));
            }
        });
    }

    /// Copies the picture; where the browser lets no page do so, it stands there to be taken.
    pub(super) fn picture(self) {
        let lang = self.lang();
        let theme = self.prefs.theme.get_untracked();
        let scene = self
            .plotted()
            .and_then(|plotted| plotted.sharp(lang, theme));
        let Some(png) = scene.and_then(|scene| canvas::png(&scene, theme)) else {
            return self.say(lang.picture_failed());
        };
        let copied = (!in_chat(&page::user_agent())).then(|| clipboard::copy_picture(&png));
        spawn_local(async move {
            let copied = match copied {
                Some(copied) => copied.await,
                None => false,
            };
            let blob = if copied { None } else { png.wait().await };
            match blob.as_ref().and_then(Blob::address) {
                _ if copied => self.say(lang.picture_copied()),
                Some(address) => self.give(Given::Picture(address)),
                None => self.say(lang.picture_failed()),
            }
        });
    }

    /// Saves a file.
    pub(super) fn file(self, kind: &'static str) {
        let (lang, theme) = (self.lang(), self.prefs.theme.get_untracked());
        let Some(plotted) = self.plotted() else {
            return self.say(lang.file_failed());
        };
        let save = move |blob: Option<Blob>, name: String| {
            let saved = blob.is_some_and(|blob| blob.save(&name));
            self.say(if saved {
                lang.downloaded(&name)
            } else {
                lang.file_failed().to_owned()
            });
        };
        let (bytes, media, ending) = match kind {
            "csv" => (plotted.csv(Layout::Long), "text/csv", ".csv"),
            "wide" => (plotted.csv(Layout::Wide), "text/csv", "-wide.csv"),
            "json" => (Some(plotted.json()), "application/json", ".json"),
            "svg" => (plotted.svg(lang, theme), "image/svg+xml", ".svg"),
            _ => {
                let scene = plotted.sharp(lang, theme);
                let Some(png) = scene.and_then(|scene| canvas::png(&scene, theme)) else {
                    return self.say(lang.picture_failed());
                };
                let name = plotted.name(".png");
                return spawn_local(async move { save(png.wait().await, name) });
            }
        };
        let blob = bytes.and_then(|bytes| Blob::new(&bytes, media));
        save(blob, plotted.name(ending));
    }

    /// What a chart plots, once it is whole.
    pub(super) fn plotted(self) -> Option<Plotted> {
        match self.subject {
            Subject::Chart(shown) => untrack(|| Plotted::of(shown, self.known)),
            _ => None,
        }
    }

    /// One sentence with the figures, then the link alone on the last line.
    pub(super) fn words(self) -> Option<String> {
        let link = untrack(|| self.links().fixed())?;
        let sentence = untrack(|| self.sentence())?;
        Some([&sentence, "\n", &link].concat())
    }

    pub(super) fn sentence(self) -> Option<String> {
        let (lang, known) = (self.prefs.lang.get(), self.known);
        Some(match self.subject {
            Subject::Chart(shown) => {
                let range = shown.drawn.with(|data| data.range)?;
                words::of_chart(shown, range, known, lang)
            }
            Subject::Overview(stores, view, range) => {
                let mut all = Vec::new();
                for (module, store) in Module::ALL.into_iter().zip(stores) {
                    let series = store.data.with(|data| Arc::clone(&data.series));
                    all.extend(series.iter().cloned().map(|one| (module, one)));
                }
                let (tiles, _) = tiles(&all);
                words::of_overview(&tiles, &view.get(), range.get()?, known, lang)
            }
            Subject::Changes(parts, range) => {
                let view = self.address.view();
                words::of_changes(parts.get(), &view, range.get()?, known, lang)
            }
        })
    }

    pub(super) fn links(self) -> Links {
        let dated = |view: &View| match view.days {
            Days::Range(range) => Some(range),
            Days::Last(_) => None,
        };
        let place = self.address.place.get();
        let (view, range, answers) = match self.subject {
            Subject::Chart(shown) => {
                let data = shown.drawn.get();
                (shown.view.get(), data.range, vec![data])
            }
            Subject::Overview(stores, _, range) => {
                let data = stores.iter().map(|store| store.data.get());
                (self.address.view(), range.get(), data.collect())
            }
            Subject::Changes(_, range) => (self.address.view(), range.get(), Vec::new()),
        };
        let whole = |data: &Data| match &data.stage {
            Stage::Ready(done) => Some(Arc::clone(done)),
            _ => None,
        };
        let done: Vec<_> = answers.iter().filter_map(whole).collect();
        let through = done
            .iter()
            .flat_map(|done| done.data_through.values())
            .flatten();
        let newest: Option<Day> = through.max().copied().or_else(|| self.known.newest_day());
        // Data as another link shared them were fetched for that one.
        let seen = match self.subject {
            Subject::Chart(shown) if shown.as_shared.get() => view.seen,
            Subject::Chart(_) => done.first().map(|done| Minute::at_unix(done.fetched_at.0)),
            _ => None,
        };
        Links {
            place,
            range: range.or_else(|| dated(&view)),
            view,
            newest,
            seen,
        }
    }

    /// What the picture is called.
    pub(super) fn title(self, lang: Lang) -> String {
        let scene = self
            .plotted()
            .and_then(|plotted| plotted.scene(lang, self.prefs.theme.get_untracked()));
        scene.map_or_else(|| "Bootlens".to_owned(), |scene| scene.title)
    }
}

/// Whether a chat program shows the page: those neither save files nor let pictures be copied.
pub(super) fn in_chat(agent: &str) -> bool {
    const PROGRAMS: [&str; 6] = [
        "MicroMessenger",
        "wxwork",
        "DingTalk",
        "Lark",
        "Feishu",
        "QQ/",
    ];
    PROGRAMS.iter().any(|program| agent.contains(program))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn chat_programs_are_known_by_what_they_call_themselves() {
        let android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile";
        for program in [
            "MicroMessenger/8.0.49",
            "wxwork/4.1",
            "DingTalk/7.5",
            "Lark/7.12",
            "Feishu/7",
            "QQ/9.0.8",
        ] {
            assert!(
                in_chat(&format!("{android} {program} Safari/537.36")),
                "{program}"
            );
        }
        assert!(!in_chat(android));
        // Its browser copies and saves as others do.
        assert!(!in_chat(&format!("{android} MQQBrowser/15.0")));
    }
}

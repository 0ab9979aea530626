//! The dialog: what there is to take, a row each, and where it says what was done.

use leptos::html;
use leptos::prelude::*;
use shared::text::Lang;

use super::Errand;
use super::desk::{Desk, Given, in_chat};
use super::links::Links;
use crate::browser::dialog::select;
use crate::browser::{blob, media, page};
use crate::components::dialog::dialog;
use crate::components::live::{live, words as text_of};

impl Desk {
    /// The dialog; `word` says what of it is wanted.
    pub(super) fn dialog(self, errand: Errand, word: &'static str) -> AnyView {
        let lang = self.lang();
        let content = view! { {self.parts(lang)} {self.counter()} }.into_any();
        let opened = move || {
            if word == "download" {
                page::focus("dialog.share .files button");
            }
        };
        dialog(
            "share",
            lang.share().into_any(),
            content,
            opened,
            move || errand.set(None),
        )
    }

    /// What there is to take, as groups of rows.
    fn parts(self, lang: Lang) -> AnyView {
        let links = untrack(|| self.links());
        let plotted = self.plotted();
        let mut rows = Vec::new();
        let fixed = links.fixed();
        if fixed.is_some() {
            let gives = if links.seen.is_some() {
                lang.copy_link_tells()
            } else {
                lang.copy_link_gives()
            };
            let take = move || self.copy(untrack(|| self.links().fixed()), Lang::link_copied);
            rows.push(row("link", lang.copy_link(), gives.into(), take));
        }
        if let Some((last, link)) = links.rolling() {
            let take = move || self.copy(Some(link.clone()), Lang::link_copied);
            let gives = lang.rolling_gives(last);
            rows.push(row("rolling", lang.copy_rolling(), gives, take));
        }
        if let Some(plotted) = &plotted {
            let (width, height) = plotted.pixels();
            let gives = lang.picture_gives(width, height);
            rows.push(row("picture", lang.copy_picture(), gives, move || {
                self.picture()
            }));
        }
        if fixed.is_some()
            && let Some(sentence) = untrack(|| self.sentence())
        {
            let take = move || self.copy(self.words(), Lang::words_copied);
            rows.push(row("words", lang.copy_words(), sentence, take));
        }
        if let Some(plotted) = &plotted {
            let (days, lines) = plotted.size();
            let gives = lang.table_gives(days, lines);
            rows.push(row("table", lang.copy_table(), gives, move || self.table()));
        }
        let chat = in_chat(&page::user_agent());
        let files = (plotted.is_some() && !chat).then(|| self.files(lang));
        let machines = plotted.map(|_| self.machines(&links, lang));
        view! { <ul class="rows">{rows}</ul> {files} {machines} }.into_any()
    }

    fn files(self, lang: Lang) -> AnyView {
        let kinds = [
            ("csv", "CSV"),
            ("wide", lang.wide_table()),
            ("json", "JSON"),
            ("svg", "SVG"),
            ("png", "PNG"),
        ];
        let buttons = kinds.map(|(kind, name)| {
            view! {
                <button type="button" data-file=kind on:click=move |_| self.file(kind)>{name}</button>
            }
            .into_any()
        });
        let buttons = buttons.into_iter().collect_view();
        view! {
            <h3>{lang.download()}</h3>
            <p class="files">{buttons}</p>
            <p class="quiet">{lang.files_are()}</p>
        }
        .into_any()
    }

    /// Addresses for programs, and the code that embeds the chart where somebody may.
    fn machines(self, links: &Links, lang: Lang) -> AnyView {
        let theme = self.prefs.theme.get_untracked();
        let (signed_in, embeds) = self.known.answer.with_untracked(|answer| match answer {
            Some(Ok(apps)) => (apps.user.is_some(), apps.embed),
            _ => (false, false),
        });
        let title = untrack(|| self.title(lang));
        let embed = embeds.then(|| links.embed(&title, lang, theme)).flatten();
        let rolling = links.rolling().map(|(last, _)| last);
        let rows = [
            (
                "picture-link",
                lang.copy_picture_link(),
                lang.picture_link_gives().to_owned(),
                links.picture(lang, theme),
            ),
            (
                "csv-link",
                lang.copy_csv_link(),
                lang.csv_link_gives().to_owned(),
                links.csv(),
            ),
            (
                "curl",
                lang.copy_curl(),
                lang.curl_gives().to_owned(),
                links.curl(signed_in),
            ),
            ("embed", lang.copy_embed(), lang.embed_gives(rolling), embed),
        ];
        let rows = rows.into_iter().filter_map(|(kind, name, gives, text)| {
            let text = text?;
            let take = move || self.copy(Some(text.clone()), Lang::copied);
            Some(row(kind, name, gives, take))
        });
        let rows = rows.collect_view();
        let token = signed_in.then(|| view! { <p class="quiet">{lang.token_needed()}</p> });
        view! {
            <details class="machines">
                <summary>{lang.for_machines()}</summary>
                <ul class="rows">{rows}</ul>
                {token}
            </details>
        }
        .into_any()
    }

    /// Where the dialog says what was done, and hands out what can be taken by hand alone.
    fn counter(self) -> AnyView {
        let said = text_of(move || {
            let lang = self.prefs.lang.get();
            match self.given.get() {
                Given::Nothing => String::new(),
                Given::Said(text) => text,
                Given::Text(_) if by_finger() => lang.copy_by_finger().to_owned(),
                Given::Text(_) => lang.copy_by_key().to_owned(),
                Given::Picture(_) if by_finger() => lang.take_by_finger().to_owned(),
                Given::Picture(_) => lang.take_by_mouse().to_owned(),
            }
        });
        let taken = live(move || match self.given.get() {
            Given::Text(text) => Some(field(text, self.lang())),
            Given::Picture(address) => Some(self.image(address)),
            Given::Nothing | Given::Said(_) => None,
        });
        view! {
            <footer class:empty=move || self.given.with(|given| *given == Given::Nothing)>
                <p role="status">{said}</p>
                {taken}
            </footer>
        }
        .into_any()
    }

    fn image(self, address: String) -> AnyView {
        let held = address.clone();
        on_cleanup(move || blob::forget(&held));
        let title = untrack(|| self.title(self.lang()));
        view! { <img src=address alt=title /> }.into_any()
    }
}

/// Whether a finger holds the page, not a mouse.
fn by_finger() -> bool {
    media::matches("(pointer: coarse)")
}

/// A thing to take: what its button says, and what it gives.
fn row(
    kind: &'static str,
    name: &'static str,
    gives: String,
    take: impl Fn() + 'static,
) -> AnyView {
    let is_first = kind == "link";
    view! {
        <li>
            <button type="button" data-share=kind autofocus=is_first on:click=move |_| take()>
                <strong>{name}</strong>
                " "
                <span>{gives}</span>
            </button>
        </li>
    }
    .into_any()
}

/// A text to copy by hand: all of it is selected.
fn field(text: String, lang: Lang) -> AnyView {
    let node: NodeRef<html::Textarea> = NodeRef::new();
    Effect::new(move || {
        select(node);
    });
    view! {
        <textarea node_ref=node readonly=true rows="5" aria-label=lang.text_to_copy()>{text}</textarea>
    }
    .into_any()
}

//! The page's markup without its program: the same elements and classes that the live page lays out.

use analysis::{Headline, Verdict};
use chart::inline::escaped;
use chart::unit::Unit;
use chart::words;
use shared::day::{Day, Utc};
use shared::filter::Filter as _;
use shared::text::Lang;
use shared::view::{Alias, View};

use super::Place;

/// What stands on every page.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) lang: Lang,
    /// The base path with a slash at the end.
    pub(super) base: &'a str,
    /// Whether the data is made up.
    pub(super) demo: bool,
    /// Aliases and names of all apps.
    pub(super) names: &'a [(Alias, String)],
}

/// A line with its figure.
pub(super) struct Figure<'a> {
    pub(super) name: &'a str,
    pub(super) hue: &'a str,
    pub(super) headline: Option<Headline>,
    pub(super) hidden: bool,
}

impl Frame<'_> {
    /// An app's name; its alias where nobody knows it.
    pub(super) fn name(&self, alias: &str) -> String {
        let known = self.names.iter().find(|(one, _)| one.as_str() == alias);
        known.map_or_else(|| alias.to_owned(), |(_, name)| name.clone())
    }

    /// The apps that an address is about.
    pub(super) fn apps(&self, asked: &View) -> String {
        match (&asked.apps[..], self.names) {
            ([], [(_, only)]) => only.clone(),
            ([], _) => self.lang.all_apps().to_owned(),
            (apps, _) => {
                let names: Vec<_> = apps.iter().map(|one| self.name(one.as_str())).collect();
                names.join(self.lang.pick("、", ", "))
            }
        }
    }

    /// Where a view lies, for an attribute.
    pub(super) fn href(&self, path: &str, view: &View) -> String {
        let query = view.write();
        let mark = if query.is_empty() { "" } else { "?" };
        escaped(&[self.base, path, mark, &query].concat())
    }

    /// Whether the data is made up.
    pub(super) fn stamp(&self) -> String {
        if self.demo {
            element("span", "stamp", &escaped(self.lang.demo_stamp()))
        } else {
            String::new()
        }
    }

    /// The line above the sentence; what works only with the program keeps its place.
    pub(super) fn top(&self, through: &str) -> String {
        let lang = self.lang;
        [
            "<header class=\"top\"><a class=\"brand\" href=\"",
            &escaped(self.base),
            "\">Bootlens</a>",
            &self.stamp(),
            &element("span", "through", &escaped(through)),
            &element("span", "plain off", lang.share()),
            &element("span", "phrase off", &element("span", "", lang.more())),
            "</header>",
        ]
        .concat()
    }

    /// The sentence: the phrases of the live one, as text.
    pub(super) fn sentence(
        &self,
        place: Place,
        asked: &View,
        measured: &str,
        days: &str,
    ) -> String {
        let lang = self.lang;
        let on_chart = place == Place::Chart;
        let steps =
            "<span class=\"steps off\" aria-hidden=\"true\"><span>‹</span><span>›</span></span>";
        let days = [&phrase(days), steps].concat();
        let mut parts = vec![followed(&phrase(&self.apps(asked)))];
        if on_chart {
            parts.push(followed(&phrase(measured)));
        }
        for filter in [
            words::values(&asked.platforms, lang, Lang::platform),
            words::values(&asked.levels, lang, Lang::level),
            words::values(&asked.networks, lang, Lang::network),
        ] {
            parts.push(followed(&phrase(&filter)));
        }
        if on_chart {
            parts.push(followed(&days));
            parts.push(phrase(&compared(asked, lang)));
        } else {
            parts.push(days);
        }
        element("h1", "sentence", &parts.concat())
    }

    /// The sentence in one line of words, as it stands inside another page.
    pub(super) fn title(&self, asked: &View, measured: &str, days: &str) -> String {
        let lang = self.lang;
        let platforms = words::values(&asked.platforms, lang, Lang::platform);
        let mut parts = vec![self.apps(asked), measured.to_owned(), platforms];
        if asked.levels.iter().any(|level| !level.is_all()) {
            parts.push(words::values(&asked.levels, lang, Lang::level));
        }
        if asked.networks.iter().any(|network| !network.is_all()) {
            parts.push(words::values(&asked.networks, lang, Lang::network));
        }
        parts.push(days.to_owned());
        if asked.compare.is_some() {
            parts.push(compared(asked, lang));
        }
        parts.join(" · ")
    }

    /// Up to which day there is data, and of when.
    pub(super) fn through(&self, newest: Option<Day>, fetched: Utc) -> String {
        self.lang.data_through(newest, fetched)
    }

    /// Lines with their figures.
    pub(super) fn figures<'a>(
        &self,
        lines: impl Iterator<Item = Figure<'a>>,
        unit: &Unit,
    ) -> String {
        let items = lines.map(|line| {
            let swatch = ["swatch ", line.hue].concat();
            let figure = line.headline.map(|headline| self.figure(headline, unit));
            let content = [
                [
                    "<span class=\"",
                    &swatch,
                    "\" aria-hidden=\"true\"></span> ",
                ]
                .concat(),
                element("span", "", &escaped(line.name)),
                figure.unwrap_or_default(),
            ];
            element(
                "li",
                if line.hidden { "gone" } else { "" },
                &content.concat(),
            )
        });
        element("ul", "figures", &items.collect::<String>())
    }

    fn figure(&self, headline: Headline, unit: &Unit) -> String {
        let class = match headline.verdict {
            Verdict::Worse => "change worse",
            Verdict::Better | Verdict::Changed | Verdict::Steady => "change",
        };
        let value = element("span", "value", &escaped(&unit.format(headline.mean)));
        let change = element("span", class, &escaped(&words::change(headline, self.lang)));
        [" ", &value, " ", &change].concat()
    }
}

/// What the days are compared with.
fn compared(asked: &View, lang: Lang) -> String {
    let compare = asked.compare.map(|compare| lang.comparison(compare));
    compare.unwrap_or_else(|| lang.no_comparison().to_owned())
}

fn phrase(label: &str) -> String {
    element("span", "phrase", &element("span", "", &escaped(label)))
}

fn followed(phrase: &str) -> String {
    let dot = "<span class=\"dot\" aria-hidden=\"true\">·</span>";
    element("span", "followed", &[phrase, dot].concat())
}

/// An element of a class around what is HTML already.
pub(super) fn element(name: &str, class: &str, content: &str) -> String {
    if class.is_empty() {
        ["<", name, ">", content, "</", name, ">"].concat()
    } else {
        [
            "<",
            name,
            " class=\"",
            class,
            "\">",
            content,
            "</",
            name,
            ">",
        ]
        .concat()
    }
}

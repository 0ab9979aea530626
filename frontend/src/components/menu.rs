//! What the phrases of the sentence open: data, so that there is the code of one menu, not of ten.

mod beside;
mod days;
mod drawn;
mod filters;
mod modules;
mod more;
mod subject;

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::reply::Series;

use super::live::live;
use super::phrase::OpenPhrase;
use crate::browser::page;

/// A menu, with what it needs to know.
#[derive(Clone, Copy)]
pub enum Menu {
    /// The app, or several.
    App,
    /// Module and metric; the series tell the names.
    Metric(Signal<Arc<Vec<Series>>>),
    /// A module, or every one.
    Modules,
    /// A filter.
    Platform,
    /// A filter.
    Level,
    /// A filter.
    Network,
    /// The days that are shown, and the newest that there can be.
    Days(Signal<Option<DayRange>>, Signal<Option<Day>>),
    /// What the days are compared with.
    Compare,
    /// How what a file holds is drawn; the series tell the metrics.
    Drawn(Signal<Arc<Vec<Series>>>),
    /// What is rarely used.
    More,
}

impl Menu {
    /// Its name: `data-control`.
    #[must_use]
    pub fn control(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Metric(_) | Self::Modules => "metric",
            Self::Platform => "platform",
            Self::Level => "level",
            Self::Network => "network",
            Self::Days(..) => "days",
            Self::Compare => "compare",
            Self::Drawn(_) => "drawn",
            Self::More => "more",
        }
    }
}

/// A line of an opened menu.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    /// What the choices beneath are about.
    Group(&'static str),
    /// What leads elsewhere.
    Way(&'static str, &'static str),
    /// What can be picked.
    Choice {
        /// Its value: `data-value`.
        value: String,
        /// What it says.
        label: String,
        /// Whether it is chosen.
        checked: bool,
    },
}

impl Entry {
    fn choice(value: impl Into<String>, label: impl Into<String>, checked: bool) -> Self {
        Self::Choice {
            value: value.into(),
            label: label.into(),
            checked,
        }
    }
}

/// What a menu holds.
struct Contents {
    entries: Signal<Vec<Entry>>,
    /// Takes the value that is picked; whether the menu stays open.
    pick: Callback<String, bool>,
    /// What stands beneath the entries.
    rest: Option<AnyView>,
}

/// The menu's contents; picking closes it unless several can be picked.
pub fn open(menu: Menu) -> AnyView {
    let Contents {
        entries,
        pick,
        rest,
    } = match menu {
        Menu::App => subject::app(),
        Menu::Metric(series) => subject::metric(series),
        Menu::Modules => modules::contents(),
        Menu::Platform => {
            filters::contents(shared::text::Lang::platform, |view| &mut view.platforms)
        }
        Menu::Level => filters::contents(shared::text::Lang::level, |view| &mut view.levels),
        Menu::Network => filters::contents(shared::text::Lang::network, |view| &mut view.networks),
        Menu::Days(range, newest) => days::contents(range, newest),
        Menu::Compare => beside::contents(),
        Menu::Drawn(series) => drawn::contents(series),
        Menu::More => more::contents(),
    };
    let phrase = OpenPhrase::of_page();
    let picked = Callback::new(move |value: String| {
        if !pick.run(value) {
            phrase.close();
            page::focus(&format!("[data-control={}] > button", menu.control()));
        }
    });
    let lines = live(move || {
        let lines = entries.get().into_iter();
        Some(
            lines
                .map(|entry| line(entry, picked))
                .collect_view()
                .into_any(),
        )
    });
    view! { {lines} {rest} }.into_any()
}

fn line(entry: Entry, pick: Callback<String>) -> AnyView {
    match entry {
        Entry::Way(value, label) => {
            let go = move |event: leptos::ev::MouseEvent| {
                // The menu may be gone before it hears of the press; what is around it then would close
                // what was just opened.
                event.stop_propagation();
                pick.run(value.to_owned());
            };
            view! {
                <button type="button" class="choice" data-value=value on:click=go>{label}</button>
            }
            .into_any()
        }
        Entry::Group(name) => view! { <div class="group">{name}</div> }.into_any(),
        Entry::Choice {
            value,
            label,
            checked,
        } => {
            let picked = value.clone();
            view! {
                <button
                    type="button"
                    class="choice"
                    data-value=value
                    aria-pressed=checked.to_string()
                    on:click=move |_| pick.run(picked.clone())
                >
                    {label}
                </button>
            }
            .into_any()
        }
    }
}

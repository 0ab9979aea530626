//! What leaves the page: one dialog of links, pictures, words, tables and files, each only where it
//! can work, and a browser that refuses to copy is never silent.

mod desk;
mod files;
mod handed;
mod links;
mod table;
mod words;

use std::sync::{Arc, Once};
use std::time::Duration;

use leptos::prelude::*;
use shared::day::DayRange;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::View;

use self::desk::{Desk, Given};
use super::live::{live, words as text_of};
use super::panel::Beside;
use crate::address::Address;
use crate::app::KnownApps;
use crate::browser::style;
use crate::later::near;
use crate::prefs::Prefs;
use crate::store::{Data, Store};

/// How long a word about what was done stays.
const SAID: Duration = Duration::from_secs(3);

/// A chart as it is shown.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The data that are drawn.
    pub drawn: Signal<Data>,
    /// The lines of the named metrics, hidden ones too.
    pub lines: Memo<Arc<Vec<Series>>>,
    /// The lines that are drawn.
    pub shown: Memo<Arc<Vec<Series>>>,
    /// The view, with what the page fills in.
    pub view: Memo<View>,
    /// What is shown beside the lines.
    pub beside: RwSignal<Beside>,
    /// Whether the data as a link shared them are drawn.
    pub as_shared: Memo<bool>,
}

/// What is shared: a page as it is shown.
#[derive(Clone, Copy)]
pub enum Subject {
    /// A chart.
    Chart(Shown),
    /// The overview.
    Overview([Store; 5], Memo<View>, Memo<Option<DayRange>>),
    /// What changed: how many and what, in words.
    Changes(Signal<Vec<String>>, Memo<Option<DayRange>>),
}

/// What is wanted of the part, and the signal that says so: `share` the dialog, `download` its files,
/// `picture` and `words` at once; none while nothing is.
pub type Errand = RwSignal<Option<&'static str>>;

/// A button that wants something.
#[must_use]
pub fn wanted(errand: Errand, word: &'static str, name: fn(Lang) -> &'static str) -> AnyView {
    let lang = Prefs::expect().lang;
    view! {
        <button
            type="button"
            class="plain"
            data-testid=word
            on:click=move |_| errand.set(Some(word))
            on:pointerenter=near
            on:focus=near
        >
            {text_of(move || name(lang.get()))}
        </button>
    }
    .into_any()
}

/// Does what is wanted; the part ends when it is done.
#[must_use]
pub fn part(subject: Subject, errand: Errand, word: &'static str) -> AnyView {
    styled();
    let desk = Desk {
        subject,
        given: RwSignal::new(Given::Nothing),
        open: RwSignal::new(!matches!(word, "picture" | "words")),
        prefs: Prefs::expect(),
        known: KnownApps::expect(),
        address: Address::expect(),
    };
    match word {
        "picture" => desk.picture(),
        "words" => desk.copy(desk.words(), Lang::words_copied),
        _ => {}
    }
    // A word about what was done goes by itself.
    Effect::new(move || {
        if matches!(desk.given.get(), Given::Said(_)) && !desk.open.get() {
            let end = move || {
                // Something else may be wanted by now.
                if desk.given.try_get_untracked().is_some() {
                    errand.set(None);
                }
            };
            set_timeout(end, SAID);
        }
    });
    let toast = live(move || match (desk.open.get(), desk.given.get()) {
        (false, Given::Said(text)) => {
            Some(view! { <div class="toast" role="status">{text}</div> }.into_any())
        }
        _ => None,
    });
    let shown = live(move || desk.open.get().then(|| desk.dialog(errand, word)));
    view! { {toast} {shown} }.into_any()
}

/// Brings the rules of what is fetched with this part, once.
pub fn styled() {
    static STYLED: Once = Once::new();
    STYLED.call_once(|| style::add(include_str!("../../style/share.css")));
}

//! A link to days that lie behind by now: one quiet line, and the way to as many of the newest.

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::view::{Days, View};

use super::link::Link;
use super::live::live;
use crate::address::Place;
use crate::prefs::Prefs;

/// The line; where another already tells when the link was made, the way alone.
#[must_use]
pub fn line(newest: Memo<Option<Day>>, view: Memo<View>) -> AnyView {
    let lang = Prefs::expect().lang;
    live(move || {
        let (lang, newest, view) = (lang.get(), newest.get()?, view.get());
        let Days::Range(range) = view.days else {
            return None;
        };
        let count = range.count();
        let told = view
            .seen
            .is_none()
            .then(|| lang.aged(range.end(), newest) + lang.pick("", " "));
        let to = View {
            days: Days::Range(DayRange::ending(newest, u32::try_from(count).ok()?)),
            seen: None,
            ..view
        };
        let to = Signal::derive(move || to.clone());
        let children = ViewFnOnce::from(move || lang.newest_days(count));
        let link = view! { <Link place=Place::Chart view=to children /> };
        Some(view! { <p class="notice" data-testid="aged">{told}{link}</p> }.into_any())
    })
}

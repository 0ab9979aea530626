//! What of the address is not understood: mended where that is certain, else told beside the rest.

use leptos::prelude::*;
use shared::text::Lang;
use shared::view::{Mended, View, ViewError, mend, parse};

use super::live::live;
use super::state::State;
use crate::address::{Address, LOST, Place, href};
use crate::browser::page;
use crate::later::{Part, later};
use crate::prefs::Prefs;

/// Says so where there is something; what it takes is fetched then.
pub fn unread(address: Address) -> AnyView {
    let is_there = Memo::new(move |_| {
        address.parsed.with(|parsed| match parsed {
            Ok(parsed) => !parsed.unknown.is_empty(),
            Err(_) => true,
        })
    });
    live(move || is_there.get().then(|| later(Part::Unread)))
}

/// What is not understood, as it stands.
pub(crate) fn told() -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    // Days that the page has written meanwhile must not meet those of the link.
    let mended = move || mend(&address.location?.brought.get());
    Effect::new(move || {
        if let (Some(mended), Some(location)) = (mended(), address.location) {
            let to = usual(address.place.get_untracked(), mended);
            location.mend(&[page::base_path(), to].concat());
        }
    });
    live(move || {
        let lang = lang.get();
        match address.parsed.get() {
            // The location is about to change.
            Err(_) if mended().is_some() => None,
            Err(error) => Some(refused(address, &error, lang)),
            Ok(parsed) => Some(lines(&parsed.unknown, lang)),
        }
    })
}

/// Where a mended view lies; what it does without stays at the end, marked.
fn usual(place: Place, mended: Mended) -> String {
    let mut unknown = mended.parsed.unknown;
    for lost in mended.lost {
        let pair = [&LOST.to_string(), lost.as_str()].concat();
        unknown.push((pair.clone(), pair));
    }
    href(place, &mended.parsed.view, &unknown)
}

/// Nothing can be shown: the sentence that names the parameter, and the way on.
fn refused(address: Address, error: &ViewError, lang: Lang) -> AnyView {
    let home = Callback::new(move |()| address.push(Place::Overview, View::default()));
    let title = lang.problem_title(error.kind());
    let advice = lang.view_error(error);
    let next = (lang.start_afresh().to_owned(), home);
    view! { <State state="failed" title advice next /> }.into_any()
}

/// A line for each known parameter that is not understood, and one for all names that nobody knows.
fn lines(unknown: &[(String, String)], lang: Lang) -> AnyView {
    let (mut names, mut texts) = (Vec::new(), Vec::new());
    for (name, pair) in unknown {
        let lost = pair.strip_prefix(LOST);
        match lost.map(|pair| parse(pair, &[])) {
            Some(Err(error)) => texts.push(lang.left_out(&error)),
            // Understood by itself: it stood there twice.
            Some(Ok(_)) => names.push(name.trim_start_matches(LOST).to_owned()),
            None => names.push(name.clone()),
        }
    }
    if !names.is_empty() {
        texts.push(lang.unknown_parameters(&names));
    }
    let line = |text| view! { <p class="notice" role="status">{text}</p> }.into_any();
    let lines = texts.into_iter().map(line).collect_view();
    view! { <div data-testid="unread">{lines}</div> }.into_any()
}

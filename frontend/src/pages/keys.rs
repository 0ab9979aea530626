//! The keys of the page; each presses what also stands there to be pressed. What a page lacks, its key
//! leaves alone. What they do is fetched when the first of them is pressed.

use leptos::prelude::*;
use shared::module::Module;
use shared::view::View;

use crate::address::{Address, Place};
use crate::browser::{keys, page};
use crate::components::phrase::OpenPhrase;
use crate::prefs::Prefs;

/// The keys that do something, by their place on the keyboard.
const KEYS: [&str; 11] = [
    "BracketLeft",
    "BracketRight",
    "KeyC",
    "KeyS",
    "KeyT",
    "Slash",
    "Digit1",
    "Digit2",
    "Digit3",
    "Digit4",
    "Digit5",
];

/// Listens for as long as the page stands.
pub(crate) fn listen(open: OpenPhrase) {
    let prefs = Prefs::expect();
    keys::on_key(move |code, shift| {
        let key = match shift {
            true => (code == "Slash").then_some("keys"),
            false => KEYS.into_iter().find(|key| *key == code),
        };
        // A key that writes a sign is a hindrance to whoever speaks to the browser.
        if key.is_some() && prefs.keys.get_untracked() {
            open.0.set(key);
        }
    });
}

/// Whether a word is no phrase, but one of the keys, or what they and the menus ask for.
pub(crate) fn is_asked(word: &str) -> bool {
    matches!(word, "keys" | "help") || KEYS.contains(&word)
}

/// Does what a key does.
pub(crate) fn act(key: &str) {
    match key {
        "BracketLeft" => press(".steps button:first-child"),
        "BracketRight" => press(".steps button:last-child"),
        "KeyC" => go("[data-control=compare] > button"),
        "KeyS" => press("[data-testid=share]"),
        "KeyT" => go("details.table summary"),
        "Slash" => go("[data-control=app] > button"),
        _ => {
            let digit = key.strip_prefix("Digit");
            let digit = digit.and_then(|digit| digit.parse::<usize>().ok());
            let module = digit.and_then(|digit| Module::ALL.get(digit.wrapping_sub(1)));
            if let Some(module) = module {
                show(*module);
            }
        }
    }
}

fn press(selector: &str) {
    page::press(selector);
}

/// Presses what a selector finds, and goes there: what it opens is the next stop.
fn go(selector: &str) {
    page::focus(selector);
    page::press(selector);
}

/// Shows a module; the changes stay those of the page.
fn show(module: Module) {
    let address = Address::expect();
    let place = match address.place.get_untracked() {
        Place::Overview => Place::Chart,
        place @ (Place::Chart | Place::Changes) => place,
        Place::Open | Place::Nowhere => return,
    };
    let view = View {
        module: Some(module),
        metrics: Vec::new(),
        ..untrack(|| address.view())
    };
    address.push(place, view);
}

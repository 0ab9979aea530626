//! The keys of the page; each presses what also stands there to be pressed. What a page lacks, its key
//! leaves alone.

use leptos::prelude::*;
use shared::module::Module;
use shared::view::View;

use crate::address::{Address, Place};
use crate::browser::{keys, page};
use crate::components::share::Errand;
use crate::prefs::Prefs;

/// Listens for as long as the page stands; the list of keys is asked for through `help`.
pub(crate) fn listen(address: Address, help: Errand) {
    let prefs = Prefs::expect();
    keys::on_key(move |code, shift| {
        // A key that writes a sign is a hindrance to whoever speaks to the browser.
        if !prefs.keys.get_untracked() {
            return;
        }
        match (code, shift) {
            ("BracketLeft", false) => page::press(".steps button:first-child"),
            ("BracketRight", false) => page::press(".steps button:last-child"),
            ("KeyC", false) => go("[data-control=compare] > button"),
            ("KeyS", false) => page::press("[data-testid=share]"),
            ("KeyT", false) => go("details.table summary"),
            ("Slash", false) => go("[data-control=app] > button"),
            ("Slash", true) => help.set(Some("keys")),
            (_, false) => {
                let digit = code.strip_prefix("Digit");
                let digit = digit.and_then(|digit| digit.parse::<usize>().ok());
                let module = digit.and_then(|digit| Module::ALL.get(digit.wrapping_sub(1)));
                if let Some(module) = module {
                    show(address, *module);
                }
            }
            _ => {}
        }
    });
}

/// Presses what a selector finds, and goes there: what it opens is the next stop.
fn go(selector: &str) {
    page::focus(selector);
    page::press(selector);
}

/// Shows a module; the changes stay those of the page.
fn show(address: Address, module: Module) {
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

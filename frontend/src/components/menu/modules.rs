//! The choice of a module where every one is shown together.

use leptos::prelude::*;
use shared::module::Module;

use super::{Contents, Entry};
use crate::address::Address;
use crate::prefs::Prefs;

pub(super) fn contents() -> Contents {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let entries = Signal::derive(move || {
        let (lang, chosen) = (lang.get(), address.view().module);
        let every = Entry::choice("", lang.every_metric(), chosen.is_none());
        let module = |one: Module| Entry::choice(one.slug(), lang.module(one), chosen == Some(one));
        let modules = Module::ALL.into_iter().map(module);
        std::iter::once(every).chain(modules).collect()
    });
    let pick = Callback::new(move |value: String| {
        let module = Module::ALL.into_iter().find(|one| one.slug() == value);
        address.push_view(|view| {
            view.module = module;
            view.metrics.clear();
        });
        false
    });
    Contents {
        entries,
        pick,
        rest: None,
    }
}

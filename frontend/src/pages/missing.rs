//! What stands where no page is.

use leptos::prelude::*;

use crate::address::{Address, Place};
use crate::components::state::State;
use crate::prefs::Prefs;

/// No page at this address.
#[component]
pub fn MissingPage() -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let home =
        Callback::new(move |()| address.push(Place::Overview, shared::view::View::default()));
    move || {
        let lang = lang.get();
        view! {
            <main>
                <State state="empty" title=lang.no_page() advice="" next=(lang.start_afresh().to_owned(), home) />
            </main>
        }
    }
}

//! What stands where no page is.

use leptos::prelude::*;

use crate::address::{Address, Place};
use crate::components::live::live;
use crate::components::phrase::left;
use crate::components::state::State;
use crate::components::top::Top;
use crate::prefs::Prefs;

/// No page at this address.
pub fn page() -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let home =
        Callback::new(move |()| address.push(Place::Overview, shared::view::View::default()));
    let through = Signal::derive(String::new);
    let state = live(move || {
        let lang = lang.get();
        let next = (lang.start_afresh().to_owned(), home);
        // Nothing else on the page could be its heading.
        let state = view! {
            <h1 class="unseen">{lang.no_page()}</h1>
            <State state="empty" title=lang.no_page() advice="" next />
        };
        Some(state.into_any())
    });
    view! { <Top through /> <main on:click=left>{state}</main> }.into_any()
}

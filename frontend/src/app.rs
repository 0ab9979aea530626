//! The root: provides what every page needs, and says which page lies where.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use shared::apps::Apps;

use crate::address::Address;
use crate::api::{self, Failed};
use crate::browser::page;
use crate::pages::chart::ChartPage;
use crate::pages::missing::MissingPage;
use crate::prefs::Prefs;

/// The apps that the reader may see, once they are known.
#[derive(Clone, Copy)]
pub struct KnownApps {
    /// What the relay said.
    pub answer: RwSignal<Option<Result<Apps, Failed>>>,
}

impl KnownApps {
    /// The apps that an ancestor provided.
    ///
    /// # Panics
    /// Where none did, which is a mistake in the page's own tree.
    #[must_use]
    #[expect(clippy::expect_used, reason = "App provides it above every component")]
    pub fn expect() -> Self {
        use_context().expect("apps above")
    }

    /// Asks the relay.
    pub fn ask(self) {
        spawn_local(async move {
            let answer = api::apps().await;
            // The page may be gone by now; then nobody reads the answer.
            let _ = self.answer.try_set(Some(answer));
        });
    }

    /// The apps, empty until they are known.
    #[must_use]
    pub fn list(self) -> Option<Apps> {
        self.answer.with(|answer| {
            answer
                .as_ref()
                .and_then(|answer| answer.as_ref().ok())
                .cloned()
        })
    }
}

/// The page.
#[component]
pub fn App() -> impl IntoView {
    Prefs::provide();
    let apps = KnownApps {
        answer: RwSignal::new(None),
    };
    provide_context(apps);
    apps.ask();
    let base = page::base_path().trim_end_matches('/').to_owned();
    view! {
        <Router base=base>
            <Rooms />
        </Router>
    }
}

/// What lies below the router, so that the address can be read from it.
#[component]
fn Rooms() -> impl IntoView {
    Address::provide();
    view! {
        <Routes fallback=|| view! { <MissingPage /> }>
            <Route path=path!("/chart") view=ChartPage />
        </Routes>
    }
}

//! The root: provides what every page needs, and says which page lies where.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use shared::apps::{App as KnownApp, Apps};
use shared::day::Day;
use shared::view::Alias;

use crate::address::{Address, Place};
use crate::api::{self, Failed};
use crate::browser::page;
use crate::components::live::live;
use crate::pages::chart::ChartPage;
use crate::pages::missing::MissingPage;
use crate::pages::overview::OverviewPage;
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

    /// Reads the apps, none until they are known.
    pub fn with<T>(self, read: impl FnOnce(&[KnownApp]) -> T) -> T {
        self.answer.with(|answer| match answer {
            Some(Ok(apps)) => read(&apps.apps),
            _ => read(&[]),
        })
    }

    /// An app's name; its alias until that is known.
    #[must_use]
    pub fn name(self, alias: &Alias) -> String {
        self.with(|apps| {
            let app = apps.iter().find(|app| app.alias == alias.as_str());
            app.map_or_else(|| alias.to_string(), |app| app.name.clone())
        })
    }

    /// Whether the data are made up.
    #[must_use]
    pub fn are_made_up(self) -> bool {
        self.answer
            .with(|answer| matches!(answer, Some(Ok(apps)) if apps.demo))
    }

    /// The newest day that can be asked for.
    #[must_use]
    pub fn newest_day(self) -> Option<Day> {
        self.answer.with(|answer| match answer {
            Some(Ok(apps)) => Some(apps.today.plus(-1)),
            _ => None,
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

/// What lies below the router, so that the address can be read from it. Which page lies where is
/// the address' own knowledge: the router's tables would come along with all their code.
#[component]
fn Rooms() -> impl IntoView {
    let address = Address::provide();
    live(move || {
        Some(match address.place.get() {
            Place::Overview => view! { <OverviewPage /> }.into_any(),
            Place::Chart => view! { <ChartPage /> }.into_any(),
            Place::Nowhere => view! { <MissingPage /> }.into_any(),
        })
    })
}

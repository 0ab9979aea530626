//! The root: provides what every page needs, and says which page lies where.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::apps::{App as KnownApp, Apps};
use shared::day::Day;
use shared::view::Alias;

use crate::address::{Address, Place};
use crate::api::{self, Failed};
use crate::components::live::live;
use crate::components::phrase::OpenPhrase;
use crate::later::{Part, later};
use crate::pages::chart::ChartPage;
use crate::pages::overview::OverviewPage;
use crate::pages::{keys, print};
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

    /// Whether the relay has said which there are, or why it does not.
    #[must_use]
    pub fn are_told(self) -> bool {
        self.answer.with(Option::is_some)
    }

    /// Reads the apps, none until they are known.
    pub fn with<T>(self, read: impl FnOnce(&[KnownApp]) -> T) -> T {
        self.answer.with(|answer| match answer {
            Some(Ok(apps)) => read(&apps.apps),
            _ => read(&[]),
        })
    }

    /// The first app.
    #[must_use]
    pub fn first(self) -> Option<Alias> {
        self.with(|apps| apps.first().and_then(|app| Alias::new(&app.alias)))
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
    let prefs = Prefs::provide();
    let apps = KnownApps {
        answer: RwSignal::new(None),
    };
    provide_context(apps);
    let address = Address::provide();
    // A saved file is looked at without asking anyone.
    if address.place.get_untracked() != Place::Open {
        apps.ask();
    }
    let view = untrack(|| address.view());
    prefs.follow(&view);
    let open = OpenPhrase::provide();
    if !view.embed {
        keys::listen(open);
        print::listen(prefs);
    }
    let page = live(move || {
        Some(match address.place.get() {
            Place::Overview => view! { <OverviewPage /> }.into_any(),
            Place::Chart => view! { <ChartPage /> }.into_any(),
            Place::Changes => later(Part::Changes),
            Place::Open => later(Part::Open),
            Place::Nowhere => later(Part::Missing),
        })
    });
    // A phrase shows itself what it opens.
    let asked = live(move || {
        let word = open.0.get()?;
        keys::is_asked(word).then(|| later(Part::Asked(word)))
    });
    view! { {page} {asked} }.into_any()
}

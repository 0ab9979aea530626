//! A link that tells when it was made: its data then beside the newest.

use leptos::prelude::*;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Alias, View};

use super::{has_values, shown};
use crate::app::KnownApps;
use crate::components::figures::line_name;
use crate::components::live::live;
use crate::components::seen::{changes, told};
use crate::prefs::Prefs;
use crate::store::{Data, Stage, Store};

/// The data as shared, and which data is shown.
#[derive(Clone, Copy)]
pub struct Seen {
    /// The data as they were when the link was made.
    pub(super) past: Store,
    /// The newest.
    pub(super) now: Store,
    /// The view, with what the page fills in.
    pub(super) view: Memo<View>,
    /// Whether the data as shared are shown.
    pub(super) as_shared: Memo<bool>,
    /// Shows them, or the newest.
    pub(super) choose: Callback<bool>,
}

impl Seen {
    /// What has changed since, as it stands.
    pub(crate) fn bar(self) -> AnyView {
        let lang = Prefs::expect().lang;
        let known = KnownApps::expect();
        live(move || self.told(&self.now.data.get(), &self.view.get(), known, lang.get()))
    }

    /// What has changed since; nothing until both answers are whole.
    fn told(self, now: &Data, view: &View, known: KnownApps, lang: Lang) -> Option<AnyView> {
        let seen = view.seen?;
        let then = self.past.data.get();
        match then.stage {
            Stage::Ready(_) if has_values(&then.series) => {}
            // Nothing was known at that minute, or nobody can say.
            Stage::Ready(_) | Stage::Failed(_) => {
                let text = lang.past_unknown(seen);
                return Some(view! { <p class="notice" data-testid="seen">{text}</p> }.into_any());
            }
            _ => return None,
        }
        let several_apps = view.apps.len() > 1;
        let name = |one: &Series| {
            let mut name = line_name(lang, one, true);
            if let Some(alias) = Alias::new(&one.app).filter(|_| several_apps) {
                name.push_str(" · ");
                name.push_str(&known.name(&alias));
            }
            name
        };
        let [before, after] = [shown(&then, view), shown(now, view)];
        let found = changes([&before, &after], (view, now.range?), lang, &name);
        Some(told(lang, seen, found, self.as_shared, self.choose))
    }
}

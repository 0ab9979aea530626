//! The view and the location: one parsed from the other, nothing kept besides.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::paths;
use shared::view::{MAX_BYTES, Parsed, View, ViewError, parse};

use crate::browser;

/// Which page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Every metric of the app.
    Overview,
    /// One module, large.
    Chart,
}

impl Place {
    /// The path, relative to the base.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Chart => paths::CHART,
        }
    }
}

/// The address as the page reads and writes it.
#[derive(Clone, Copy)]
pub struct Address {
    /// What the location holds.
    pub parsed: Memo<Result<Parsed, ViewError>>,
    /// Which page is open.
    pub place: Memo<Place>,
    write: Callback<(Place, View, bool)>,
    /// The step that was refused because the view would get too long.
    pub refused: RwSignal<Option<usize>>,
}

impl Address {
    /// The address of the router that is around; to be called below it.
    pub fn provide() {
        let location = use_location();
        let search = location.search;
        let pathname = location.pathname;
        let parsed = Memo::new(move |_| parse(&search.get().replace(' ', "%20"), &[]));
        let place = Memo::new(move |_| {
            if pathname.get().trim_end_matches('/').ends_with("/chart") {
                Place::Chart
            } else {
                Place::Overview
            }
        });
        let navigate = use_navigate();
        let refused = RwSignal::new(None);
        let write = Callback::new(move |(place, view, push): (Place, View, bool)| {
            let text = view.write();
            if text.len() > MAX_BYTES {
                refused.set(Some(text.len()));
                return;
            }
            refused.set(None);
            let unknown = parsed.with_untracked(|parsed| {
                parsed
                    .as_ref()
                    .map_or_else(|_| Vec::new(), |parsed| parsed.unknown.clone())
            });
            let to = format!(
                "{}{}",
                browser::page::base_path(),
                href(place, &view, &unknown)
            );
            navigate(
                &to,
                NavigateOptions {
                    resolve: false,
                    replace: !push,
                    scroll: false,
                    ..Default::default()
                },
            );
        });
        let address = Self {
            parsed,
            place,
            write,
            refused,
        };
        provide_context(address);
    }

    /// The address that an ancestor provided.
    ///
    /// # Panics
    /// Where none did, which is a mistake in the page's own tree.
    #[must_use]
    #[expect(clippy::expect_used, reason = "App provides it above every component")]
    pub fn expect() -> Self {
        use_context().expect("an address above")
    }

    /// The view, where the location holds one.
    #[must_use]
    pub fn view(self) -> View {
        self.parsed.with(|parsed| {
            parsed
                .as_ref()
                .map(|parsed| parsed.view.clone())
                .unwrap_or_default()
        })
    }

    /// Writes a view that makes a new history entry.
    pub fn push(self, place: Place, view: View) {
        self.write.run((place, view, true));
    }

    /// Writes a view in place of the one that is there.
    pub fn replace(self, place: Place, view: View) {
        self.write.run((place, view, false));
    }
}

/// Where a view lies, relative to the base; unknown parameters stay at its end.
#[must_use]
pub fn href(place: Place, view: &View, unknown: &[(String, String)]) -> String {
    let mut to = place.path().to_owned();
    let written = view.write();
    let rest = unknown.iter().map(|(_, pair)| pair.as_str());
    for (index, pair) in std::iter::once(written.as_str())
        .filter(|text| !text.is_empty())
        .chain(rest)
        .enumerate()
    {
        to.push(if index == 0 { '?' } else { '&' });
        to.push_str(pair);
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn unknown_parameters_stay_at_the_end_of_the_address() {
        let parsed = parse("colour=red&module=10022&app=shop", &[]).unwrap();
        assert_eq!(
            href(Place::Chart, &parsed.view, &parsed.unknown),
            "chart?app=shop&module=memory&colour=red"
        );
    }

    #[wasm_bindgen_test]
    fn an_empty_view_leaves_the_path_alone() {
        assert_eq!(href(Place::Overview, &View::default(), &[]), "");
    }
}

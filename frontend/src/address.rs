//! The view and the location: one parsed from the other, nothing kept besides.

use leptos::prelude::*;
use shared::paths;
use shared::view::{Days, MAX_BYTES, Parsed, View, ViewError, parse};

use crate::browser;
use crate::browser::location::Location;

/// Which page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Every metric of the app.
    Overview,
    /// One module, large.
    Chart,
    /// What got better or worse.
    Changes,
    /// Files that somebody saved.
    Open,
    /// No page lies here.
    Nowhere,
}

impl Place {
    /// The path, relative to the base.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview | Self::Nowhere => "",
            Self::Chart => paths::CHART,
            Self::Changes => paths::CHANGES_PAGE,
            Self::Open => paths::OPEN,
        }
    }

    /// The page at a path, relative to the base and without slashes around it.
    #[must_use]
    pub fn at(path: &str) -> Self {
        match path {
            "" | "index.html" => Self::Overview,
            paths::CHART => Self::Chart,
            paths::CHANGES_PAGE => Self::Changes,
            paths::OPEN => Self::Open,
            _ => Self::Nowhere,
        }
    }
}

/// What stands before a known parameter that is not understood: it stays in the address as one that
/// nobody knows, and is told.
pub const LOST: char = '~';

/// The address as the page reads and writes it.
#[derive(Clone, Copy)]
pub struct Address {
    /// What the location holds.
    pub parsed: Memo<Result<Parsed, ViewError>>,
    /// Which page is open.
    pub place: Memo<Place>,
    write: Callback<(Place, View, bool)>,
    /// The days that the address named when the page was opened.
    pub opened: Days,
    /// The location itself; none where the address stands in its place.
    pub location: Option<Location>,
    /// The step that was refused because the view would get too long.
    pub refused: RwSignal<Option<usize>>,
}

impl Address {
    /// The address of the location.
    pub fn provide() -> Self {
        let location = Location::follow();
        let search = location.query;
        let parsed = Memo::new(move |_| search.with(|search| parse(search, &[])));
        let base = browser::page::base_path();
        let place = Memo::new(move |_| {
            let path = location.path.get();
            let below = path.strip_prefix(&base).unwrap_or(&path);
            Place::at(below.trim_matches('/'))
        });
        let refused = RwSignal::new(None);
        let write = Callback::new(move |(place, view, push): (Place, View, bool)| {
            let text = view.write();
            if text.len() > MAX_BYTES {
                refused.set(Some(text.len()));
                return;
            }
            refused.set(None);
            let mut unknown = parsed.with_untracked(|parsed| {
                parsed
                    .as_ref()
                    .map_or_else(|_| Vec::new(), |parsed| parsed.unknown.clone())
            });
            // What a link had that was not understood is told until somebody goes on from there.
            if push {
                unknown.retain(|(_, pair)| !pair.starts_with(LOST));
            }
            let to = format!(
                "{}{}",
                browser::page::base_path(),
                href(place, &view, &unknown)
            );
            location.go(&to, push);
        });
        let address = Self {
            opened: days_of(parsed),
            parsed,
            place,
            write,
            location: Some(location),
            refused,
        };
        address.rewrite_once(search);
        provide_context(address);
        address
    }

    /// An address that stands in place of the location's below: it reads `parsed` and gives what is
    /// written to `write`.
    #[must_use]
    pub fn held(
        parsed: Memo<Result<Parsed, ViewError>>,
        place: Memo<Place>,
        write: Callback<(Place, View, bool)>,
    ) -> Self {
        Self {
            opened: days_of(parsed),
            parsed,
            place,
            write,
            location: None,
            refused: RwSignal::new(None),
        }
    }

    /// Other spellings of a view, such as WeChat's own words, give way to the usual one, so that
    /// equal pictures have equal addresses.
    fn rewrite_once(self, search: RwSignal<String>) {
        Effect::new(move |written: Option<String>| {
            let search = search.get();
            let usual = self.parsed.with(|parsed| {
                let parsed = parsed.as_ref().ok()?;
                Some(href(Place::Overview, &parsed.view, &parsed.unknown))
            });
            let usual = usual.unwrap_or_default();
            let usual = usual.trim_start_matches('?');
            // A browser that spells it otherwise must not be asked for ever.
            let again = written.is_some_and(|written| written == search);
            let well = self.parsed.with_untracked(Result::is_ok);
            if well && usual != search && !again && self.place.get_untracked() != Place::Nowhere {
                self.replace(self.place.get_untracked(), untrack(|| self.view()));
            }
            usual.to_owned()
        });
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

    /// Changes the view of the page that is open, as a new history entry.
    pub fn push_view(self, change: impl FnOnce(&mut View)) {
        let mut view = untrack(|| self.view());
        change(&mut view);
        self.push(self.place.get_untracked(), view);
    }

    /// Writes a view in place of the one that is there.
    pub fn replace(self, place: Place, view: View) {
        self.write.run((place, view, false));
    }
}

/// The days that an address was opened with.
fn days_of(parsed: Memo<Result<Parsed, ViewError>>) -> Days {
    parsed.with_untracked(|parsed| {
        let parsed = parsed.as_ref();
        parsed.map_or_else(|_| Days::default(), |parsed| parsed.view.days)
    })
}

/// The same apps on the same days, and nothing else: what leads from one page to another.
#[must_use]
pub fn onward(view: View) -> View {
    View {
        apps: view.apps,
        days: view.days,
        ..View::default()
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
    fn each_page_lies_at_its_path_and_nothing_elsewhere() {
        assert_eq!(Place::at(""), Place::Overview);
        assert_eq!(Place::at("chart"), Place::Chart);
        assert_eq!(Place::at("changes"), Place::Changes);
        assert_eq!(Place::at("open"), Place::Open);
        assert_eq!(Place::at("charts"), Place::Nowhere);
        assert_eq!(Place::at("x/chart"), Place::Nowhere);
    }

    #[wasm_bindgen_test]
    fn an_empty_view_leaves_the_path_alone() {
        assert_eq!(href(Place::Overview, &View::default(), &[]), "");
    }
}

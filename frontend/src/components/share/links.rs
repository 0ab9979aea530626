//! Links: to fixed days, to the newest ones, and for programs.

use shared::day::{Day, DayRange, Minute};
use shared::paths;
use shared::text::Lang;
use shared::view::{Days, Last, MAX_BYTES, Theme, View};

use crate::address::{Place, href};
use crate::browser::page;

/// What a page's links are made of.
#[derive(Clone, Debug)]
pub(super) struct Links {
    /// Which page.
    pub(super) place: Place,
    /// The view, with what the page fills in.
    pub(super) view: View,
    /// The days that are shown, where they are known.
    pub(super) range: Option<DayRange>,
    /// The newest day that there can be.
    pub(super) newest: Option<Day>,
    /// When what is shown was fetched, where the page can tell later what has changed since.
    pub(super) seen: Option<Minute>,
}

impl Links {
    /// The page for good: dates, and when the link was made.
    pub(super) fn fixed(&self) -> Option<String> {
        let view = self.dated()?;
        let told = View {
            seen: self.seen,
            ..view.clone()
        };
        // The longest views have no room for the minute.
        let fits = told.write().len() <= MAX_BYTES;
        Some(self.page(if fits { &told } else { &view }))
    }

    /// The page with the newest days, where there is a spelling for them.
    pub(super) fn rolling(&self) -> Option<(Last, String)> {
        let (last, view) = self.rolled()?;
        Some((last, self.page(&view)))
    }

    /// The picture, drawn by the relay.
    pub(super) fn picture(&self, lang: Lang, theme: Theme) -> Option<String> {
        let view = View {
            lang: (lang != Lang::default()).then_some(lang),
            theme: (theme != Theme::default()).then_some(theme),
            ..self.dated()?
        };
        Some(at(paths::CHART_PNG, &view))
    }

    /// The data as CSV.
    pub(super) fn csv(&self) -> Option<String> {
        Some(at(paths::PERFORMANCE_CSV, &self.data()?))
    }

    /// A command line that fetches the data as JSON, with a token where one is needed.
    pub(super) fn curl(&self, token: bool) -> Option<String> {
        let address = quoted(&at(paths::PERFORMANCE, &self.data()?));
        let header = if token {
            "-H \"Authorization: Bearer $BOOTLENS_TOKEN\" "
        } else {
            ""
        };
        Some(["curl -fsS ", header, &address].concat())
    }

    /// What embeds the chart in another page: the newest days where there is a spelling for them.
    pub(super) fn embed(&self, title: &str, lang: Lang, theme: Theme) -> Option<String> {
        let view = self.rolled().map(|(_, view)| view);
        let view = View {
            lang: Some(lang),
            theme: Some(theme),
            embed: true,
            ..view.or_else(|| self.dated())?
        };
        let (address, title) = (escaped(&self.page(&view)), escaped(title));
        let size = "width=\"960\" height=\"480\" loading=\"lazy\"";
        Some(format!(
            "<iframe src=\"{address}\" title=\"{title}\" {size}></iframe>"
        ))
    }

    /// The view with dates, and nothing of who made the link.
    pub(super) fn dated(&self) -> Option<View> {
        Some(View {
            days: Days::Range(self.range?),
            ..bare(&self.view)
        })
    }

    fn rolled(&self) -> Option<(Last, View)> {
        let last = match (self.range, self.view.days) {
            (Some(range), _) => Last::fitting(range, self.newest?)?,
            // Nothing has come yet: the address itself tells.
            (None, Days::Last(last)) => last,
            (None, Days::Range(_)) => return None,
        };
        let view = View {
            days: Days::Last(last),
            ..bare(&self.view)
        };
        Some((last, view))
    }

    fn data(&self) -> Option<View> {
        Some(self.view.data_view(self.range?))
    }

    fn page(&self, view: &View) -> String {
        let mut link = base();
        link.push_str(&href(self.place, view, &[]));
        closed(link)
    }
}

/// What every address of this relay begins with.
pub(super) fn base() -> String {
    page::origin() + &page::base_path()
}

fn bare(view: &View) -> View {
    View {
        seen: None,
        lang: None,
        theme: None,
        embed: false,
        ..view.clone()
    }
}

fn at(path: &str, view: &View) -> String {
    closed([&base(), path, "?", &view.write()].concat())
}

/// The link with nothing at its end that a chat program takes for the sentence's punctuation.
fn closed(mut link: String) -> String {
    match link.pop() {
        Some(last @ ('-' | '.' | '_' | '~' | ',')) => {
            link.push_str(&format!("%{:02X}", u32::from(last)));
        }
        Some(last) => link.push(last),
        None => {}
    }
    link
}

/// One word of a command line.
fn quoted(text: &str) -> String {
    ["'", &text.replace('\'', "'\\''"), "'"].concat()
}

/// A text inside quotes of HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn no_link_ends_in_a_sign_that_may_be_left_off() {
        let text = |label: &str| {
            let query = format!("app=shop&module=launch&marks=2026-10-12~{label}");
            closed(format!("https://a.example/chart?{query}"))
        };
        assert!(text("v2.").ends_with("~v2%2E"));
        assert!(text("v2-").ends_with("~v2%2D"));
        assert!(text("v2").ends_with("~v2"));
    }

    #[wasm_bindgen_test]
    fn what_a_shell_or_a_page_would_read_as_its_own_is_held_off() {
        assert_eq!(quoted("a&b'c"), "'a&b'\\''c'");
        assert_eq!(escaped("\"<&>"), "&quot;&lt;&amp;&gt;");
    }
}

//! What the page will go by once it is there: the reader's language and theme, out of cookies that the
//! page wrote, or of what the browser says.

use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};
use shared::paths::{LANG_COOKIE, THEME_COOKIE};
use shared::text::Lang;
use shared::view::{Theme, View};

/// What a reader reads in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reader {
    /// The language.
    pub(crate) lang: Lang,
    /// The theme; `None`: the system's, which the browser alone knows.
    pub(crate) theme: Option<Theme>,
}

impl Reader {
    /// The reader of a request. Inside another page the address decides, where it says so.
    pub(crate) fn of(headers: &HeaderMap, view: Option<&View>) -> Self {
        let embedded = view.filter(|view| view.embed);
        let lang = embedded
            .and_then(|view| view.lang)
            .or_else(|| chosen(headers, LANG_COOKIE, &[Lang::Zh, Lang::En], Lang::word))
            .or_else(|| Lang::from_accept(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?));
        let themes = [Theme::Light, Theme::Dark];
        Self {
            lang: lang.unwrap_or_default(),
            theme: embedded
                .and_then(|view| view.theme)
                .or_else(|| chosen(headers, THEME_COOKIE, &themes, Theme::word)),
        }
    }
}

/// What a cookie chooses among these; anything else is no choice.
fn chosen<T: Copy>(
    headers: &HeaderMap,
    name: &str,
    among: &[T],
    word: fn(T) -> &'static str,
) -> Option<T> {
    let cookies = headers.get_all(COOKIE).iter();
    let pairs = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'));
    let mut values = pairs.filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key.trim() == name).then_some(value.trim())
    });
    // The first is the one of the longest path, which is this relay's own.
    let value = values.next()?;
    among.iter().copied().find(|one| word(*one) == value)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use shared::view::parse;

    use super::*;

    fn reader(headers: &[(HeaderName, &'static str)], view: &str) -> (Lang, Option<Theme>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_static(value));
        }
        let reader = Reader::of(&map, Some(&parse(view, &[]).unwrap().view));
        (reader.lang, reader.theme)
    }

    #[test]
    fn the_cookie_wins_over_the_browser_and_the_browser_over_chinese() {
        let english = (ACCEPT_LANGUAGE, "en-GB,en;q=0.9,zh;q=0.8");
        assert_eq!(reader(&[], ""), (Lang::Zh, None));
        assert_eq!(reader(std::slice::from_ref(&english), ""), (Lang::En, None));
        let chosen = (COOKIE, "a=b; bootlens.lang=zh; bootlens.theme=dark");
        let dark = Some(Theme::Dark);
        assert_eq!(reader(&[english, chosen], ""), (Lang::Zh, dark));
    }

    #[test]
    fn what_no_choice_is_written_as_chooses_nothing() {
        for cookie in [
            "bootlens.theme=blue",
            "bootlens.theme",
            "xbootlens.theme=dark",
            "bootlens.theme=\"><script>",
            "=;;;",
        ] {
            assert_eq!(
                reader(&[(COOKIE, cookie)], ""),
                (Lang::Zh, None),
                "{cookie}"
            );
        }
    }

    #[test]
    fn the_address_decides_inside_another_page_alone_as_the_page_itself_has_it() {
        let chosen = [
            (COOKIE, "bootlens.lang=zh"),
            (COOKIE, "bootlens.theme=light"),
        ];
        let named = "lang=en&theme=dark";
        let light = Some(Theme::Light);
        assert_eq!(reader(&chosen, named), (Lang::Zh, light));
        let embedded = reader(&chosen, &format!("{named}&embed=1"));
        assert_eq!(embedded, (Lang::En, Some(Theme::Dark)));
        assert_eq!(reader(&chosen, "embed=1"), (Lang::Zh, light));
    }
}

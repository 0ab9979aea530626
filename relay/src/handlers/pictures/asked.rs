//! What stands beside the view in a picture's address.

use chart::sheet::Look;
use shared::text::Lang;
use shared::view::{Parsed, Reason, Theme, View, ViewError};

use crate::handlers::performance::end_of_minute;
use crate::history::Moment;

/// The parameters beside the view.
pub(super) const BESIDE: [&str; 4] = ["as_of", "width", "height", "ratio"];

/// A picture that is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) view: View,
    pub(super) look: Look,
    /// Pixels a CSS pixel; an SVG has none.
    pub(super) ratio: u8,
    pub(super) moment: Moment,
}

impl Asked {
    /// Reads what stands beside a view.
    pub(super) fn read(parsed: Parsed) -> Result<Self, ViewError> {
        let view = parsed.view;
        let mut asked = Self {
            look: Look {
                width: Look::WIDTH,
                height: Look::HEIGHT,
                lang: view.lang.unwrap_or(Lang::Zh),
                theme: view.theme.unwrap_or(Theme::Light),
            },
            ratio: 1,
            moment: Moment::Now,
            view,
        };
        for (name, value) in &parsed.beside {
            match name.as_str() {
                "width" => asked.look.width = number(name, value, Look::WIDTHS)?,
                "height" => asked.look.height = number(name, value, Look::HEIGHTS)?,
                "ratio" => asked.ratio = number(name, value, (1, 2))?,
                _ => asked.moment = Moment::At(end_of_minute(value)?),
            }
        }
        Ok(asked)
    }
}

/// A whole number within bounds, in digits alone: each number has one address.
fn number<N>(name: &str, value: &str, (least, most): (N, N)) -> Result<N, ViewError>
where
    N: Copy + PartialOrd + std::str::FromStr,
{
    if value.is_empty() {
        return Err(ViewError::new(name, value, Reason::Empty));
    }
    let is_plain = value.bytes().all(|byte| byte.is_ascii_digit()) && !value.starts_with('0');
    let read = value.parse().ok().filter(|_| is_plain);
    read.filter(|number| (least..=most).contains(number))
        .ok_or_else(|| ViewError::new(name, value, Reason::Malformed))
}

#[cfg(test)]
mod tests {
    use shared::view::parse;

    use super::*;

    fn asked(query: &str) -> Result<Asked, ViewError> {
        Asked::read(parse(query, &BESIDE).unwrap())
    }

    #[test]
    fn size_ratio_and_moment_are_no_part_of_the_view() {
        let asked = asked("app=a&width=640&height=320&ratio=2&as_of=202610301200&lang=en").unwrap();
        assert_eq!((asked.look.width, asked.look.height), (640, 320));
        assert_eq!(
            (asked.look.lang, asked.look.theme),
            (Lang::En, Theme::Light)
        );
        assert_eq!(asked.ratio, 2);
        assert!(matches!(asked.moment, Moment::At(_)));
        assert_eq!(asked.view.write(), "app=a&lang=en");
    }

    #[test]
    fn what_is_out_of_bounds_is_told_with_the_bounds() {
        for (name, value, bounds) in [
            ("width", "319", "320 to 2400"),
            ("width", "2401", "320 to 2400"),
            ("width", "1e3", "320 to 2400"),
            ("height", "199", "200 to 1600"),
            ("height", "1601", "200 to 1600"),
            ("height", "0630", "200 to 1600"),
            ("ratio", "0", "1 or 2"),
            ("ratio", "3", "1 or 2"),
            ("ratio", "1.5", "1 or 2"),
        ] {
            let error = asked(&format!("app=a&{name}={value}")).unwrap_err();
            assert_eq!(
                (error.parameter.as_str(), error.value.as_str()),
                (name, value)
            );
            let told = Lang::En.view_error(&error);
            assert!(told.contains(bounds) && told.contains(value), "{told}");
        }
        let error = asked("app=a&width=").unwrap_err();
        assert_eq!(error.reason, Reason::Empty);
    }

    #[test]
    fn the_words_of_the_bounds_are_the_bounds() {
        let words = |(least, most): (u16, u16)| format!("{least} to {most}");
        assert_eq!(Lang::En.takes("width"), words(Look::WIDTHS));
        assert_eq!(Lang::En.takes("height"), words(Look::HEIGHTS));
    }
}

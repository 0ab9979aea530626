//! The colours of the two themes, the same in every painter and style sheet.

use shared::view::Theme;

use crate::scene::Ink;

/// The colours of a theme, as `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// What everything stands on.
    pub ground: &'static str,
    /// Text that is read.
    pub text: &'static str,
    /// Text that steps back.
    pub quiet: &'static str,
    /// Rules, and the shade of days off.
    pub rule: &'static str,
    /// Lines of all platforms.
    pub all: &'static str,
    /// Lines of iOS.
    pub ios: &'static str,
    /// Lines of Android.
    pub android: &'static str,
    /// What got worse, as text.
    pub worse: &'static str,
}

impl Palette {
    /// The colour of an ink.
    #[must_use]
    pub fn of(&self, ink: Ink) -> &'static str {
        match ink {
            Ink::Ground => self.ground,
            Ink::Text => self.text,
            Ink::Quiet => self.quiet,
            Ink::Rule => self.rule,
            Ink::All => self.all,
            Ink::Ios => self.ios,
            Ink::Android => self.android,
            Ink::Worse => self.worse,
        }
    }
}

/// The colours of a theme; the lines keep a distance of 22 (OKLab × 100) for every kind of sight.
#[must_use]
pub fn palette(theme: Theme) -> Palette {
    match theme {
        Theme::Light => Palette {
            ground: "#FCFCFA",
            text: "#1D2125",
            quiet: "#5C646C",
            rule: "#E3E6E8",
            all: "#2B3138",
            ios: "#2F6FDE",
            android: "#C2570C",
            worse: "#B3261E",
        },
        Theme::Dark => Palette {
            ground: "#14171A",
            text: "#E6E9EC",
            quiet: "#9AA3AB",
            rule: "#2A2F34",
            all: "#E6E9EC",
            ios: "#6AA5FF",
            android: "#F08A3C",
            worse: "#FF8A7A",
        },
    }
}

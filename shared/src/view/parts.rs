//! The small parts of a view, and what can be wrong with one.

use std::fmt;

use crate::day::Day;
use crate::filter::Slice;
use crate::text::Lang;
use crate::view::MAX_LABEL;

/// An app's name in addresses: `[a-z0-9][a-z0-9-]{0,31}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alias(String);

impl Alias {
    /// The alias, where the text is one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let (first, rest) = text.as_bytes().split_first()?;
        let fits =
            word(first) && rest.len() < 32 && rest.iter().all(|byte| word(byte) || *byte == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$value_doc])* $value,)*
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$value,)*];

            /// The word in addresses.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)*
                }
            }

            /// The value of a word.
            #[must_use]
            pub fn from_word(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == text)
            }
        }
    };
}

words! {
    /// Days of the moving mean, over full windows only.
    Smooth {
        /// None.
        None "1",
        /// 3 days.
        Three "3",
        /// A week.
        Week "7",
        /// Two weeks.
        Fortnight "14",
        /// Four weeks.
        FourWeeks "28",
    }
}

impl Smooth {
    /// The window in days.
    #[must_use]
    pub fn days(self) -> usize {
        match self {
            Self::None => 1,
            Self::Three => 3,
            Self::Week => 7,
            Self::Fortnight => 14,
            Self::FourWeeks => 28,
        }
    }

    /// What a view of so many days shows where it says nothing.
    #[must_use]
    pub fn default_for(days: usize) -> Self {
        if days <= 60 { Self::None } else { Self::Week }
    }
}

words! {
    /// Where the value axis starts.
    Scale {
        /// At zero.
        Zero "zero",
        /// Around the values.
        Fit "fit",
        /// Logarithmic.
        Log "log",
    }
}

words! {
    /// What a panel stands for.
    Grid {
        /// A platform each.
        Platform "platform",
        /// A device level each.
        Level "level",
        /// A network each.
        Network "network",
        /// An app each.
        App "app",
    }
}

/// A mark that the address brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The day.
    pub day: Day,
    /// What happened; 1–40 characters, none a control character.
    pub label: String,
}

impl Mark {
    /// A mark; `None` where the label is empty, too long, or holds a control character.
    #[must_use]
    pub fn new(day: Day, label: &str) -> Option<Self> {
        let fits = (1..=MAX_LABEL).contains(&label.chars().count());
        let plain = !label.chars().any(char::is_control);
        (fits && plain).then(|| Self {
            day,
            label: label.to_owned(),
        })
    }
}

/// A line that is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The app, where the view holds several.
    pub app: Option<Alias>,
    /// The slice.
    pub slice: Slice,
}

/// What is wrong with a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It stands twice, perhaps in two spellings.
    Twice,
    /// It has no value.
    Empty,
    /// Its value is not one of those it can have.
    Malformed,
    /// Its bytes are no UTF-8 once decoded.
    Encoding,
    /// More values than it can have.
    TooMany {
        /// How many it can have.
        most: usize,
    },
    /// One of `start` and `end` is alone.
    Alone {
        /// The one that is lacking.
        lacking: &'static str,
    },
    /// It cannot stand beside another.
    Beside {
        /// The other.
        other: &'static str,
    },
    /// The first day is after the last.
    Reversed,
    /// A compared range holds another number of days.
    CompareLength {
        /// Days of the view.
        days: usize,
        /// Days of the compared range.
        compared: usize,
    },
    /// It is required here.
    Required,
    /// More of it than the relay allows in one view.
    TooLong {
        /// How many the view holds.
        has: usize,
        /// How many are allowed.
        most: usize,
    },
    /// The view's text is longer than an address may be.
    TextTooLong {
        /// Its bytes.
        bytes: usize,
    },
}

/// A view that is not understood: which parameter, its value, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewError {
    /// The parameter, as the grammar names it.
    pub parameter: String,
    /// Its value as given, cut at 200 characters.
    pub value: String,
    /// What is wrong.
    pub reason: Reason,
}

impl ViewError {
    /// An error of a parameter.
    #[must_use]
    pub fn new(parameter: &str, value: &str, reason: Reason) -> Self {
        Self {
            parameter: parameter.to_owned(),
            value: value.chars().take(200).collect(),
            reason,
        }
    }

    /// The kind of problem that it is.
    #[must_use]
    pub fn kind(&self) -> crate::problem::ProblemKind {
        match self.reason {
            Reason::TextTooLong { .. } => crate::problem::ProblemKind::UriTooLong,
            Reason::TooLong { .. } => crate::problem::ProblemKind::ViewTooLong,
            _ => crate::problem::ProblemKind::ViewInvalid,
        }
    }
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Lang::En.view_error(self))
    }
}

impl std::error::Error for ViewError {}

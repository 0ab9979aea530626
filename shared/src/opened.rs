//! Files that somebody saved, as the page at `/open` shows them: exports each by itself, replies of
//! WeChat's joined.
//!
//! A reply of WeChat's says neither app nor slice. Replies of one module are joined where no day is told
//! twice with two values; where one is, they are nobody-knows-whose, and each file is shown as an app of
//! its own, unless the reader wants them joined: then of a day told twice the last file counts.

mod find;
mod join;

use crate::apps::App;
use crate::calendar::CalendarDay;
use crate::day::DayRange;
use crate::evidence::Evidence;
use crate::refused::{Place, Refused, Why};
use crate::reply::Series;
use crate::stream::Done;
use crate::view::View;

use self::find::{Found, in_file};
use self::join::Saved;

/// So many bytes are read, of a file and of all that are opened together: 8 MiB.
pub const MOST_BYTES: u64 = 8 << 20;

/// A file's name, and its bytes where it was read.
pub type File = (String, Result<Vec<u8>, Refused>);

/// What was opened together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    exports: Vec<(String, Evidence)>,
    replies: Vec<Saved>,
    /// How many files hold something that is shown.
    pub shown: usize,
    /// What is refused: the file's name, and why.
    pub refused: Vec<(String, Refused)>,
}

/// A picture of what was opened, and all that stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The files that it was made of.
    pub names: Vec<String>,
    /// The view as it was shown, with dates. The module is absent where nobody knows it.
    pub view: View,
    /// Its days.
    pub range: DayRange,
    /// The series, each with a value for every day.
    pub series: Vec<Series>,
    /// The names of the view's apps, their marks and budgets.
    pub apps: Vec<App>,
    /// The days off and working weekends.
    pub calendar: Vec<CalendarDay>,
    /// Whether the data are made up.
    pub demo: bool,
    /// What an export says of itself; a reply of WeChat's says nothing.
    pub done: Option<Done>,
}

/// Which files are refused before they are read, by their sizes in bytes.
#[must_use]
pub fn too_large(sizes: &[u64]) -> Vec<Option<Refused>> {
    let mut sum = 0_u64;
    let refused = |size: &u64| {
        if *size > MOST_BYTES {
            let (has, most) = (*size, MOST_BYTES);
            return Some(Refused::new(Why::TooLarge { has, most }, Place::Whole));
        }
        if sum.saturating_add(*size) > MOST_BYTES {
            let most = MOST_BYTES;
            return Some(Refused::new(Why::TooMuch { most }, Place::Whole));
        }
        sum += size;
        None
    };
    sizes.iter().map(refused).collect()
}

impl Files {
    /// Reads files, in their order.
    #[must_use]
    pub fn read(files: Vec<File>) -> Self {
        let mut all = Self::default();
        for (name, bytes) in files {
            let (found, refused) = match bytes {
                Ok(bytes) => in_file(&bytes),
                Err(refused) => (Vec::new(), vec![refused]),
            };
            all.shown += usize::from(!found.is_empty());
            let several = found.len() > 1;
            for (index, found) in found.into_iter().enumerate() {
                let mut name = name.clone();
                if several {
                    name.push_str(" #");
                    name.push_str(&(index + 1).to_string());
                }
                match found {
                    Found::Export(evidence) => all.exports.push((name, *evidence)),
                    Found::Reply(tables, asked) => {
                        all.replies.push(Saved::new(name, tables, asked));
                    }
                }
            }
            let refused = refused.into_iter().map(|refused| (name.clone(), refused));
            all.refused.extend(refused);
        }
        all
    }

    /// How many days replies of WeChat's tell twice, with two values.
    #[must_use]
    pub fn told_twice(&self) -> usize {
        join::told_twice(&self.replies)
    }

    /// The pictures: each export, then the replies, one picture a module; `joined` where those that tell
    /// a day twice are to be joined all the same.
    #[must_use]
    pub fn sheets(&self, joined: bool) -> Vec<Sheet> {
        let exports = self.exports.iter().filter_map(|(name, evidence)| {
            let (view, range) = evidence.view()?;
            Some(export(name, evidence.clone(), view, range))
        });
        let mut sheets: Vec<Sheet> = exports.collect();
        sheets.extend(join::sheets(&self.replies, joined));
        sheets
    }
}

fn export(name: &str, evidence: Evidence, view: View, range: DayRange) -> Sheet {
    let reply = evidence.reply;
    Sheet {
        names: vec![name.to_owned()],
        view,
        range,
        series: reply.series,
        apps: evidence.apps,
        calendar: evidence.calendar,
        demo: evidence.demo,
        done: Some(Done {
            version: reply.version,
            view: reply.view,
            fetched_at: reply.fetched_at,
            stale_since: reply.stale_since,
            data_through: reply.data_through,
            failures: reply.failures,
            revisions: reply.revisions,
            notices: reply.notices,
            calls: reply.calls,
        }),
    }
}

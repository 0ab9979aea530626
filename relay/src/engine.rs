//! From a view to its reply: what history knows, and WeChat for what it lacks.
//!
//! plan (slices × lacking days → windows) → flights (one call for all who want it) → history →
//! board (series in pieces, no day twice) → stream. The JSON reply is the stream joined.

mod apps;
mod board;
mod call;
mod catalogue;
mod check;
mod fetch;
mod filters;
mod flight;
mod kept;
mod notices;
mod plan;
mod quota;
mod room;
mod run;
mod search;
mod stops;
mod within;

pub use check::{CheckReport, CheckStep, CollectionReport, StepName, StepResult};
pub use fetch::{Fetched, Lacking, Lot, MINUTES};
pub use filters::{LearnedFilters, Verdict};
pub use plan::Asking;
pub use quota::{QuotaReport, StopReport};
pub(crate) use room::Hold;
pub use search::Search;
pub use within::SoFar;

use std::sync::Arc;

use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::reply::PlannedCalls;
use shared::stream::Line;
use shared::text::Lang;
use shared::view::{Days, MAX_SLICES, Reason, View, ViewError};
use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::config::Config;
use crate::history::{Generation, History, Moment, Row};
use crate::hot::Fresh;
use crate::wechat::Platform;
use apps::App;
use flight::Flights;
use plan::Part;
use room::Room;

/// Lines that wait for a slow reader before the next is made.
const LINES_AHEAD: usize = 16;

/// Answers views; clones share everything.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    config: Arc<Config>,
    clock: Clock,
    history: History,
    apps: Vec<App>,
    platforms: Vec<Platform>,
    flights: Flights,
    room: Room,
}

/// A view whose days are dates.
#[derive(Clone, Debug)]
pub struct Question {
    /// The view; it names apps and a module.
    pub view: View,
    /// Its module.
    pub module: Module,
    /// Its days.
    pub range: DayRange,
    /// The reader's language.
    pub lang: Lang,
    /// When the reader wants to have asked.
    pub moment: Moment,
    /// Which days are asked.
    pub asking: Asking,
}

/// A question that was looked up in history and may be answered.
pub struct Begun {
    question: Question,
    parts: Vec<Part>,
    planned: usize,
    /// As they were before history was read.
    generations: Vec<(Arc<str>, Module, Generation)>,
    ticket: flight::Ticket,
    hold: Hold,
}

impl Begun {
    /// What it would cost.
    #[must_use]
    pub fn planned(&self) -> PlannedCalls {
        PlannedCalls {
            planned: self.planned,
        }
    }

    /// Its place among the questions that are answered, for whoever goes on with the answer.
    pub(crate) fn hold(&self) -> Hold {
        self.hold.clone()
    }

    /// How long the answer is right, if nothing lacks.
    pub(crate) fn fresh(&self, now: i64) -> Fresh {
        let rows = self.parts.iter().flat_map(|part| part.rows.values());
        let again = match self.question.moment {
            Moment::Now => rows.filter_map(Row::asked_again_at).min(),
            Moment::At(_) => None,
        };
        let midnight = Day::at_unix(now).plus(1).beijing_midnight();
        Fresh {
            since: now,
            until: again.map_or(midnight, |again| again.min(midnight)),
            generations: self.generations.clone(),
        }
    }

    /// The question.
    #[must_use]
    pub fn question(&self) -> &Question {
        &self.question
    }
}

impl Question {
    /// The view's data part, with dates.
    #[must_use]
    pub fn data_text(&self) -> String {
        self.view.data_view(self.range).write()
    }

    /// How many days of slices it holds, of both periods and all apps.
    fn size(&self) -> usize {
        let view = &self.view;
        let periods = 1 + usize::from(view.compare.is_some());
        self.range.count() * periods * view.slices().len() * view.apps.len()
    }
}

/// Why a view is not answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The view itself is at fault.
    View(ViewError),
    /// Something else is.
    Problem(Box<Problem>),
}

impl From<ViewError> for Refusal {
    fn from(error: ViewError) -> Self {
        Self::View(error)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl Engine {
    /// An engine on a history; nothing is asked yet.
    ///
    /// # Errors
    /// Names the option of the configuration that is of no use.
    pub fn new(config: Arc<Config>, clock: Clock, history: History) -> Result<Self, String> {
        let (apps, platforms) = apps::build(&config, &clock, &history)?;
        Ok(Self(Arc::new(Inner {
            apps,
            platforms,
            flights: Flights::new(),
            room: Room::new(config.limits.max_days),
            config,
            clock,
            history,
        })))
    }

    /// Turns a view into a question: `last` becomes dates, and the limits are checked.
    ///
    /// # Errors
    /// Names the parameter that is lacking, too long or does not fit, or the app nobody knows.
    pub async fn question(
        &self,
        view: View,
        lang: Lang,
        moment: Moment,
    ) -> Result<Question, Refusal> {
        let inner = &self.0;
        let Some(module) = view.module else {
            return Err(ViewError::new("module", "", Reason::Required).into());
        };
        if view.apps.is_empty() {
            return Err(ViewError::new("app", "", Reason::Required).into());
        }
        let slices = view.slices().len();
        if slices > MAX_SLICES {
            let reason = Reason::TooLong {
                has: slices,
                most: MAX_SLICES,
            };
            return Err(ViewError::new("platform", "", reason).into());
        }
        let mut newest = None;
        for alias in &view.apps {
            let app = inner.app(alias.as_str()).ok_or_else(|| {
                let detail = format!("No app has the alias {alias}.");
                Problem {
                    parameter: Some("app".to_owned()),
                    value: Some(alias.to_string()),
                    ..Problem::new(ProblemKind::AppUnknown, detail, lang)
                }
            })?;
            // Without history the day is the same as where it knows nothing: yesterday.
            let known = inner.history.newest(&app.appid, module, moment).await;
            let known = known.ok().flatten();
            newest = newest.max(known);
        }
        let today = match moment {
            Moment::Now => inner.clock.today(),
            Moment::At(time) => Day::at_unix(time),
        };
        let yesterday = today.plus(-1);
        let range = view.days.resolve(newest.unwrap_or(yesterday));
        let most = usize::try_from(inner.config.limits.max_days).unwrap_or(usize::MAX);
        if range.count() > most {
            let (parameter, value) = match view.days {
                Days::Range(range) => ("start", range.start().to_string()),
                Days::Last(last) => ("last", last.to_string()),
            };
            let has = range.count();
            return Err(ViewError::new(parameter, &value, Reason::TooLong { has, most }).into());
        }
        view.check_compare(range)?;
        Ok(Question {
            view,
            module,
            range,
            lang,
            moment,
            asking: Asking::default(),
        })
    }

    /// Looks a question up in history and counts what it would cost; asks nobody.
    ///
    /// # Errors
    /// `too-many-calls` where it is more than one view may take, `view-too-long` where it holds more
    /// than there is room for, `busy` where there is no room now.
    pub async fn begin(&self, question: Question) -> Result<Begun, Box<Problem>> {
        let inner = &self.0;
        let hold = inner.room.enter(question.size(), question.lang).await?;
        let ticket = inner.flights.check_in();
        let generations = inner.generations(&question);
        let parts = plan::plan(inner, &question).await;
        let planned = plan::allowed(inner, &question, parts.iter().collect()).await?;
        if planned > 0 && inner.flights.are_full() {
            return Err(Box::new(room::busy(flight::FULL, question.lang)));
        }
        Ok(Begun {
            question,
            parts,
            planned,
            generations,
            ticket,
            hold,
        })
    }

    /// Answers in pieces. Where the receiver is dropped, calls that nobody else waits for end.
    #[must_use]
    pub fn answer(&self, begun: Begun) -> mpsc::Receiver<Line> {
        let (sender, receiver) = mpsc::channel(LINES_AHEAD);
        let inner = self.0.clone();
        tokio::spawn(run::run(inner, begun, sender));
        receiver
    }

    /// A third-party platform by its name.
    pub(crate) fn platform(&self, name: &str) -> Option<Platform> {
        let mut platforms = self.0.platforms.iter();
        platforms.find(|platform| platform.name() == name).cloned()
    }

    /// The AppID of an alias.
    #[must_use]
    pub fn appid(&self, alias: &str) -> Option<&str> {
        self.0.app(alias).map(|app| &*app.appid)
    }
}

impl Inner {
    fn app(&self, alias: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.alias == alias)
    }

    /// The generations of a question's apps, as they are now.
    fn generations(&self, question: &Question) -> Vec<(Arc<str>, Module, Generation)> {
        let apps = question.view.apps.iter();
        apps.filter_map(|alias| self.app(alias.as_str()))
            .map(|app| {
                let module = question.module;
                let generation = self.history.generation(&app.appid, module);
                (app.appid.clone(), module, generation)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;

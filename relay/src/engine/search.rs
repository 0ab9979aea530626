//! The series that changes are searched in: of every slice that history holds, and of those that
//! the view names, which alone are asked.

use std::sync::Arc;

use futures::future::{join_all, try_join_all};
use shared::day::{Day, DayRange};
use shared::filter::{Filter, Slice};
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Days, View};

use super::board::Board;
use super::plan::{Asking, Part};
use super::{Begun, Engine, Inner, Question, Refusal, plan};
use crate::history::{Moment, Row};
use crate::hot::Fresh;

/// Settled days that changes are searched in: a change needs days before it.
const SEARCHED: u32 = 90;

/// A view whose changes are wanted, with its days as dates.
#[derive(Clone, Debug)]
pub struct Search {
    /// The view, with its apps.
    view: View,
    /// Its days: changes that began on one of them are told.
    range: DayRange,
    /// The days that are searched: those and some before.
    searched: DayRange,
    /// Its modules.
    modules: Vec<Module>,
    lang: Lang,
    /// When the reader wants to have asked.
    moment: Moment,
}

impl Search {
    /// The days of the view.
    #[must_use]
    pub fn range(&self) -> DayRange {
        self.range
    }

    /// What decides the series: the view's data part with all of its apps, the days searched, and as of
    /// when.
    #[must_use]
    pub fn text(&self) -> String {
        let (start, end) = (self.searched.start(), self.searched.end());
        let moment = match self.moment {
            Moment::Now => String::new(),
            Moment::At(time) => format!("@{time}"),
        };
        let view = self.view.data_view(self.range).write();
        format!("{start}~{end}{moment}&{view}")
    }

    /// Whether the view asks for slices by name, which alone are asked of WeChat.
    pub(crate) fn names_slices(&self) -> bool {
        let View {
            platforms,
            levels,
            networks,
            ..
        } = &self.view;
        !(platforms.is_empty() && levels.is_empty() && networks.is_empty())
    }

    /// Whether a slice is one of those that the view leaves open.
    fn leaves_open(&self, slice: Slice) -> bool {
        fn takes<F: Filter>(named: &[F], value: F) -> bool {
            named.is_empty() || named.contains(&value)
        }
        let view = &self.view;
        takes(&view.platforms, slice.platform)
            && takes(&view.levels, slice.level)
            && takes(&view.networks, slice.network)
    }
}

/// The series of a [`Search`].
pub(crate) struct Searched {
    /// Each with its module.
    pub(crate) series: Vec<(Module, Series)>,
    /// How long they are right.
    pub(crate) fresh: Fresh,
}

impl Engine {
    /// Turns a view that names apps into a search: `last` becomes dates, and the limits are checked.
    ///
    /// # Errors
    /// As [`Engine::question`].
    pub async fn search(&self, view: View, lang: Lang, moment: Moment) -> Result<Search, Refusal> {
        let modules = view.module.map_or(Module::ALL.to_vec(), |one| vec![one]);
        // A change is against the days before it; what a view is compared with is another question.
        let view = View {
            compare: None,
            ..view
        };
        let mut range: Option<DayRange> = None;
        for module in &modules {
            let of_module = View {
                module: Some(*module),
                ..view.clone()
            };
            let question = self.question(of_module, lang, moment).await?;
            let is_newer = range.is_none_or(|range| range.end() < question.range.end());
            range = if is_newer {
                Some(question.range)
            } else {
                range
            };
        }
        let config = &self.0.config;
        let range = range.unwrap_or(DayRange::ending(self.0.clock.today().plus(-1), 1));
        let least = (SEARCHED + config.upstream.settle_days).min(config.limits.max_days);
        let first = DayRange::ending(range.end(), least).start();
        let searched = DayRange::new(range.start().min(first), range.end());
        Ok(Search {
            view,
            range,
            searched: searched.unwrap_or(range),
            modules,
            lang,
            moment,
        })
    }

    /// The series: what history holds, and WeChat is asked for what the named slices lack.
    ///
    /// # Errors
    /// `too-many-calls`; the problem of settled days that could not be had, since a silence that
    /// rests on them would read as «nothing changed».
    pub(crate) async fn series_of(&self, search: &Search) -> Result<Searched, Box<Problem>> {
        let inner = &self.0;
        let begin = search.modules.iter().map(|of| begin(inner, search, *of));
        let begun = try_join_all(begin).await?;
        if let (true, Some(one)) = (search.names_slices(), begun.first()) {
            let parts = begun.iter().flat_map(|begun| &begun.parts).collect();
            plan::allowed(inner, &one.question, parts).await?;
        }
        let now = inner.clock.now();
        let midnight = Day::at_unix(now).plus(1).beijing_midnight();
        let again = begun.iter().filter_map(asked_again_at).min();
        let fresh = Fresh {
            since: now,
            until: again.map_or(midnight, |again| again.min(midnight)),
            generations: begun
                .iter()
                .flat_map(|begun| begun.generations.clone())
                .collect(),
        };
        let mut series = Vec::new();
        for (module, of_module) in search
            .modules
            .iter()
            .zip(join_all(begun.into_iter().map(|begun| self.series(begun))).await)
        {
            series.extend(of_module?.into_iter().map(|one| (*module, one)));
        }
        Ok(Searched { series, fresh })
    }

    async fn series(&self, mut begun: Begun) -> Result<Vec<Series>, Box<Problem>> {
        let inner = &self.0;
        let is_known = begun.parts.iter().all(|part| part.lacking.is_empty());
        if is_known {
            let catalogue = &inner.config.metrics;
            return Ok(Board::new(&begun.question, catalogue, &mut begun.parts).rest());
        }
        let settled = inner
            .clock
            .today()
            .plus(-i64::from(inner.config.upstream.settle_days));
        let reply = self.whole(begun).await?;
        let mut failures = reply.failures.into_iter();
        match failures.find(|failure| failure.start <= settled) {
            Some(failure) => Err(Box::new(failure.problem)),
            None => Ok(reply.series),
        }
    }
}

/// When the first day of a named slice is to be asked again.
fn asked_again_at(begun: &Begun) -> Option<i64> {
    let named = begun.question.view.slices();
    let names = begun.question.asking == Asking::Lacking;
    let parts = begun.parts.iter();
    let parts = parts.filter(|part| names && named.contains(&part.slice()));
    parts
        .flat_map(|part| part.rows.values())
        .filter_map(Row::asked_again_at)
        .min()
}

/// Looks one module up in history.
async fn begin(inner: &Arc<Inner>, search: &Search, module: Module) -> Result<Begun, Box<Problem>> {
    let question = Question {
        view: View {
            module: Some(module),
            days: Days::Range(search.searched),
            ..search.view.clone()
        },
        module,
        range: search.searched,
        lang: search.lang,
        moment: search.moment,
        asking: if search.names_slices() {
            Asking::Lacking
        } else {
            Asking::Nothing
        },
    };
    let ticket = inner.flights.check_in();
    let generations = inner.generations(&question);
    let mut parts = if search.names_slices() {
        plan::plan(inner, &question).await
    } else {
        Vec::new()
    };
    let named = question.view.slices();
    let is_named = |slice: &Slice| search.names_slices() && named.contains(slice);
    let unread = || {
        let detail = "What is kept could not be read; the log says why.";
        Box::new(Problem::new(ProblemKind::Internal, detail, search.lang))
    };
    let kept = Question {
        asking: Asking::Nothing,
        ..question.clone()
    };
    let days: Arc<[Day]> = plan::days(&question, inner.clock.today()).into();
    for alias in &question.view.apps {
        let Some(app) = inner.app(alias.as_str()) else {
            continue;
        };
        let slices = inner.history.slices(&app.appid, module).await;
        let mut slices = slices.map_err(|_| unread())?;
        slices.retain(|slice| search.leaves_open(*slice) && !is_named(slice));
        let read = slices.into_iter().map(|slice| {
            let key = plan::key(app, module, slice);
            plan::part(inner, &kept, app.alias.clone(), key, days.clone())
        });
        let read: Vec<Part> = join_all(read).await;
        if read.iter().any(|part| part.history_failed) {
            return Err(unread());
        }
        parts.extend(read.into_iter().filter(|part| !part.rows.is_empty()));
    }
    Ok(Begun {
        question,
        parts,
        planned: 0,
        generations,
        ticket,
    })
}

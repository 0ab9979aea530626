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
use super::{App, Begun, Engine, Hold, Inner, Question, Refusal, plan};
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

    /// How many days of slices are searched of a module: those that the view names, and those kept.
    fn size(&self, kept: &[Kept<'_>]) -> usize {
        let named = if self.names_slices() {
            self.view.slices().len() * self.view.apps.len()
        } else {
            0
        };
        let kept: usize = kept.iter().map(|(_, slices)| slices.len()).sum();
        (named + kept) * self.searched.count()
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
    /// Their place among the questions that are answered.
    pub(crate) hold: Hold,
}

impl Searched {
    /// Notes what the series are right by.
    fn rests_on(&mut self, begun: &Begun) {
        let Fresh {
            until, generations, ..
        } = &mut self.fresh;
        *until = asked_again_at(begun).map_or(*until, |again| again.min(*until));
        generations.extend(begun.generations.iter().cloned());
    }

    fn take(&mut self, module: Module, series: Vec<Series>) {
        self.series
            .extend(series.into_iter().map(|one| (module, one)));
    }
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
    /// `too-many-calls`; `view-too-long` and `busy` as [`Engine::begin`]; the problem of settled days that
    /// could not be had, since a silence that rests on them would read as «nothing changed».
    pub(crate) async fn series_of(&self, search: &Search) -> Result<Searched, Box<Problem>> {
        let inner = &self.0;
        let kept = search.modules.iter().map(|of| kept(inner, search, *of));
        let kept = try_join_all(kept).await?;
        let sizes = kept.iter().map(|kept| search.size(kept));
        let size = if search.names_slices() {
            sizes.sum()
        } else {
            sizes.max().unwrap_or_default()
        };
        let hold = inner.room.enter(size, search.lang).await?;
        let now = inner.clock.now();
        let mut searched = Searched {
            series: Vec::new(),
            fresh: Fresh {
                since: now,
                until: Day::at_unix(now).plus(1).beijing_midnight(),
                generations: Vec::new(),
            },
            hold,
        };
        let modules = search.modules.iter().copied().zip(kept);
        if search.names_slices() {
            // Together, so that WeChat is waited for once.
            let hold = &searched.hold;
            let begin = modules.map(|(of, kept)| begin(inner, search, of, kept, hold.clone()));
            let begun = try_join_all(begin).await?;
            if let Some(one) = begun.first() {
                let parts = begun.iter().flat_map(|begun| &begun.parts).collect();
                plan::allowed(inner, &one.question, parts).await?;
            }
            begun.iter().for_each(|begun| searched.rests_on(begun));
            let all = join_all(begun.into_iter().map(|begun| self.series(begun))).await;
            for (module, series) in search.modules.iter().zip(all) {
                searched.take(*module, series?);
            }
        } else {
            // One after the other, so that the days of one module alone are in memory.
            for (of, kept) in modules {
                let begun = begin(inner, search, of, kept, searched.hold.clone()).await?;
                searched.rests_on(&begun);
                searched.take(of, self.series(begun).await?);
            }
        }
        Ok(searched)
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

/// An app, and the slices of a module that history holds of it, the view leaves open and does not name.
type Kept<'e> = (&'e App, Vec<Slice>);

fn unread(search: &Search) -> Box<Problem> {
    let detail = "What is kept could not be read; the log says why.";
    Box::new(Problem::new(ProblemKind::Internal, detail, search.lang))
}

/// The kept slices of each app of a search.
async fn kept<'e>(
    inner: &'e Inner,
    search: &Search,
    module: Module,
) -> Result<Vec<Kept<'e>>, Box<Problem>> {
    let named = search.view.slices();
    let is_named = |slice: &Slice| search.names_slices() && named.contains(slice);
    let mut kept = Vec::new();
    for alias in &search.view.apps {
        let Some(app) = inner.app(alias.as_str()) else {
            continue;
        };
        let slices = inner.history.slices(&app.appid, module).await;
        let mut slices = slices.map_err(|_| unread(search))?;
        slices.retain(|slice| search.leaves_open(*slice) && !is_named(slice));
        kept.push((app, slices));
    }
    Ok(kept)
}

/// Looks one module up in history.
async fn begin(
    inner: &Inner,
    search: &Search,
    module: Module,
    kept: Vec<Kept<'_>>,
    hold: Hold,
) -> Result<Begun, Box<Problem>> {
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
    let not_asked = Question {
        asking: Asking::Nothing,
        ..question.clone()
    };
    let days: Arc<[Day]> = plan::days(&question, inner.clock.today()).into();
    for (app, slices) in kept {
        let read = slices.into_iter().map(|slice| {
            let key = plan::key(app, module, slice);
            plan::part(inner, &not_asked, app.alias.clone(), key, days.clone())
        });
        let read: Vec<Part> = join_all(read).await;
        if read.iter().any(|part| part.history_failed) {
            return Err(unread(search));
        }
        parts.extend(read.into_iter().filter(|part| !part.rows.is_empty()));
    }
    Ok(Begun {
        question,
        parts,
        planned: 0,
        generations,
        ticket,
        hold,
    })
}

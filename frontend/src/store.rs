//! What the page knows of a view's data, fed by the pieces as they come.
//!
//! Each question gets a number and aborts the one before, so that an old answer never overwrites
//! a newer question; what is there stays until the first piece of the new answer. Rolling days that
//! became dates are the same question, and are not asked again. What may be large is told first,
//! and asked for when the reader says so.

mod question;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::day::DayRange;
use shared::module::Module;
use shared::reply::{Failure, Plan, Series};
use shared::stream::{Done, Joiner, Line};
use shared::view::{Days, parse};

pub use self::question::Cost;
use crate::api::{self, Failed};
use crate::browser::abort::Abort;
use crate::browser::page;

/// Where an answer stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Nothing is asked.
    #[default]
    Idle,
    /// Asked, and more may come.
    Loading,
    /// Large: told, and asked for on the next [`Store::retry`].
    Told(Cost),
    /// All is said.
    Ready(Arc<Done>),
    /// It did not come.
    Failed(Failed),
}

impl Stage {
    /// Whether nothing more comes.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self, Self::Ready(_) | Self::Failed(_))
    }
}

/// The data of a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Where the answer stands.
    pub stage: Stage,
    /// The days that are shown.
    pub range: Option<DayRange>,
    /// The question that the days were found for.
    pub ranged: String,
    /// The module of the series.
    pub module: Option<Module>,
    /// The series so far.
    pub series: Arc<Vec<Series>>,
    /// The question that the series answer.
    pub answered: String,
    /// Windows done, and in all.
    pub progress: Option<(usize, usize)>,
    /// What could not be asked.
    pub failures: Vec<Failure>,
    /// Why a failed window could not even be asked for again.
    pub unmended: Option<Failed>,
}

/// The data of one question, and the way to ask again.
#[derive(Clone, Copy)]
pub struct Store {
    /// What is known.
    pub data: RwSignal<Data>,
    question: Memo<Option<String>>,
    again: RwSignal<u32>,
    running: StoredValue<Running, LocalStorage>,
}

/// What is asked at the moment.
#[derive(Default)]
struct Running {
    /// Which of all questions it is.
    number: u64,
    /// Ends the requests before the next question's begin.
    aborts: Vec<Abort>,
    /// The question as the relay understood it: with dates for rolling days.
    understood: Option<String>,
    /// Whether the reader left before the answer was whole.
    left: bool,
}

/// What is heard of a question.
enum Heard {
    /// It is large.
    Told(Plan),
    /// A line of its answer.
    Line(Line),
    /// Its answer has ended.
    End(Result<(), Failed>),
}

impl Store {
    /// Keeps the data of `question`: the text of a view's data part, or none. Only what costs calls
    /// is told before it is asked for.
    #[must_use]
    pub fn new(question: Memo<Option<String>>, costs: bool) -> Self {
        let store = Self {
            data: RwSignal::new(Data::default()),
            question,
            again: RwSignal::new(0),
            running: StoredValue::new_local(Running::default()),
        };
        let Self {
            data,
            again,
            running,
            ..
        } = store;
        Effect::new(move |before: Option<u32>| {
            let count = again.get();
            let retried = before.is_some_and(|before| before != count);
            let question = question.get();
            let understood = running.with_value(|running| {
                running.understood.is_some() && running.understood == question
            });
            if !understood || retried {
                let told = data.with_untracked(|data| matches!(data.stage, Stage::Told(_)));
                store.ask(question, costs && !(told && retried));
            } else if let Some(question) = question {
                data.update(|data| data.ranged = question);
            }
            count
        });
        page::on_leave(move |leaves| {
            let asking = data.with_untracked(|data| {
                matches!(data.stage, Stage::Loading) || data.progress.is_some()
            });
            if leaves && asking {
                running.update_value(|running| {
                    *running = Running {
                        number: running.number + 1,
                        left: true,
                        ..Running::default()
                    };
                });
            } else if !leaves && running.with_value(|running| running.left) {
                store.retry();
            }
        });
        on_cleanup(move || {
            let _ = running.try_update_value(|running| {
                running.number += 1;
                running.aborts.clear();
            });
        });
        store
    }

    /// The days of the question as it stands now; nothing while those are shown that were asked
    /// for before.
    #[must_use]
    pub fn current_range(self) -> Option<DayRange> {
        let question = self.question.get()?;
        self.data.with(|data| {
            let is_current = data.ranged == question;
            data.range.filter(|_| is_current)
        })
    }

    /// Asks the same again, or for what was told.
    pub fn retry(self) {
        self.again.update(|count| *count += 1);
    }

    /// Asks again where the answer did not come, or for what was told.
    pub fn resume(self) {
        let stage = |data: &Data| matches!(data.stage, Stage::Failed(_) | Stage::Told(_));
        if self.data.with_untracked(stage) {
            self.retry();
        }
    }

    /// Asks for windows that failed, and for nothing else: all that is shown stays.
    pub fn mend(self, failures: Vec<Failure>) {
        let number = self.running.with_value(|running| running.number);
        let data = self.data;
        data.update(|data| {
            data.progress = Some((0, failures.len()));
            data.unmended = None;
        });
        let module = data.with_untracked(|data| data.module);
        for failure in failures {
            let Some(text) = question::of_failure(module, &failure) else {
                continue;
            };
            let (mut pieces, mut left) = (Vec::new(), Vec::new());
            let hear = move |heard| match heard {
                Heard::Line(Line::Series { series }) => pieces.extend(series),
                Heard::Line(Line::Failure { failure }) => left.push(failure),
                Heard::End(end) => data.update(|data| {
                    let left = std::mem::take(&mut left);
                    data.mend(&failure, end.map(|()| left), &pieces);
                }),
                Heard::Line(_) | Heard::Told(_) => {}
            };
            self.listen(number, text, false, Box::new(hear));
        }
    }

    /// Asks, and hands over what is heard while no newer question is asked.
    fn listen(self, number: u64, text: String, tell: bool, mut hear: Box<dyn FnMut(Heard)>) {
        let running = self.running;
        let abort = Abort::new();
        let signal = abort.signal();
        running.update_value(|running| running.aborts.push(abort));
        let mut hear = move |heard| {
            if running.try_with_value(|running| running.number == number) == Some(true) {
                hear(heard);
            }
        };
        spawn_local(async move {
            if tell {
                let plan = api::plan(&text).await;
                match plan {
                    Ok(plan) if !Cost::of(&plan).is_large() => {}
                    Ok(plan) => return hear(Heard::Told(plan)),
                    Err(failed) => return hear(Heard::End(Err(failed))),
                }
            }
            let take = &mut |line| hear(Heard::Line(line));
            let end = api::performance(&text, signal, take).await;
            hear(Heard::End(end));
        });
    }

    fn ask(self, question: Option<String>, tell: bool) {
        let Self { data, running, .. } = self;
        let number = running.try_update_value(|running| {
            *running = Running {
                number: running.number + 1,
                ..Running::default()
            };
            running.number
        });
        let (Some(view), Some(number)) = (question, number) else {
            data.set(Data::default());
            return;
        };
        data.update(|data| {
            data.stage = Stage::Loading;
            data.progress = None;
            data.failures.clear();
            data.unmended = None;
        });
        let tell = tell && shared::question::may_be_large(&view);
        let asked = view.clone();
        let mut joiner: Option<Joiner> = None;
        let hear = move |heard| match heard {
            Heard::Told(plan) => data.update(|data| {
                data.stop(&view, Stage::Told(Cost::of(&plan)));
            }),
            Heard::Line(line) => {
                if let Line::Plan { view, .. } = &line {
                    running.update_value(|running| running.understood = Some(view.clone()));
                }
                take(data, &mut joiner, &view, line);
            }
            Heard::End(Err(failed)) => {
                running.update_value(|running| running.understood = None);
                data.update(|data| data.stop(&view, Stage::Failed(failed)));
            }
            Heard::End(Ok(())) => {}
        };
        self.listen(number, asked, tell, Box::new(hear));
    }
}

impl Data {
    /// Nothing more comes of a question for now.
    fn stop(&mut self, question: &str, stage: Stage) {
        // Lines of another question must not stand under this one's words.
        if self.answered != question {
            self.series = Arc::default();
            self.range = None;
        }
        self.stage = stage;
        self.progress = None;
        // The one failure stands for all windows.
        self.failures.clear();
    }

    /// Takes in what came of a window that had failed: its days, and what failed of it again.
    fn mend(&mut self, was: &Failure, left: Result<Vec<Failure>, Failed>, pieces: &[Series]) {
        if left == Err(Failed::SignedOut) {
            // No window comes before that is mended.
            let answered = self.answered.clone();
            return self.stop(&answered, Stage::Failed(Failed::SignedOut));
        }
        let left = left.unwrap_or_else(|failed| {
            self.unmended = Some(failed);
            vec![was.clone()]
        });
        if let Some(at) = self.failures.iter().position(|one| one == was) {
            self.failures.splice(at..=at, left);
        }
        self.progress = self
            .progress
            .map(|(done, of)| (done + 1, of))
            .filter(|(done, of)| done < of);
        let parsed = parse(&self.answered, &[]);
        if let (Ok(parsed), Some(module), Some(range)) = (parsed, self.module, self.range) {
            let series = self.series.to_vec();
            let mut joiner = Joiner::holding(parsed.view, module, range, series);
            joiner.mend(pieces, &self.failures);
            self.series = Arc::new(joiner.into_series());
        }
    }
}

fn take(data: RwSignal<Data>, joiner: &mut Option<Joiner>, question: &str, line: Line) {
    match line {
        Line::Plan { view, calls } => {
            let Ok(parsed) = parse(&view, &[]) else {
                return;
            };
            let (Some(module), Days::Range(range)) = (parsed.view.module, parsed.view.days) else {
                return;
            };
            *joiner = Some(Joiner::new(parsed.view, module, range));
            data.update(|data| {
                data.progress = (calls.planned > 0).then_some((0, calls.planned));
                // Series of other days or another module cannot be shown beside these.
                if data.range != Some(range) || data.module != Some(module) {
                    data.series = Arc::default();
                }
                data.range = Some(range);
                question.clone_into(&mut data.ranged);
                data.module = Some(module);
            });
        }
        Line::Series { series } => {
            let Some(joiner) = joiner else { return };
            joiner.add(series);
            data.update(|data| {
                data.series = Arc::new(joiner.series().to_vec());
                question.clone_into(&mut data.answered);
            });
        }
        Line::Progress { done, of } => data.update(|data| data.progress = Some((done, of))),
        Line::Failure { failure } => data.update(|data| data.failures.push(failure)),
        Line::Done(done) => data.update(|data| {
            data.progress = None;
            data.failures.clone_from(&done.failures);
            if let Some(joiner) = joiner {
                data.series = Arc::new(joiner.series().to_vec());
            }
            question.clone_into(&mut data.answered);
            data.stage = Stage::Ready(Arc::new(done));
        }),
        Line::Problem { .. } => {}
    }
}

//! What the page knows of a view's data, fed by the pieces as they come.
//!
//! Each question gets a number and aborts the one before, so that an old answer never overwrites
//! a newer question; what is there stays until the first piece of the new answer. Rolling days that
//! became dates are the same question, and are not asked again.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::day::DayRange;
use shared::module::Module;
use shared::reply::{Failure, Series};
use shared::stream::{Done, Joiner, Line};
use shared::view::{Days, parse};

use crate::api::{self, Failed};
use crate::browser::abort::Abort;

/// Where an answer stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Nothing is asked.
    #[default]
    Idle,
    /// Asked, and more may come.
    Loading,
    /// All is said.
    Ready(Arc<Done>),
    /// It did not come.
    Failed(Failed),
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
}

/// The data of one question, and the way to ask again.
#[derive(Clone, Copy)]
pub struct Store {
    /// What is known.
    pub data: RwSignal<Data>,
    question: Memo<Option<String>>,
    again: RwSignal<u32>,
}

/// What is asked at the moment.
#[derive(Default)]
struct Running {
    /// Which of all questions it is.
    number: u64,
    /// Ends the request before the next begins.
    abort: Option<Abort>,
    /// The question as the relay understood it: with dates for rolling days.
    understood: Option<String>,
}

impl Store {
    /// Keeps the data of `question`: the text of a view's data part, or none.
    #[must_use]
    pub fn new(question: Memo<Option<String>>) -> Self {
        let data = RwSignal::new(Data::default());
        let again = RwSignal::new(0);
        let running: StoredValue<Running, LocalStorage> =
            StoredValue::new_local(Running::default());
        Effect::new(move |before: Option<u32>| {
            let count = again.get();
            let retried = before.is_some_and(|before| before != count);
            let question = question.get();
            let understood = running.with_value(|running| {
                running.understood.is_some() && running.understood == question
            });
            if !understood || retried {
                ask(data, running, question);
            } else if let Some(question) = question {
                data.update(|data| data.ranged = question);
            }
            count
        });
        on_cleanup(move || {
            let _ = running.try_update_value(|running| {
                running.number += 1;
                running.abort = None;
            });
        });
        Self {
            data,
            question,
            again,
        }
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

    /// Asks the same again.
    pub fn retry(self) {
        self.again.update(|count| *count += 1);
    }
}

fn ask(
    data: RwSignal<Data>,
    running: StoredValue<Running, LocalStorage>,
    question: Option<String>,
) {
    let abort = Abort::new();
    let signal = abort.signal();
    let number = running.try_update_value(|running| {
        *running = Running {
            number: running.number + 1,
            abort: question.is_some().then_some(abort),
            understood: None,
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
    });
    spawn_local(async move {
        let mut joiner: Option<Joiner> = None;
        let is_current =
            || running.try_with_value(|running| running.number == number) == Some(true);
        let end = api::performance(&view, signal, |line| {
            if !is_current() {
                return;
            }
            if let Line::Plan { view, .. } = &line {
                running.update_value(|running| running.understood = Some(view.clone()));
            }
            take(data, &mut joiner, &view, line);
        })
        .await;
        if let (Err(failed), true) = (end, is_current()) {
            running.update_value(|running| running.understood = None);
            data.update(|data| {
                // Lines of another question must not stand under this one's words.
                if data.answered != view {
                    data.series = Arc::default();
                    data.range = None;
                }
                data.stage = Stage::Failed(failed);
                data.progress = None;
                // The one failure stands for all windows.
                data.failures.clear();
            });
        }
    });
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

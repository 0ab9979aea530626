//! What the page knows of a view's data, fed by the pieces as they come.
//!
//! Each question gets a number and aborts the one before, so that an old answer never overwrites
//! a newer question; what is there stays until the first piece of the new answer.

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
    /// The days, once they are known.
    pub range: Option<DayRange>,
    /// The module of the series.
    pub module: Option<Module>,
    /// The series so far.
    pub series: Arc<Vec<Series>>,
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
    again: RwSignal<u32>,
}

impl Store {
    /// Keeps the data of `question`: the text of a view's data part, or none.
    #[must_use]
    pub fn new(question: Memo<Option<String>>) -> Self {
        let data = RwSignal::new(Data::default());
        let again = RwSignal::new(0);
        let running: StoredValue<(u64, Option<Abort>), LocalStorage> =
            StoredValue::new_local((0, None));
        Effect::new(move || {
            again.track();
            let question = question.get();
            let abort = Abort::new();
            let number = running.try_update_value(|(number, before)| {
                *number += 1;
                *before = None;
                *number
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
            let current = move || {
                running
                    .try_with_value(|(now, _)| *now == number)
                    .unwrap_or(false)
            };
            let signal = abort.signal();
            running.update_value(|(_, kept)| *kept = Some(abort));
            spawn_local(async move {
                let mut joiner: Option<Joiner> = None;
                let end = api::performance(&view, signal, |line| {
                    if current() {
                        take(data, &mut joiner, line);
                    }
                })
                .await;
                if let (Err(failed), true) = (end, current()) {
                    data.update(|data| {
                        data.stage = Stage::Failed(failed);
                        data.progress = None;
                    });
                }
            });
        });
        on_cleanup(move || {
            let _ = running.try_update_value(|(number, abort)| {
                *number += 1;
                *abort = None;
            });
        });
        Self { data, again }
    }

    /// Asks the same again.
    pub fn retry(self) {
        self.again.update(|count| *count += 1);
    }
}

fn take(data: RwSignal<Data>, joiner: &mut Option<Joiner>, line: Line) {
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
                data.module = Some(module);
            });
        }
        Line::Series { series } => {
            let Some(joiner) = joiner else { return };
            joiner.add(series);
            data.update(|data| data.series = Arc::new(joiner.series().to_vec()));
        }
        Line::Progress { done, of } => data.update(|data| data.progress = Some((done, of))),
        Line::Failure { failure } => data.update(|data| data.failures.push(failure)),
        Line::Done(done) => data.update(|data| {
            data.progress = None;
            data.failures.clone_from(&done.failures);
            if let Some(joiner) = joiner {
                data.series = Arc::new(joiner.series().to_vec());
            }
            data.stage = Stage::Ready(Arc::new(done));
        }),
        Line::Problem { .. } => {}
    }
}

//! What is asked for this page, and where its answer stands.
//!
//! Each question gets a number and aborts the one before, so that an old answer never replaces a
//! newer one. Rolling days that became dates are the same question, and are not asked again.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::changes::{Changes, Finding, KNOWN};
use shared::day::{Day, DayRange};
use shared::metric::Metric;
use shared::module::Module;
use shared::stream::Line;
use shared::view::{Days, Last, View, parse};

use crate::api::{self, Failed};
use crate::browser::abort::{Abort, Signal};
use crate::store::Cost;

/// About so many days are searched at least: a change needs days before it. The relay's settings
/// decide; here they are counted to tell a large search before it is asked for.
const SEARCHED: u16 = 93;

/// Where the answer stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// Asked.
    Loading,
    /// Large: told, and asked for on the next [`Search::retry`].
    Told(usize),
    /// What was found, the worst first.
    Ready(Arc<Vec<Finding>>),
    /// It did not come.
    Failed(Failed),
}

/// A metric of an app, as findings name it.
type Key = (String, Module, String);

/// The search of a view.
#[derive(Clone, Copy)]
pub(super) struct Search {
    /// Where the answer stands.
    pub(super) stage: RwSignal<Stage>,
    /// The metrics' own words, once they are known; `None` while they are asked for.
    names: RwSignal<Option<Vec<(Key, Metric)>>>,
    /// The days of the answer, beside the question that they were found for.
    range: RwSignal<Option<(View, DayRange)>>,
    /// The question, with dates once they are known.
    view: Memo<Option<View>>,
    again: RwSignal<u32>,
    running: StoredValue<Running, LocalStorage>,
}

#[derive(Default)]
struct Running {
    /// Which of all questions it is.
    number: u64,
    /// Ends its requests before the next question's begin.
    abort: Option<Abort>,
    /// The question as the relay understood it: with dates for rolling days.
    understood: Option<String>,
}

impl Search {
    /// Asks for what changed by `view`, whenever that changes.
    pub(super) fn new(view: Memo<Option<View>>) -> Self {
        let search = Self {
            stage: RwSignal::new(Stage::Loading),
            names: RwSignal::new(None),
            range: RwSignal::new(None),
            view,
            again: RwSignal::new(0),
            running: StoredValue::new_local(Running::default()),
        };
        Effect::new(move |before: Option<u32>| {
            let count = search.again.get();
            let retried = before.is_some_and(|before| before != count);
            let Some(view) = view.get() else {
                search.ends();
                return count;
            };
            let text = view.write();
            let understood = |running: &Running| running.understood.as_ref() == Some(&text);
            if retried || !search.running.with_value(understood) {
                let told = search
                    .stage
                    .with_untracked(|stage| matches!(stage, Stage::Told(_)));
                search.ask(view, text, !(told && retried));
            }
            count
        });
        on_cleanup(move || search.ends());
        search
    }

    /// Asks again, or for what was told.
    pub(super) fn retry(self) {
        self.again.update(|count| *count += 1);
    }

    /// The days of the view: its own, or those that the relay found.
    pub(super) fn current_range(self) -> Option<DayRange> {
        let view = self.view.get()?;
        match view.days {
            Days::Range(range) => Some(range),
            Days::Last(_) => {
                let (of, range) = self.range.get()?;
                (of == view).then_some(range)
            }
        }
    }

    /// Whether nothing more will come.
    pub(super) fn is_whole(self) -> bool {
        let ready = self.stage.with(|stage| matches!(stage, Stage::Ready(_)));
        ready && self.names.with(Option::is_some)
    }

    /// The metric of a finding in the relay's words; `None` where they are not known.
    pub(super) fn metric(self, finding: &Finding) -> Option<Metric> {
        self.names.with(|names| {
            let mut names = names.iter().flatten();
            let found = names.find(|(key, _)| is_of(key, finding));
            found.map(|(_, metric)| metric.clone())
        })
    }

    /// Gives up what is asked.
    fn ends(self) {
        let _ = self.running.try_update_value(|running| {
            *running = Running {
                number: running.number + 1,
                ..Running::default()
            };
        });
    }

    fn ask(self, view: View, text: String, tell: bool) {
        self.ends();
        let abort = Abort::new();
        let signal = abort.signal();
        let number = self.running.try_update_value(|running| {
            running.abort = Some(abort);
            running.number
        });
        self.stage.set(Stage::Loading);
        self.names.set(None);
        self.range.set(None);
        let plan = if tell { cost_question(&view) } else { None };
        let is_current = move || self.running.try_with_value(|running| running.number) == number;
        spawn_local(async move {
            if let Some(plan) = plan
                // What is wrong with the view the search itself says.
                && let Ok(plan) = api::plan(&plan).await
                && Cost::of(&plan).is_large()
            {
                if is_current() {
                    self.stage.set(Stage::Told(plan.calls.planned));
                }
                return;
            }
            let answer = api::changes(&text, signal.clone()).await;
            if !is_current() {
                return;
            }
            let findings = match answer {
                Ok(changes) => self.take(view, changes),
                Err(failed) => return self.stage.set(Stage::Failed(failed)),
            };
            let names = names(&findings, signal).await;
            if is_current() {
                self.names.set(Some(names));
            }
        });
    }

    fn take(self, asked: View, changes: Changes) -> Arc<Vec<Finding>> {
        let Changes { view, findings } = changes;
        let days = parse(&view, &[]).ok().map(|parsed| parsed.view.days);
        self.running
            .update_value(|running| running.understood = Some(view));
        let findings = Arc::new(findings);
        if let Some(Days::Range(range)) = days {
            self.range.set(Some((asked, range)));
        }
        self.stage.set(Stage::Ready(findings.clone()));
        findings
    }
}

/// The days of a text that says none of its own.
pub(super) fn any_day() -> DayRange {
    DayRange::ending(Day::at_unix(0).plus(20_000), 1)
}

/// Whether a view names slices, which are then asked of WeChat.
pub(super) fn names_slices(view: &View) -> bool {
    !(view.platforms.is_empty() && view.levels.is_empty() && view.networks.is_empty())
}

/// The question for what a search would cost; `None` where it asks nobody: only slices that the
/// view names are fetched.
fn cost_question(view: &View) -> Option<String> {
    if !names_slices(view) {
        return None;
    }
    let mut view = view.clone();
    let count = view.days.resolve(any_day().end()).count();
    if count < usize::from(SEARCHED) {
        view.days = match view.days {
            Days::Range(range) => Days::Range(DayRange::ending(range.end(), SEARCHED.into())),
            Days::Last(_) => Days::Last(Last::Days(SEARCHED)),
        };
    }
    Some(view.write())
}

/// The metrics of findings, which tell ids alone. History is asked and nobody else: a name is no
/// reason to call anyone, and the id says as much as there is.
async fn names(findings: &[Finding], signal: Option<Signal>) -> Vec<(Key, Metric)> {
    let mut names: Vec<(Key, Metric)> = Vec::new();
    for finding in findings {
        if names.iter().any(|(key, _)| is_of(key, finding)) {
            continue;
        }
        let Some(mut view) = chart_of(finding) else {
            continue;
        };
        // One answer tells every metric of the module.
        view.metrics.clear();
        let mut take = |line| {
            if let Line::Series { series } = line {
                for one in series {
                    let key = (one.app, finding.module, one.metric.id.clone());
                    names.push((key, one.metric));
                }
            }
        };
        let question = [&view.write(), KNOWN].join("&");
        let _ = api::performance(&question, signal.clone(), &mut take).await;
    }
    names
}

fn is_of((app, module, metric): &Key, finding: &Finding) -> bool {
    *app == finding.app && *module == finding.module && *metric == finding.metric
}

/// The view that charts a finding.
pub(super) fn chart_of(finding: &Finding) -> Option<View> {
    let (_, text) = finding.link.split_once('?')?;
    Some(parse(text, &[]).ok()?.view)
}

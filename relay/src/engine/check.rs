//! Whether an app can be asked at all, step by step: what `bootlens check` shows.

use serde::Serialize;
use shared::day::{Day, DayRange, Utc};
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::Problem;
use shared::text::Lang;
use shared::value::Value;

use super::Engine;

/// How many days are asked: the newest of them that has a value tells how far the data reaches.
const DAYS: u32 = 7;

/// What was found of one app.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckReport {
    /// The app's alias.
    pub app: String,
    /// The steps that were taken, in order; the first that failed ends them.
    pub steps: Vec<CheckStep>,
    /// The newest day with a value.
    pub newest_day: Option<Day>,
    /// How far the last daily collection came; nothing where there was none.
    pub collection: Option<CollectionReport>,
}

/// How far a daily collection came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CollectionReport {
    /// On which day in Beijing.
    pub day: Day,
    /// When it was complete.
    pub done_at: Option<Utc>,
    /// Windows that were asked.
    pub asked: u64,
    /// Windows that failed, each time that they did.
    pub failed: u64,
}

impl CheckReport {
    /// Whether every step went well.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.steps.iter().all(|step| step.problem.is_none())
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckStep {
    /// What was tried.
    pub name: StepName,
    /// What is wrong, with the remedy; nothing where it went well.
    pub problem: Option<Problem>,
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// A token is fetched.
    Token,
    /// The interface is asked for a week of memory data.
    Interface,
    /// The newest day with a value is looked for; there may be none.
    NewestDay,
}

impl Engine {
    /// Checks an app; `None` for one nobody knows. Costs at most one token call and one data call.
    pub async fn check(&self, alias: &str, lang: Lang) -> Option<CheckReport> {
        let inner = &self.0;
        let app = inner.app(alias)?;
        let mut report = CheckReport {
            app: app.alias.clone(),
            steps: Vec::new(),
            newest_day: None,
            collection: None,
        };
        // History has told why where it can't be read; the check is about WeChat.
        let last = inner
            .history
            .last_collection(&app.appid)
            .await
            .ok()
            .flatten();
        report.collection = last.map(|last| CollectionReport {
            day: last.day,
            done_at: last.done_at.map(Utc),
            asked: last.asked,
            failed: last.failed,
        });
        let token = app.account.check_token().await;
        let problem = token.err().map(|error| error.problem(lang));
        report.push(StepName::Token, problem);
        if !report.is_ok() {
            return Some(report);
        }
        let today = inner.clock.today();
        // The ceiling stops readers, not the operator who looks for a fault; the call counts.
        let counted = inner.history.count_call(&app.appid, today, u64::MAX).await;
        // History has told why; the check is about WeChat.
        drop(counted);
        let window = DayRange::ending(today.plus(-1), DAYS);
        match app.account.boot(Module::Memory, Slice::ALL, window).await {
            Ok(answer) => {
                report.push(StepName::Interface, None);
                report.newest_day = answer
                    .days
                    .iter()
                    .rev()
                    .find(|(_, points)| {
                        let mut texts = points.iter().map(|point| &point.text);
                        texts.any(|text| Value::from_text(text).is_some())
                    })
                    .map(|(day, _)| *day);
                report.push(StepName::NewestDay, None);
            }
            Err(error) => report.push(StepName::Interface, Some(error.problem(lang))),
        }
        Some(report)
    }
}

impl CheckReport {
    fn push(&mut self, name: StepName, problem: Option<Problem>) {
        self.steps.push(CheckStep { name, problem });
    }
}

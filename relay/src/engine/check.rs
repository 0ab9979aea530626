//! Whether an app can be asked at all, step by step: what `bootlens check` shows.

mod words;

use serde::Serialize;
use shared::day::{Day, DayRange, Utc};
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::text::Lang;
use shared::value::Value;

use super::filters::{self, LearnedFilters};
use super::{App, Engine, Inner};
use crate::wechat::{Answer, Error, RidReport};
use words::Words;

/// How many days are asked: the newest of them that has a value tells how far the data reaches.
const DAYS: u32 = 7;

/// How many seconds WeChat's clock may be from ours: signed calls are refused from 300 on.
const SKEW: i64 = 60;

/// What was found of one app.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckReport {
    /// The app's alias.
    pub app: String,
    /// Every step, in order.
    pub steps: Vec<CheckStep>,
    /// The newest day with a value.
    pub newest_day: Option<Day>,
    /// What was learned of each module's filters so far.
    pub filters: Vec<LearnedFilters>,
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
    /// Whether no step failed.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.steps
            .iter()
            .all(|step| step.result != StepResult::Failed)
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckStep {
    /// What was tried.
    pub name: StepName,
    /// How it went.
    pub result: StepResult,
    /// What was found, and the remedy where it failed; for the operator, in their language.
    pub text: String,
    /// WeChat's answer, where that is what failed.
    pub problem: Option<Problem>,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepResult {
    /// Well.
    Ok,
    /// Something is to be mended.
    Failed,
    /// It was not tried, or there is nothing to be tried.
    None,
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// A token is had.
    Token,
    /// The interface is asked for a week of memory data.
    Interface,
    /// Whether WeChat takes calls from this machine's address.
    Ip,
    /// Whether calls are signed, and how replies come.
    Signing,
    /// How far WeChat's clock is from ours.
    Clock,
    /// What is left of today's calls.
    Quota,
    /// The newest day with a value is looked for; there may be none.
    NewestDay,
}

impl Engine {
    /// Checks an app; `None` for one nobody knows. Costs at most one token call, one data call and
    /// one for the quota.
    pub async fn check(&self, alias: &str, lang: Lang) -> Option<CheckReport> {
        let inner = &self.0;
        let app = inner.app(alias)?;
        // History has told why where it can't be read; the check is about WeChat.
        let last = inner.history.last_collection(&app.appid).await;
        let collection = last.ok().flatten().map(|last| CollectionReport {
            day: last.day,
            done_at: last.done_at.map(Utc),
            asked: last.asked,
            failed: last.failed,
        });
        let mut check = Check {
            app,
            words: Words(lang),
            steps: Vec::new(),
        };
        let newest_day = check.ask(inner).await;
        let steps = check.steps;
        Some(CheckReport {
            app: app.alias.clone(),
            steps,
            newest_day,
            filters: filters::learned(inner, app).await,
            collection,
        })
    }

    /// Asks WeChat what became of a request of an app; `None` for an app nobody knows.
    ///
    /// # Errors
    /// What WeChat refused, or why no reply came.
    pub async fn lookup(&self, alias: &str, rid: &str) -> Option<Result<RidReport, Error>> {
        let app = self.0.app(alias)?;
        Some(app.account.lookup(rid).await)
    }
}

/// A check under way.
struct Check<'a> {
    app: &'a App,
    words: Words,
    steps: Vec<CheckStep>,
}

impl Check<'_> {
    /// Takes every step; gives the newest day.
    async fn ask(&mut self, inner: &Inner) -> Option<Day> {
        let account = &self.app.account;
        let token = account.check_token().await;
        match &token {
            Ok(()) => self.well(StepName::Token, self.words.token()),
            Err(error) => self.failed(StepName::Token, error),
        }
        let today = inner.clock.today();
        let answer = match &token {
            Ok(()) => Some(ask_a_week(inner, self.app, today).await),
            Err(_) => None,
        };
        match &answer {
            Some(Ok(_)) => self.well(StepName::Interface, self.words.interface()),
            Some(Err(error)) => self.failed(StepName::Interface, error),
            None => self.untried(StepName::Interface, self.words.no_token()),
        }
        let refused = token.as_ref().err();
        let refused = refused.or(answer.as_ref().and_then(|answer| answer.as_ref().err()));
        self.ip(refused);
        self.signing(refused, token.is_ok());
        self.clock();
        self.quota(inner, refused, token.is_ok()).await;
        let newest = answer.and_then(Result::ok).map(|answer| newest(&answer));
        match newest {
            Some(Some(day)) => self.well(StepName::NewestDay, day.to_string()),
            Some(None) => self.well(StepName::NewestDay, self.words.no_newest_day()),
            None => self.untried(StepName::NewestDay, self.words.no_answer()),
        }
        newest.flatten()
    }

    fn ip(&mut self, refused: Option<&Error>) {
        let (name, words) = (StepName::Ip, self.words);
        match refused {
            Some(error) if error.kind == ProblemKind::UpstreamIp => {
                self.push(name, StepResult::Failed, words.ip_refused(error.ip()), None);
            }
            // Without an answer of WeChat's nothing is known of it.
            Some(error) if error.errcode.is_none() => self.untried(name, words.no_answer()),
            _ => self.well(name, words.ip_taken()),
        }
    }

    fn signing(&mut self, refused: Option<&Error>, asked: bool) {
        let (name, words) = (StepName::Signing, self.words);
        let account = &self.app.account;
        match (refused, account.standings().standing()) {
            (Some(error), _) if error.kind == ProblemKind::UpstreamSigning => {
                self.failed(name, error);
            }
            _ if !account.signs() => self.push(name, StepResult::None, words.unsigned(), None),
            (_, Some(standing)) => {
                let (result, text) = words.standing(standing);
                self.push(name, result, text, None);
            }
            (_, None) if asked => self.untried(name, words.no_answer()),
            (_, None) => self.untried(name, words.no_token()),
        }
    }

    fn clock(&mut self) {
        let (name, words) = (StepName::Clock, self.words);
        match self.app.account.skew() {
            None => self.untried(name, words.no_answer()),
            Some(skew) if skew.abs() <= SKEW => self.well(name, words.clock(skew)),
            Some(skew) => self.push(name, StepResult::Failed, words.clock_wrong(skew), None),
        }
    }

    async fn quota(&mut self, inner: &Inner, refused: Option<&Error>, asked: bool) {
        let (name, words) = (StepName::Quota, self.words);
        if let Some(error) = refused.filter(|error| error.kind == ProblemKind::UpstreamQuotaDay) {
            self.failed(name, error);
            return;
        }
        if !asked {
            self.untried(name, words.no_token());
            return;
        }
        let told = inner.learn(self.app).await;
        let Some(quota) = inner.quota(&self.app.appid).await else {
            self.untried(name, words.no_history());
            return;
        };
        let ceiling = inner.config.upstream.daily_calls;
        let text = words.quota(told.as_ref(), quota, ceiling);
        let result = if quota.left == 0 {
            StepResult::Failed
        } else if told.is_ok() {
            StepResult::Ok
        } else {
            StepResult::None
        };
        self.push(name, result, text, None);
    }

    fn well(&mut self, name: StepName, text: String) {
        self.push(name, StepResult::Ok, text, None);
    }

    fn untried(&mut self, name: StepName, text: String) {
        self.push(name, StepResult::None, text, None);
    }

    fn failed(&mut self, name: StepName, error: &Error) {
        let Words(lang) = self.words;
        let problem = Some(error.problem(lang));
        self.push(name, StepResult::Failed, error.for_operator(lang), problem);
    }

    fn push(&mut self, name: StepName, result: StepResult, text: String, problem: Option<Problem>) {
        self.steps.push(CheckStep {
            name,
            result,
            text,
            problem,
        });
    }
}

async fn ask_a_week(inner: &Inner, app: &App, today: Day) -> Result<Answer, Error> {
    let counted = async || {
        // The ceiling stops readers, not the operator who looks for a fault; the call counts.
        let counted = inner.history.count_call(&app.appid, today, u64::MAX).await;
        // History has told why; the check is about WeChat.
        drop(counted);
        Ok(())
    };
    let window = DayRange::ending(today.plus(-1), DAYS);
    let account = &app.account;
    account
        .boot(Module::Memory, Slice::ALL, window, counted)
        .await
}

/// The newest day with a value.
fn newest(answer: &Answer) -> Option<Day> {
    let mut days = answer.days.iter().rev();
    let has_value = |texts: &[crate::wechat::Point]| {
        texts
            .iter()
            .any(|point| Value::from_text(&point.text).is_some())
    };
    days.find(|(_, points)| has_value(points))
        .map(|(day, _)| *day)
}

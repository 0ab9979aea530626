//! The engine against the simulator, over real sockets.

mod boarding;
mod faults;
mod pieces;
mod plans;
mod tokens;

use std::sync::Arc;

use shared::apps::AppKind;
use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::Problem;
use shared::reply::{Reply, Series};
use shared::text::Lang;
use shared::view::{Alias, View, parse};
use simulator::{BOOT, Running, STABLE_TOKEN, Simulator};

use super::Begun;
use super::{Engine, Question, Refusal};
use crate::clock::Clock;
use crate::config::{AppConfig, Config, Credential, SecretSource};
use crate::history::{History, Moment};

/// Noon of the day that it is in these tests.
const TODAY: &str = "2026-10-20";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A relay's engine and the simulator that it asks, on one clock.
struct Bench {
    engine: Engine,
    clock: Clock,
    running: Running,
}

impl Bench {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::fixed(day(TODAY).beijing_midnight() + 12 * 3600);
        let held = clock.clone();
        let running = Simulator::start(Arc::new(move || held.now()))
            .await
            .unwrap();
        let apps = running.simulator().apps();
        let apps = apps.into_iter().map(|app| AppConfig {
            alias: Alias::new(&app.alias).unwrap(),
            appid: app.appid,
            name: app.name,
            kind: AppKind::MiniProgram,
            groups: Vec::new(),
            users: Vec::new(),
            former_aliases: Vec::new(),
            marks_file: None,
            marks: Vec::new(),
            budgets_file: None,
            credential: Credential::Secret {
                secret: SecretSource::inline(app.secret),
                force_refresh: false,
            },
            signing: None,
        });
        let listen = "127.0.0.1:0".parse().unwrap();
        let url = running.url().to_owned();
        let mut config = Config::demo(listen, url, apps.collect(), Vec::new());
        change(&mut config);
        let history = History::memory().await.unwrap();
        let engine = Engine::new(Arc::new(config), clock.clone(), history).unwrap();
        Self {
            engine,
            clock,
            running,
        }
    }

    fn simulator(&self) -> &Simulator {
        self.running.simulator()
    }

    fn appid(&self, alias: &str) -> String {
        let apps = self.simulator().apps();
        let app = apps.into_iter().find(|app| app.alias == alias);
        app.unwrap().appid
    }

    async fn question(&self, view: &str) -> Result<Question, Refusal> {
        self.engine
            .question(view_of(view), Lang::En, Moment::Now)
            .await
    }

    async fn whole(&self, view: &str) -> Result<Reply, Box<Problem>> {
        let question = self.question(view).await.unwrap();
        self.engine.whole(self.engine.begin(question).await?).await
    }

    /// What a question would cost.
    async fn planned(&self, question: Question) -> usize {
        let begun = self.engine.begin(question).await.unwrap();
        begun.planned().planned
    }

    async fn begun(&self, view: &str) -> Begun {
        let question = self.question(view).await.unwrap();
        self.engine.begin(question).await.unwrap()
    }

    async fn reply(&self, view: &str) -> Reply {
        self.whole(view).await.unwrap()
    }

    async fn problem(&self, view: &str) -> Box<Problem> {
        self.whole(view).await.unwrap_err()
    }

    fn boots(&self) -> usize {
        self.simulator().count(BOOT)
    }

    fn token_calls(&self) -> usize {
        self.simulator().count(STABLE_TOKEN)
    }
}

fn view_of(text: &str) -> View {
    parse(text, &[]).unwrap().view
}

/// A series of the slice all and the current period.
fn series<'r>(reply: &'r Reply, metric: &str) -> &'r Series {
    let mut all = reply.series.iter();
    all.find(|series| series.metric.id == metric && series.slice == Slice::ALL)
        .unwrap()
}

/// The simulator's own value for each day of a series.
fn truth(bench: &Bench, series: &Series, days: &[Day]) -> Vec<Option<shared::value::Value>> {
    let appid = bench.appid(&series.app);
    let value = |day: &Day| {
        let (slice, id, line) = (series.slice, &series.metric.id, series.metric.line);
        let text = bench
            .simulator()
            .value(&appid, Module::Memory, slice, id, line, *day)?;
        shared::value::Value::from_text(&text)
    };
    days.iter().map(value).collect()
}

//! A relay and the simulator that it asks, on free ports, with one clock that stands still.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use relay::clock::Clock;
use relay::config::{AppConfig, Config, Credential, SecretSource};
use relay::serve::Socket;
use shared::apps::AppKind;
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::reply::{Reply, Series};
use shared::value::Value;
use shared::view::Alias;
use simulator::{AppSpec, BOOT, Call, Effect, Fault, Pair, Running, STABLE_TOKEN, Simulator};

use crate::served::Served;
use crate::{Answer, Behind, Nobody, Store, Way};

/// Today in every test.
pub const TODAY: &str = "2026-10-30";
/// Half past nine in the morning: the data of the day before have come.
const SECONDS_OF_DAY: i64 = 9 * 3600 + 1800;

/// A relay, the simulator behind it, and the clock of both.
#[derive(Debug)]
pub struct House {
    /// Behind the relay.
    pub upstream: Arc<Running>,
    /// The clock of both.
    pub clock: Clock,
    /// The relay's port, which stays the house's while the relay is stopped.
    port: Nobody,
    url: String,
    client: reqwest::Client,
    config: Config,
    served: Served,
}

impl House {
    /// A relay just started, whose apps are the simulator's.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with a configuration of its own.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = held_clock();
        let upstream = upstream(&clock).await;
        let mut config = config(&upstream);
        change(&mut config);
        Self::run(config, Arc::new(upstream), clock).await
    }

    /// A relay whose first app gets its token in one of the ways, and signs its calls where a
    /// pair is given.
    pub async fn by(
        way: Way,
        pair: Option<Pair>,
        change: impl FnOnce(&mut Config, &Running),
    ) -> (Self, Behind) {
        let clock = held_clock();
        let upstream = upstream(&clock).await;
        let behind = Behind::new(way, pair, &upstream).await;
        let mut config = config(&upstream);
        behind.configure(&mut config);
        change(&mut config, &upstream);
        upstream.simulator().clear_calls();
        (Self::run(config, Arc::new(upstream), clock).await, behind)
    }

    /// A relay on a store of choice.
    pub async fn on(store: &Store) -> Self {
        Self::with(|config| config.history = store.place()).await
    }

    /// Another relay on the same store, simulator and clock; events are pushed to one alone.
    pub async fn beside(&self) -> Self {
        let mut config = self.config.clone();
        for platform in &mut config.platforms {
            platform.events = None;
        }
        Self::run(config, self.upstream.clone(), self.clock.clone()).await
    }

    /// The demo as a newcomer finds it, with its releases and its words for every metric; only its
    /// clock stands still.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn demo() -> Self {
        let clock = held_clock();
        let upstream = upstream(&clock).await;
        let config = relay::demo::config((Ipv4Addr::LOCALHOST, 0).into(), &upstream, &clock);
        Self::run(config, Arc::new(upstream), clock).await
    }

    async fn run(config: Config, upstream: Arc<Running>, clock: Clock) -> Self {
        let port = Nobody::new();
        let served = Served::start(config.clone(), clock.clone(), socket(&port).await);
        Self {
            upstream,
            clock,
            url: port.url(),
            port,
            client: client(),
            config,
            served,
        }
    }

    /// Starts the relay that was stopped anew, at the same address and with nothing in memory.
    ///
    /// # Panics
    /// Where it was not stopped.
    pub async fn start_again(&mut self) {
        let (config, clock) = (self.config.clone(), self.clock.clone());
        self.served = Served::start(config, clock, socket(&self.port).await);
        // Its connections were to the relay of before, and may only now be found closed.
        self.client = client();
    }

    /// Changes the configuration that the next start goes by.
    pub fn change(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
    }

    /// Lets the relay take over its configuration, changed, as it does when the file was.
    pub async fn reload(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
        self.served.reload(Ok(self.config.clone())).await;
    }

    /// The relay's origin, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The simulator.
    #[must_use]
    pub fn simulator(&self) -> &Simulator {
        self.upstream.simulator()
    }

    /// A request for a path below the base path.
    pub fn request(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}/{path}", self.url))
    }

    /// The answer to a path.
    ///
    /// # Panics
    /// Where the relay does not answer.
    pub async fn get(&self, path: &str) -> Answer {
        let response = self.request(path).send().await;
        Answer::read(response.expect(path)).await
    }

    /// The reply to a view.
    pub async fn reply(&self, view: &str) -> Reply {
        self.performance(view).await.reply()
    }

    /// The answer to a view, be it a reply or a problem.
    pub async fn performance(&self, view: &str) -> Answer {
        self.get(&format!("{}?{view}", shared::paths::PERFORMANCE))
            .await
    }

    /// The stream of a view, read to its end.
    ///
    /// # Panics
    /// Where the relay does not answer.
    pub async fn stream(&self, view: &str) -> Answer {
        let request = self.request(&format!("{}?{view}", shared::paths::PERFORMANCE));
        let response = request.header("accept", shared::paths::NDJSON).send().await;
        Answer::read(response.expect(view)).await
    }

    /// The calls for data so far.
    #[must_use]
    pub fn data_calls(&self) -> Vec<Call> {
        let mut calls = self.simulator().calls();
        calls.retain(|call| call.path == BOOT);
        calls
    }

    /// Waits until so many calls for data have come to the simulator.
    ///
    /// # Panics
    /// Where they do not come.
    pub async fn called(&self, times: usize) {
        called(self.simulator(), times).await;
    }

    /// What the simulator says of an app, a series' slice and metric, day for day.
    ///
    /// # Panics
    /// Where the app is unknown.
    #[must_use]
    pub fn truth(&self, module: Module, series: &Series, range: DayRange) -> Vec<Option<Value>> {
        let value = |day| {
            let metric = &series.metric;
            let appid = self.appid(&series.app);
            let text =
                self.simulator()
                    .value(&appid, module, series.slice, &metric.id, metric.line, day);
            text.as_deref().and_then(Value::from_text)
        };
        range.days().map(value).collect()
    }

    /// The AppID of an alias.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn appid(&self, alias: &str) -> String {
        let apps = self.simulator().apps();
        let app = apps.into_iter().find(|app| app.alias == alias);
        app.expect("one of the simulator's apps").appid
    }

    /// Stops the relay; what is asked after that finds nobody.
    ///
    /// # Panics
    /// Where it does not stop as it should.
    pub async fn stop(&mut self) {
        self.served.stop().await;
    }
}

/// Waits until so many calls for data have come to a simulator.
///
/// # Panics
/// Where they do not come.
pub async fn called(simulator: &Simulator, times: usize) {
    for _ in 0..2_000 {
        if simulator.count(BOOT) >= times {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{} calls, not {times}", simulator.count(BOOT));
}

async fn socket(port: &Nobody) -> Socket {
    let bound = Socket::bind(&port.address().into()).await;
    bound.expect("the house's port")
}

fn client() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().build();
    client.expect("a client")
}

/// A clock that stands at half past nine of [`TODAY`].
///
/// # Panics
/// Never: [`TODAY`] is a date.
#[must_use]
pub fn held_clock() -> Clock {
    let today: Day = TODAY.parse().expect("a date");
    Clock::fixed(today.beijing_midnight() + SECONDS_OF_DAY)
}

/// The days that end yesterday.
///
/// # Panics
/// Never: [`TODAY`] is a date.
#[must_use]
pub fn last_days(count: u32) -> DayRange {
    let today: Day = TODAY.parse().expect("a date");
    DayRange::ending(today.plus(-1), count)
}

/// A view's text of an app, a module and days.
#[must_use]
pub fn view(app: &str, module: Module, range: DayRange) -> String {
    format!(
        "app={app}&module={module}&start={}&end={}",
        range.start(),
        range.end()
    )
}

/// A simulator with this clock.
///
/// # Panics
/// Where no port is free.
pub async fn upstream(clock: &Clock) -> Running {
    let clock = clock.clone();
    let started = Simulator::start(Arc::new(move || clock.now())).await;
    started.expect("a free port")
}

/// The configuration of a relay for the simulator's apps.
#[must_use]
pub fn config(upstream: &Running) -> Config {
    let apps = upstream
        .simulator()
        .apps()
        .into_iter()
        .map(|app| AppConfig {
            alias: Alias::new(&app.alias).expect("an alias"),
            kind: match app.kind {
                "mini-game" => AppKind::MiniGame,
                _ => AppKind::MiniProgram,
            },
            appid: app.appid,
            name: app.name,
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
    let mut config = Config::demo(
        (Ipv4Addr::LOCALHOST, 0).into(),
        upstream.url().to_owned(),
        apps.collect(),
        Vec::new(),
    );
    config.demo = false;
    // Tests ask oftener than people.
    config.limits.per_user_per_minute = 0;
    config.drain = Duration::from_millis(200);
    config
}

/// The token that `stable_token` gives everybody who has an app's secret, with its seconds to live.
pub async fn stable_token(upstream: &str, app: &AppSpec) -> Option<(String, i64)> {
    let body = serde_json::json!({
        "grant_type": "client_credential", "appid": app.appid, "secret": app.secret,
    });
    let asked = client()
        .post(format!("{upstream}{STABLE_TOKEN}"))
        .body(body.to_string())
        .send();
    let reply: serde_json::Value = asked.await.ok()?.json().await.ok()?;
    let token = reply["access_token"].as_str()?.to_owned();
    Some((token, reply["expires_in"].as_i64()?))
}

/// «返回示例» of the documentation of getPerformanceData, to the byte but for blanks.
const DOCUMENTED: &str = r#"{"errcode":0,"errmsg":"ok","data":{"body":{"tables":[
    {"id":"memorydiff","lines":[{"fields":[{"refdate":"20210103","value":"70.7778"},{"refdate":"20210104","value":"72.0446"}]}],"zh":"内存增长均值"},
    {"id":"memory","lines":[{"fields":[{"refdate":"20210103","value":"314"},{"refdate":"20210104","value":"302.3218"}]}],"zh":"内存均值"}
],"count":2}}}"#;

/// That reply, to every call for data.
#[must_use]
pub fn documented() -> Fault {
    let exact = Effect::Exact {
        status: 200,
        content_type: "application/json; encoding=utf-8".to_owned(),
        body: DOCUMENTED.to_owned(),
    };
    Fault::new(exact).path(BOOT)
}

/// The slice of words such as `ios.high`.
///
/// # Panics
/// Where they name none.
#[must_use]
pub fn slice(words: &str) -> Slice {
    words.parse().expect("words of a slice")
}

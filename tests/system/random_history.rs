//! Random lives of a relay: whatever is asked, however WeChat fails and corrects itself, wherever
//! the clock goes and when the relay starts anew, what is served is what WeChat said last.

mod life;
mod model;

use std::time::Duration;

use futures::future::join_all;
use proptest::test_runner::{Config, TestRunner};
use shared::day::{Day, Minute};
use tests::house::TODAY;
use tests::{House, Postgres, Store};

use life::{Ask, Step, steps};
use model::{Model, Moment};

/// How many lives each database has in an ordinary run; `cargo xtask soak` asks for more.
const CASES: u32 = 60;
/// Longer than the simulator takes on a busy machine, short beside a call that is slow on purpose.
const TIMEOUT: Duration = Duration::from_secs(3);

fn config() -> Config {
    let own = Config::default();
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    Config {
        cases: if is_set { own.cases } else { CASES },
        // Each try is a relay of its own: a few hundred are a minute.
        max_shrink_iters: 400,
        failure_persistence: None,
        ..own
    }
}

/// Tries lives on stores that `make` makes and `end` throws away.
fn live(make: impl AsyncFn() -> Store, end: impl AsyncFn(Store)) {
    let mut runner = TestRunner::new(config());
    let outcome = runner.run(&steps(), |steps| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let store = make().await;
            Life::new(&store).await.through(&steps).await;
            end(store).await;
        });
        runtime.shutdown_background();
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn what_is_served_is_what_wechat_said_last_on_sqlite() {
    live(async || Store::file(), async |store| drop(store));
}

#[test]
fn what_is_served_is_what_wechat_said_last_on_postgresql() {
    let make = async || Store::postgres().await;
    let end = async |store: Store| Postgres::shared().await.throw_away(store.text()).await;
    live(make, end);
}

/// A relay, and what WeChat has told it so far.
struct Life {
    house: House,
    model: Model,
    /// What was known at the end of a minute.
    before: Vec<(Minute, Model)>,
    went_back: bool,
}

impl Life {
    async fn new(store: &Store) -> Self {
        let house = House::with(|config| {
            config.history = store.place();
            config.upstream.timeout = TIMEOUT;
        })
        .await;
        house.simulator().keep_bodies();
        Self {
            house,
            model: Model::default(),
            before: Vec::new(),
            went_back: false,
        }
    }

    async fn through(mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Ask(asks) => self.ask(asks).await,
                Step::Wait(seconds) => self.house.clock.set(self.house.clock.now() + seconds),
                Step::Back(seconds) => {
                    self.went_back = true;
                    self.house.clock.set(self.house.clock.now() - seconds);
                }
                Step::Trouble(trouble) => {
                    self.house.simulator().clear_faults();
                    for fault in trouble.iter().flat_map(life::Trouble::faults) {
                        self.house.simulator().script(fault);
                    }
                }
                Step::Amend(days, amendment) => self.house.simulator().amend(*days, *amendment),
                Step::Restart => {
                    self.house.stop().await;
                    self.house.start_again().await;
                }
            }
        }
        self.look_back().await;
    }

    fn moment(&self) -> Moment {
        Moment {
            today: self.house.clock.today(),
            exact: !self.went_back,
        }
    }

    /// Asks all at once; what is answered must fit what was known before or is known now.
    async fn ask(&mut self, asks: &[Ask]) {
        self.house.simulator().clear_calls();
        let answers = join_all(
            asks.iter()
                .map(async |ask| self.house.performance(&ask.view()).await),
        )
        .await;
        let before = self.model.clone();
        for call in self.house.data_calls() {
            self.model.take(&call);
        }
        let alone = asks.len() == 1;
        for (ask, answer) in asks.iter().zip(&answers) {
            // Others may have changed days while this one was on its way.
            let models = if alone {
                vec![&self.model]
            } else {
                vec![&before, &self.model]
            };
            model::check(ask, answer, &models, self.moment(), &self.house);
        }
        if alone && answers[0].status == 200 && answers[0].reply().failures.is_empty() {
            self.again(&asks[0], &answers[0].reply().series).await;
        }
        let minute = Minute::at_unix(self.house.clock.now());
        self.before.retain(|(of, _)| *of != minute);
        self.before.push((minute, self.model.clone()));
    }

    /// What was just answered is known: it costs nothing and is the same.
    async fn again(&self, ask: &Ask, series: &[shared::reply::Series]) {
        let calls = self.house.data_calls().len();
        let again = self.house.reply(&ask.view()).await;
        assert_eq!(again.series, series, "{} again", ask.view());
        assert_eq!(self.house.data_calls().len(), calls, "{} again", ask.view());
    }

    /// Every day as it was shown before; times are told in order only where no clock went back.
    async fn look_back(&self) {
        if self.went_back {
            return;
        }
        self.house.simulator().clear_faults();
        let today: Day = TODAY.parse().unwrap();
        for (minute, model) in &self.before {
            for ask in life::everything(today) {
                let query = format!("{}&as_of={minute}", ask.view());
                let answer = self.house.performance(&query).await;
                let moment = Moment {
                    today: minute.day,
                    exact: true,
                };
                model::check(&ask, &answer, &[model], moment, &self.house);
            }
        }
    }
}

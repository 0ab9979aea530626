//! Days that come late, change, fail and heal: each with its status in JSON, stream and CSV, and
//! each as it was shown before.

use shared::day::{Day, DayRange, Minute};
use shared::module::Module;
use shared::value::{Status, Value};
use simulator::{Amendment, BOOT, Effect, Fault};
use tests::answer::series;
use tests::house::{TODAY, view};
use tests::{House, Store};

use crate::stream::joined;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// What is told of one day of «memory».
type Told = (Option<Value>, Status);

/// A house, days of its one app, and the day that is looked at.
struct Look {
    house: House,
    range: DayRange,
    day: Day,
}

impl Look {
    /// The days up to yesterday, with an eye on the one so many days ago.
    async fn at(store: &Store, ago: i64) -> Self {
        let today: Day = TODAY.parse().unwrap();
        let look = Self {
            house: House::on(store).await,
            range: DayRange::new(today.plus(-40), today.plus(-1)).unwrap(),
            day: today.plus(-ago),
        };
        assert!(look.made().is_some_and(|value| value.get() > 0.0));
        look
    }

    /// The simulator's own value of the day, as it stands now.
    fn made(&self) -> Option<Value> {
        let (appid, slice) = (self.house.appid("shop"), shared::filter::Slice::ALL);
        let simulator = self.house.simulator();
        let text = simulator.value(&appid, Module::Memory, slice, "memory", 0, self.day)?;
        Value::from_text(&text)
    }

    fn amend(&self, amendment: Amendment) {
        let day = DayRange::new(self.day, self.day).unwrap();
        self.house.simulator().amend(day, amendment);
    }

    fn wait(&self, seconds: i64) {
        self.house.clock.set(self.house.clock.now() + seconds);
    }

    /// The value and status of the day, the same in every form.
    async fn told(&self) -> Told {
        self.told_with("").await.0
    }

    /// As it was shown at a minute: nobody is asked, and the tag is another one.
    async fn told_at(&self, minute: Minute) -> Told {
        let calls = self.house.data_calls().len();
        let (now, tag) = self.told_with("").await;
        assert_eq!(self.house.data_calls().len(), calls, "asked before");
        let (then, tag_then) = self.told_with(&format!("&as_of={minute}")).await;
        assert_eq!(self.house.data_calls().len(), calls, "nobody is asked");
        assert_ne!(tag, tag_then, "{now:?} {then:?}");
        then
    }

    async fn told_with(&self, more: &str) -> (Told, String) {
        let query = view("shop", Module::Memory, self.range) + more;
        let answer = self.house.performance(&query).await;
        let one = answer.reply();
        let one = series(&one, "memory");
        let index = self.range.index(self.day).unwrap();
        let told = (one.values[index], one.status_on(self.day));

        let streamed = joined(self.house.stream(&query).await.lines());
        let streamed = series(&streamed, "memory");
        let by_stream = (streamed.values[index], streamed.status_on(self.day));
        assert_eq!(by_stream, told, "the stream");

        let path = format!("api/v1/performance.csv?{query}");
        let table = self.house.get(&path).await;
        let mut reader =
            ::csv::Reader::from_reader(table.text().trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let day = self.day.to_string();
        let row = rows
            .iter()
            .find(|row| row[0] == *day && row[7] == *"memory")
            .unwrap();
        assert_eq!(
            (Value::from_text(&row[11]), &row[12]),
            (told.0, told.1.word()),
            "the table"
        );
        (told, answer.header("etag").to_owned())
    }

    fn minute(&self) -> Minute {
        Minute::at_unix(self.house.clock.now())
    }
}

#[tokio::test]
async fn data_that_come_late_are_missing_until_they_come() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 1).await;
        let made = look.made();
        look.amend(Amendment::Hidden);
        assert_eq!(look.told().await, (None, Status::Missing));
        let before = look.minute();
        look.amend(Amendment::None);
        assert_eq!(
            look.told().await,
            (None, Status::Missing),
            "asked a moment ago"
        );
        look.wait(HOUR / 2);
        assert_eq!(
            look.told().await,
            (made, Status::Provisional),
            "{}",
            store.name
        );
        look.wait(3 * DAY);
        assert_eq!(look.told().await, (made, Status::Final));
        assert_eq!(look.told_at(before).await, (None, Status::Missing));
    }
}

#[tokio::test]
async fn a_value_that_changes_before_it_is_settled_is_replaced() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 1).await;
        let first = look.made();
        assert_eq!(look.told().await, (first, Status::Provisional));
        let provisional = look.minute();
        look.amend(Amendment::Times(2.0));
        let second = look.made();
        assert_ne!(first, second);
        look.wait(3 * DAY);
        assert_eq!(
            look.told().await,
            (second, Status::Final),
            "not settled before"
        );
        assert_eq!(
            look.told_at(provisional).await,
            (first, Status::Provisional)
        );
    }
}

#[tokio::test]
async fn a_settled_value_that_changes_is_told_as_revised_with_what_it_was() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 20).await;
        let simulator = look.house.simulator();
        // Holes on both sides are asked again after an hour, and the day between with them.
        for beside in [-1, 1] {
            let hole = look.day.plus(beside);
            simulator.amend(DayRange::new(hole, hole).unwrap(), Amendment::Hidden);
        }
        let first = look.made();
        assert_eq!(look.told().await, (first, Status::Final));
        let settled = look.minute();
        look.amend(Amendment::Times(3.0));
        let second = look.made();
        assert_ne!(first, second);
        assert_eq!(
            look.told().await,
            (first, Status::Final),
            "what is settled is not asked"
        );
        look.wait(HOUR);
        assert_eq!(
            look.told().await,
            (second, Status::Revised),
            "{}",
            store.name
        );
        let query = view("shop", Module::Memory, look.range);
        let revisions = look.house.reply(&query).await.revisions;
        let memory: Vec<_> = revisions
            .iter()
            .filter(|one| one.metric == "memory")
            .collect();
        assert_eq!(memory.len(), 1);
        assert_eq!((memory[0].day, memory[0].was), (look.day, first));
        assert_eq!(memory[0].at.0, look.house.clock.now());
        assert_eq!(look.told_at(settled).await, (first, Status::Final));
    }
}

#[tokio::test]
async fn a_settled_hole_that_fills_is_told_as_revised() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 20).await;
        let made = look.made();
        look.amend(Amendment::Hidden);
        assert_eq!(look.told().await, (None, Status::Missing));
        let hole = look.minute();
        look.amend(Amendment::None);
        look.wait(HOUR - 1);
        assert_eq!(look.told().await, (None, Status::Missing));
        look.wait(1);
        assert_eq!(look.told().await, (made, Status::Revised), "{}", store.name);
        let query = view("shop", Module::Memory, look.range);
        let revisions = look.house.reply(&query).await.revisions;
        assert!(
            revisions
                .iter()
                .all(|one| one.day == look.day && one.was.is_none())
        );
        assert_eq!(revisions.len(), 2, "both metrics");
        assert_eq!(look.told_at(hole).await, (None, Status::Missing));
    }
}

#[tokio::test]
async fn a_settled_day_of_zeros_that_fills_is_told_as_revised() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 20).await;
        let made = look.made();
        look.amend(Amendment::Times(0.0));
        let zero = (Value::new(0.0), Status::Zero);
        assert_eq!(look.told().await, zero);
        let before = look.minute();
        look.amend(Amendment::None);
        look.wait(HOUR - 1);
        assert_eq!(look.told().await, zero, "asked a while ago");
        look.wait(1);
        assert_eq!(look.told().await, (made, Status::Revised), "{}", store.name);
        assert_eq!(look.told_at(before).await, zero);
    }
}

#[tokio::test]
async fn an_error_is_failed_until_it_heals() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 35).await;
        // The first of the two windows.
        let first = DayRange::new(look.range.start(), look.day).unwrap();
        let refused = Fault::new(Effect::Errcode(47001)).path(BOOT).window(first);
        let refused = look.house.simulator().script(refused);
        assert_eq!(look.told().await, (None, Status::Failed));
        let failed = look.minute();
        look.house.simulator().remove_fault(refused);
        assert_eq!(
            look.told().await,
            (look.made(), Status::Final),
            "{}",
            store.name
        );
        look.wait(60);
        // Nobody was asked, so that nothing failed: nothing was known.
        let then = look.told_with(&format!("&as_of={failed}")).await.0;
        assert_eq!(
            then,
            (look.made(), Status::Final),
            "it healed within that minute"
        );
        let earlier = Minute::at_unix(look.house.clock.now() - 600);
        let query = view("shop", Module::Memory, look.range);
        let reply = look.house.reply(&format!("{query}&as_of={earlier}")).await;
        assert_eq!((reply.series, reply.failures), (vec![], vec![]));
    }
}

#[tokio::test]
async fn a_day_that_wechat_later_denies_keeps_its_value_and_settles() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 2).await;
        let made = look.made();
        assert_eq!(look.told().await, (made, Status::Provisional));
        let before = look.minute();
        look.amend(Amendment::Hidden);
        look.wait(HOUR);
        let calls = look.house.data_calls().len();
        assert_eq!(
            look.told().await,
            (made, Status::Provisional),
            "{}",
            store.name
        );
        assert!(
            look.house.data_calls().len() > calls,
            "it was really denied"
        );
        look.wait(2 * DAY);
        assert_eq!(look.told().await, (made, Status::Final));
        assert_eq!(look.told_at(before).await, (made, Status::Provisional));
    }
}

#[tokio::test]
async fn midnight_in_beijing_during_a_request_changes_nothing_that_was_asked_before() {
    for store in Store::lasting().await {
        let look = Look::at(&store, 2).await;
        let today: Day = TODAY.parse().unwrap();
        let midnight = today.plus(1).beijing_midnight();
        look.house.clock.set(midnight - 5);
        look.house
            .simulator()
            .set_latency(std::time::Duration::from_millis(300));
        let week = DayRange::new(today.plus(-6), today).unwrap();
        let query = view("shop", Module::Memory, week);
        let (reply, ()) = tokio::join!(look.house.reply(&query), async {
            look.house.called(1).await;
            look.house.clock.set(midnight + 5);
        });
        assert_eq!(reply.failures, []);
        assert_eq!(reply.fetched_at.0, midnight - 5, "as old as the question");
        let memory = series(&reply, "memory");
        let status = |ago: i64| memory.status_on(today.plus(-ago));
        let told = [status(3), status(2), status(1), status(0)];
        let expected = [
            Status::Final,
            Status::Provisional,
            Status::Provisional,
            Status::Missing,
        ];
        assert_eq!(told, expected, "{}", store.name);
        let windows: Vec<_> = look
            .house
            .data_calls()
            .iter()
            .filter_map(|call| call.window)
            .collect();
        assert_eq!(windows.len(), 1);
        assert_eq!(windows[0].end(), today.plus(-1), "today was not over");

        // The day that is over now is asked; the others were a moment ago.
        let after = look.house.reply(&query).await;
        assert_eq!(after.calls.planned, 1);
        let newest = look.house.data_calls().last().and_then(|call| call.window);
        assert_eq!(newest, DayRange::new(today, today));
        assert_eq!(look.told().await, (look.made(), Status::Provisional));
        look.wait(HOUR);
        assert_eq!(
            look.told().await,
            (look.made(), Status::Final),
            "three days later"
        );
    }
}

//! Calls in flight: a day that is being asked is waited for, and asked once, however many want it.
//!
//! Questions that come within a moment take off together, so that the days that both lack are
//! covered by as few windows as one question would need. What landed since a question looked into
//! history is looked up once more before anything takes off.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};
use shared::day::{Day, DayRange};
use shared::problem::ProblemKind;
use shared::window::cover;
use tokio::sync::{Semaphore, oneshot};

use super::Inner;
use super::call::{self, Errand};
use super::plan::Part;
use crate::history::{Key, Moment, Rows};
use crate::wechat::{Action, Error};

/// How long a question waits for others before it takes off.
const GATHERING: Duration = Duration::from_millis(10);

/// How long those that came in time and still look into history are waited for, and how often
/// they are looked at.
const BOARDING: Duration = Duration::from_millis(250);
const LOOK: Duration = Duration::from_millis(2);

/// Calls that are under way or wait for their turn, of all apps: ten views of the most calls. One that
/// waits takes some kilobytes.
const BERTHS: usize = 5_000;

/// What is told where no more calls may wait.
pub(super) const FULL: &str = "As many calls to WeChat as may wait are waiting.";

/// Held by a question from its arrival until it has boarded, or wants nothing.
pub(super) struct Ticket {
    arrived: Instant,
    held: Arc<()>,
}

/// What a window brought.
pub(super) struct Landed {
    /// The rows of its days as history holds them now.
    pub(super) rows: Rows,
    /// Whether they could be kept.
    pub(super) kept: bool,
}

pub(super) type Outcome = Result<Arc<Landed>, Error>;

/// A call that several may wait for; it ends when the last of them is gone.
pub(super) type Flight = Shared<BoxFuture<'static, Outcome>>;

type Waiting = WeakShared<BoxFuture<'static, Outcome>>;

type Flying = HashMap<Key, Vec<(DayRange, Waiting)>>;

/// One window that a part of a question waits for.
pub(super) struct Leg {
    /// Which part.
    pub(super) part: usize,
    pub(super) window: DayRange,
    pub(super) flight: Flight,
    /// Whether it flies for another question.
    pub(super) shared: bool,
}

/// Every call in flight, and the questions that gather.
pub(super) struct Flights {
    /// One for each call that is not done.
    berths: Arc<Semaphore>,
    flying: Mutex<Flying>,
    gathering: Mutex<Vec<Passenger>>,
    /// Questions that look into history, each with its arrival.
    arrived: Mutex<Vec<(Instant, Weak<()>)>>,
    /// When a window of a key landed last.
    landed: Mutex<HashMap<Key, Instant>>,
}

/// A question that waits to take off.
struct Passenger {
    arrived: Instant,
    /// What it lacks: part, key and days.
    wanted: Vec<(usize, Key, Vec<Day>)>,
    /// Whether known days are asked again.
    again: bool,
    /// Counts the calls that are made because of it.
    begun: Arc<AtomicUsize>,
    legs: oneshot::Sender<Vec<Leg>>,
}

impl Flights {
    pub(super) fn new() -> Self {
        Self {
            berths: Arc::new(Semaphore::new(BERTHS)),
            flying: Mutex::default(),
            gathering: Mutex::default(),
            arrived: Mutex::default(),
            landed: Mutex::default(),
        }
    }

    /// Whether no more calls may wait.
    pub(super) fn are_full(&self) -> bool {
        self.berths.available_permits() == 0
    }

    /// Notes that a question has arrived, so that those before it wait for it.
    pub(super) fn check_in(&self) -> Ticket {
        let (now, held) = (Instant::now(), Arc::new(()));
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.retain(|(_, ticket)| ticket.strong_count() > 0);
        arrived.push((now, Arc::downgrade(&held)));
        Ticket { arrived: now, held }
    }

    /// Whether a question that arrived by then has not boarded yet.
    fn expects(&self, by: Instant) -> bool {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        let mut arrived = arrived.iter();
        arrived.any(|(at, ticket)| *at <= by && ticket.strong_count() > 0)
    }

    fn flying(&self) -> MutexGuard<'_, Flying> {
        self.flying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a window of a key has landed since then.
    fn has_landed(&self, key: &Key, since: Instant) -> bool {
        let landed = self.landed.lock().unwrap_or_else(PoisonError::into_inner);
        landed.get(key).is_some_and(|at| *at >= since)
    }

    /// Takes a window out that has landed.
    pub(super) fn land(&self, key: &Key, window: DayRange) {
        let mut landed = self.landed.lock().unwrap_or_else(PoisonError::into_inner);
        landed.insert(key.clone(), Instant::now());
        drop(landed);
        let mut flying = self.flying();
        if let Some(windows) = flying.get_mut(key) {
            // Those that everyone left land nowhere.
            windows.retain(|(of, flight)| *of != window && flight.upgrade().is_some());
            if windows.is_empty() {
                flying.remove(key);
            }
        }
    }
}

/// The windows in flight of a key that hold any of the days.
fn in_flight(flying: &Flying, key: &Key, days: &[Day]) -> Vec<(DayRange, Flight)> {
    let windows = flying.get(key).into_iter().flatten();
    windows
        .filter(|(window, _)| days.iter().any(|day| window.contains(*day)))
        .filter_map(|(window, flight)| Some((*window, flight.upgrade()?)))
        .collect()
}

/// The least windows for those of the days that no window in flight holds.
fn rest(inner: &Inner, days: &[Day], flying: &[(DayRange, Flight)]) -> Vec<DayRange> {
    let flies = |day: &Day| flying.iter().any(|(window, _)| window.contains(*day));
    let rest: Vec<Day> = days.iter().copied().filter(|day| !flies(day)).collect();
    cover(&rest, inner.config.upstream.window_days)
}

/// The windows that a part would wait for if it took off now.
pub(super) fn count(inner: &Inner, part: &Part) -> usize {
    if part.lacking.is_empty() {
        return 0;
    }
    let flying = in_flight(&inner.flights.flying(), &part.key, &part.lacking);
    flying.len() + rest(inner, &part.lacking, &flying).len()
}

/// The windows that the parts of a question wait for, the newest first. Where nothing lacks there
/// are none, at once.
pub(super) async fn board(
    inner: &Arc<Inner>,
    ticket: Ticket,
    parts: &[Part],
    again: bool,
    begun: &Arc<AtomicUsize>,
) -> Vec<Leg> {
    let wanted: Vec<_> = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.lacking.is_empty())
        .map(|(index, part)| (index, part.key.clone(), part.lacking.clone()))
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let (legs, departure) = oneshot::channel();
    let passenger = Passenger {
        arrived: ticket.arrived,
        wanted,
        again,
        begun: begun.clone(),
        legs,
    };
    let is_first = {
        let mut gathering = inner
            .flights
            .gathering
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        gathering.push(passenger);
        gathering.len() == 1
    };
    drop(ticket.held);
    if is_first {
        // On a task of its own: the others must not wait where the first one leaves.
        let inner = inner.clone();
        tokio::spawn(async move {
            let closes = Instant::now() + GATHERING;
            tokio::time::sleep(GATHERING).await;
            while inner.flights.expects(closes) && closes.elapsed() < BOARDING {
                tokio::time::sleep(LOOK).await;
            }
            depart(&inner).await;
        });
    }
    // Dropped only where the runtime ends, and the question with it.
    departure.await.unwrap_or_default()
}

/// Starts what the gathered questions lack and is not in flight.
async fn depart(inner: &Arc<Inner>) {
    let gathered = {
        let mut gathering = inner
            .flights
            .gathering
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *gathering)
    };
    // Who has left meanwhile wants nothing.
    let mut passengers: Vec<Passenger> = gathered
        .into_iter()
        .filter(|passenger| !passenger.legs.is_closed())
        .collect();
    // Noted before the second look: what lands after this is waited for, what landed is seen.
    let before: HashMap<Key, Vec<(DayRange, Flight)>> = {
        let flying = inner.flights.flying();
        let wanted = passengers.iter().flat_map(|passenger| &passenger.wanted);
        let flights =
            |(_, key, days): &(_, Key, Vec<Day>)| (key.clone(), in_flight(&flying, key, days));
        let mut all = HashMap::<Key, Vec<_>>::new();
        for (key, flights) in wanted.map(flights) {
            all.entry(key).or_default().extend(flights);
        }
        all
    };
    let mut brought = Vec::new();
    for passenger in &mut passengers {
        brought.push(look_again(inner, passenger).await);
    }
    let mut lacking: HashMap<&Key, BTreeSet<Day>> = HashMap::new();
    for (_, key, days) in passengers.iter().flat_map(|passenger| &passenger.wanted) {
        lacking.entry(key).or_default().extend(days);
    }
    let mut flights: HashMap<&Key, Vec<(DayRange, Flight)>> = HashMap::new();
    let mut windows: Vec<(&Key, DayRange)> = Vec::new();
    // Held to the end: a call may land before it is noted here.
    let mut flying = inner.flights.flying();
    for (key, days) in &lacking {
        let days: Vec<Day> = days.iter().copied().collect();
        let mut known = in_flight(&flying, key, &days);
        for (window, flight) in before.get(*key).into_iter().flatten() {
            let is_wanted = days.iter().any(|day| window.contains(*day));
            if is_wanted && !known.iter().any(|(of, _)| of == window) {
                known.push((*window, flight.clone()));
            }
        }
        let new = rest(inner, &days, &known);
        windows.extend(new.into_iter().map(|window| (*key, window)));
        flights.insert(*key, known);
    }
    // The newest days are looked at first.
    windows.sort_by_key(|(key, window)| {
        let slice = key.slice;
        (std::cmp::Reverse(window.end()), key.appid.clone(), slice)
    });
    let mut own: HashMap<(&Key, DayRange), usize> = HashMap::new();
    for (key, window) in windows {
        let wants = |passenger: &Passenger| {
            let mut wanted = passenger.wanted.iter();
            wanted.any(|(_, of, days)| of == key && days.iter().any(|day| window.contains(*day)))
        };
        let Some(owner) = passengers.iter().position(wants) else {
            continue;
        };
        own.insert((key, window), owner);
        let Ok(berth) = inner.flights.berths.clone().try_acquire_owned() else {
            flights.entry(key).or_default().push((window, refused()));
            continue;
        };
        let errand = Errand {
            key: key.clone(),
            window,
            _berth: berth,
            again: passengers.iter().any(|one| one.again && wants(one)),
            begun: passengers[owner].begun.clone(),
        };
        let flight = call::start(inner, errand);
        let waiting = flight.downgrade().map(|waiting| (window, waiting));
        flying.entry(key.clone()).or_default().extend(waiting);
        flights.entry(key).or_default().push((window, flight));
    }
    drop(flying);
    let legs: Vec<Vec<Leg>> = passengers
        .iter()
        .zip(brought)
        .enumerate()
        .map(|(index, (passenger, brought))| {
            let mut legs = legs(index, passenger, &flights, &own);
            legs.splice(0..0, brought);
            legs
        })
        .collect();
    for (passenger, legs) in passengers.into_iter().zip(legs) {
        // Refused by one who has just left.
        let _ = passenger.legs.send(legs);
    }
}

/// A call that is not made.
fn refused() -> Flight {
    let error = Error::new(ProblemKind::Busy, Action::Fail, FULL);
    futures::future::ready(Err(error)).boxed().shared()
}

/// Takes out of a question's days what has landed since it looked into history: such days have
/// come already.
async fn look_again(inner: &Inner, passenger: &mut Passenger) -> Vec<Leg> {
    let mut brought = Vec::new();
    for (part, key, days) in &mut passenger.wanted {
        if passenger.again || !inner.flights.has_landed(key, passenger.arrived) {
            continue;
        }
        // Where history can't be read, they are asked.
        let mut rows = inner
            .history
            .read(key, days, Moment::Now)
            .await
            .unwrap_or_default();
        let now = inner.clock.now();
        rows.retain(|_, row| !row.is_lacking(now));
        days.retain(|day| !rows.contains_key(day));
        let come: Vec<Day> = rows.keys().copied().collect();
        let landed = Arc::new(Landed { rows, kept: true });
        for window in cover(&come, inner.config.upstream.window_days) {
            let landed = futures::future::ready(Ok(landed.clone())).boxed();
            brought.push(Leg {
                part: *part,
                window,
                flight: landed.shared(),
                shared: true,
            });
        }
    }
    brought
}

/// What one question waits for, the newest first.
fn legs(
    index: usize,
    passenger: &Passenger,
    flights: &HashMap<&Key, Vec<(DayRange, Flight)>>,
    own: &HashMap<(&Key, DayRange), usize>,
) -> Vec<Leg> {
    let mut legs = Vec::new();
    for (part, key, days) in &passenger.wanted {
        for (window, flight) in flights.get(key).into_iter().flatten() {
            if days.iter().any(|day| window.contains(*day)) {
                legs.push(Leg {
                    part: *part,
                    window: *window,
                    flight: flight.clone(),
                    shared: own.get(&(key, *window)) != Some(&index),
                });
            }
        }
    }
    legs.sort_by_key(|leg| (std::cmp::Reverse(leg.window.end()), leg.part));
    legs
}

//! A hundred thousand query strings that nobody meant: no panic, never a fault of the relay.

use axum::body::Body;
use http::Request;
use relay::history::History;
use relay::serve::{Front, State, router};
use tests::house::{config, held_clock, upstream};
use tower::ServiceExt as _;

const QUERIES: u64 = 100_000;

/// Pieces of the grammar, so that many strings come close to a view, and some are one.
const PIECES: [&str; 56] = [
    "app",
    "module",
    "metric",
    "start",
    "end",
    "last",
    "from",
    "to",
    "platform",
    "device",
    "level",
    "network",
    "compare",
    "smooth",
    "scale",
    "grid",
    "marks",
    "hide",
    "seen",
    "lang",
    "theme",
    "embed",
    "utm_x",
    "colour",
    "=",
    "=",
    "=",
    "&",
    "&",
    "&",
    ",",
    "~",
    ".",
    "%2C",
    "%",
    "%f",
    "%ff",
    "%E5%86%85",
    "+",
    "-1",
    "shop",
    "news",
    "launch",
    "memory",
    "10022",
    "2026-10-01",
    "2026-10-28",
    "2026-02-29",
    "7d",
    "999d",
    "4w",
    "ios",
    "all",
    "high",
    "previous",
    "zh",
];

/// A view to break: single bytes of it are changed.
const GOOD: &str = "app=shop&module=launch&start=2026-10-01&end=2026-10-07&platform=ios,android\
                    &level=high&compare=previous&smooth=7&marks=2026-10-02~v2.3&hide=ios.high";

/// Repeatable numbers (splitmix64), so that a failure can be looked at again.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap();
        usize::try_from(self.next() % bound).unwrap()
    }

    /// A byte that an address can hold.
    fn byte(&mut self) -> char {
        const VISIBLE: &[u8] = b"abzAZ059-._~!$&'()*+,;=:@/?%";
        char::from(VISIBLE[self.below(VISIBLE.len())])
    }

    fn query(&mut self) -> String {
        match self.below(3) {
            0 => (0..self.below(24))
                .map(|_| PIECES[self.below(PIECES.len())])
                .collect(),
            1 => (0..self.below(60)).map(|_| self.byte()).collect(),
            _ => {
                let mut query: Vec<char> = GOOD.chars().collect();
                for _ in 0..=self.below(3) {
                    let at = self.below(query.len());
                    match self.below(3) {
                        0 => query[at] = self.byte(),
                        1 => query.insert(at, self.byte()),
                        _ => drop(query.remove(at)),
                    }
                }
                query.into_iter().collect()
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_random_queries_make_no_panic_and_no_fault() {
    let clock = held_clock();
    let upstream = upstream(&clock).await;
    let history = History::memory().await.unwrap();
    let router = router(State::new(config(&upstream), clock, history).unwrap());
    let halves = [1, 2].map(|seed| tokio::spawn(ask(router.clone(), Numbers(seed))));
    let mut answered = [0_u64; 600];
    for half in halves {
        let half = half.await.expect("no panic");
        answered
            .iter_mut()
            .zip(half)
            .for_each(|(sum, more)| *sum += more);
    }
    assert_eq!(answered.iter().sum::<u64>(), QUERIES);
    assert!(answered[200] > 1_000, "some are views");
    assert!(answered[400] > 10_000, "most are not");
    assert_eq!(upstream.simulator().calls().len(), 0, "a plan asks nobody");
}

/// Asks half of them, and counts the answers by status.
async fn ask(router: Front, mut numbers: Numbers) -> Vec<u64> {
    let mut answered = vec![0_u64; 600];
    for _ in 0..QUERIES / 2 {
        let query = numbers.query();
        let request = Request::get(format!("/api/v1/plan?{query}"))
            .header("host", "127.0.0.1")
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        assert!(
            status.is_success() || status.is_client_error(),
            "{status} for {query}"
        );
        answered[usize::from(status.as_u16())] += 1;
    }
    answered
}

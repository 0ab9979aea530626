//! What goes wrong between the relay and WeChat.

use std::time::Duration;

use futures::StreamExt as _;
use serde_json::json;
use shared::module::Module;
use shared::reply::Reply;
use simulator::{BOOT, Effect, Fault, STABLE_TOKEN};
use tests::house::{last_days, view};
use tests::storm::FINE;
use tests::{House, Nobody, Spoil, Store, Storm};

use super::routes::{Asks, ROUTES, ask};
use super::{Line, page, wire};

const DAYS: u32 = 5;
const SECONDS_OF_DAY: i64 = 86_400;
/// Rows that are tried side by side.
const AT_ONCE: usize = 6;

/// Where it goes wrong.
enum Trouble {
    /// The simulator answers calls for data so.
    Data(Effect),
    /// It answers calls for a token so.
    Token(Effect),
    /// Replies with data are spoilt on their way.
    Way(Spoil),
    /// Replies with a token are.
    TokenWay(Spoil),
    /// Nobody listens.
    Nobody,
    /// Whoever listens speaks no TLS.
    NoTls,
}

/// What readers get.
#[derive(Clone, Copy)]
enum Gets {
    /// This problem where WeChat is asked.
    Problem(u16, &'static str),
    /// The data as WeChat has them.
    Data,
    /// Days that are missing.
    Missing,
    /// What WeChat said, which is not what it has.
    AsSaid,
}

use Gets::{AsSaid, Data, Missing, Problem};
use Trouble::{Token, TokenWay, Way};

const AWAY: Gets = Problem(502, "upstream-unavailable");
const LATE: Gets = Problem(504, "upstream-timeout");
const UNREAD: Gets = Problem(502, "upstream-reply");
const CREDENTIAL: Gets = Problem(502, "upstream-credential");
const IP: Gets = Problem(502, "upstream-ip");
const RIGHTS: Gets = Problem(502, "upstream-not-authorised");
const DAY: Gets = Problem(503, "upstream-quota-day");
const MINUTE: Gets = Problem(503, "upstream-quota-minute");

const MUCH: u64 = 200 << 20;

fn changed(head: &'static str, change: fn(Vec<u8>) -> Vec<u8>) -> Trouble {
    Way(Spoil::Changed(head, change))
}

fn data(effect: Effect) -> Trouble {
    Trouble::Data(effect)
}

/// Every fault, with what follows.
fn faults() -> Vec<(&'static str, Trouble, Gets)> {
    let code = |code| data(Effect::Errcode(code));
    let token = |code| Token(Effect::Errcode(code));
    vec![
        ("nobody listens", Trouble::Nobody, AWAY),
        ("no TLS where TLS is expected", Trouble::NoTls, AWAY),
        ("something that is no HTTP", Way(Spoil::Noise), AWAY),
        (
            "the connection ends without a word",
            data(Effect::Cut),
            AWAY,
        ),
        (
            "the connection is reset in the body",
            Way(Spoil::Reset),
            AWAY,
        ),
        ("the body breaks off", data(Effect::HalfBody), AWAY),
        ("no answer", Way(Spoil::Silence), LATE),
        ("a byte now and then", Way(Spoil::Dribble), LATE),
        ("HTTP 500", data(Effect::Http(500)), AWAY),
        (
            "HTTP 502 with a page",
            changed("HTTP/1.1 502 Bad Gateway", wire::page),
            AWAY,
        ),
        ("HTTP 404", data(Effect::Http(404)), UNREAD),
        (
            "HTTP 403 with 48001",
            changed("HTTP/1.1 403 Forbidden", wire::denied),
            RIGHTS,
        ),
        (
            "HTTP 302",
            changed(
                "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/",
                wire::as_it_is,
            ),
            UNREAD,
        ),
        ("HTTP 200 with a page", data(Effect::Html), UNREAD),
        ("an empty body", changed(FINE, wire::empty), UNREAD),
        ("JSON that breaks off", changed(FINE, wire::half), UNREAD),
        (
            "JSON that is no UTF-8",
            changed(FINE, wire::no_utf8),
            UNREAD,
        ),
        (
            "JSON after a byte order mark",
            changed(FINE, wire::marked),
            UNREAD,
        ),
        (
            "JSON called text/html",
            changed("HTTP/1.1 200 OK\r\ncontent-type: text/html", wire::as_it_is),
            Data,
        ),
        (
            "gzip that nobody asked for",
            changed("HTTP/1.1 200 OK\r\ncontent-encoding: gzip", wire::gzip),
            UNREAD,
        ),
        (
            "gzip that would become 8 MiB",
            changed("HTTP/1.1 200 OK\r\ncontent-encoding: gzip", wire::bomb),
            UNREAD,
        ),
        ("200 MiB, announced", Way(Spoil::Large(MUCH)), UNREAD),
        ("200 MiB in chunks", Way(Spoil::Chunked(MUCH)), UNREAD),
        ("JSON 100,000 deep", changed(FINE, wire::deep), UNREAD),
        ("300,000 tables", changed(FINE, wire::many), UNREAD),
        (
            "a clock of 1970",
            changed(
                "HTTP/1.1 200 OK\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT",
                wire::as_it_is,
            ),
            Data,
        ),
        ("-1", code(-1), AWAY),
        (
            "40001 however often the token is renewed",
            code(40_001),
            CREDENTIAL,
        ),
        ("40013", code(40_013), CREDENTIAL),
        ("40164", code(40_164), IP),
        ("61004", code(61_004), IP),
        ("45009", code(45_009), DAY),
        ("45011", code(45_011), MINUTE),
        ("47001", code(47_001), UNREAD),
        ("48001", code(48_001), RIGHTS),
        ("50002", code(50_002), RIGHTS),
        ("a code that nobody knows", code(77_777), UNREAD),
        ("no token: HTTP 500", Token(Effect::Http(500)), AWAY),
        ("no token: a page", Token(Effect::Html), UNREAD),
        (
            "no token: an empty body",
            TokenWay(Spoil::Changed(FINE, wire::empty)),
            UNREAD,
        ),
        (
            "no token: 200 MiB in chunks",
            TokenWay(Spoil::Chunked(MUCH)),
            UNREAD,
        ),
        ("no token: no answer", TokenWay(Spoil::Silence), LATE),
        ("no token: 40013", token(40_013), CREDENTIAL),
        ("no token: 40125", token(40_125), CREDENTIAL),
        ("no token: 40164", token(40_164), IP),
        ("no token: 45009", token(45_009), DAY),
        (
            "days that were not asked",
            changed(FINE, wire::other_days),
            Missing,
        ),
        ("dates that are none", changed(FINE, wire::no_days), UNREAD),
        ("JSON of something else", changed(FINE, wire::other), UNREAD),
        ("days in any order", data(Effect::UnsortedDays), Data),
        ("each day twice", data(Effect::DoubledDays), AsSaid),
        ("numbers for texts", data(Effect::NumbersForTexts), Data),
        ("fields that nobody knows", data(Effect::ExtraFields), Data),
        (
            "values that are objects",
            data(Effect::Values(json!({"value": "1"}))),
            Missing,
        ),
        (
            "values that are no numbers",
            data(Effect::Values(json!("NaN"))),
            Missing,
        ),
        (
            "values beyond every number",
            data(Effect::Values(json!("9".repeat(399)))),
            Missing,
        ),
        (
            "values of 100 kB",
            data(Effect::Values(json!("9".repeat(100_000)))),
            Missing,
        ),
        ("no data", data(Effect::NullData), Missing),
    ]
}

/// A house whose way to WeChat is in trouble, and what has to be held meanwhile.
async fn house(store: &Store, trouble: Trouble, patience: Duration) -> (House, Vec<Box<dyn Send>>) {
    let mut held: Vec<Box<dyn Send>> = Vec::new();
    let mut hosts = None;
    let mut scripted = None;
    let is_tls = matches!(trouble, Trouble::NoTls);
    match trouble {
        Trouble::Data(effect) => scripted = Some(Fault::new(effect).path(BOOT)),
        Trouble::Token(effect) => scripted = Some(Fault::new(effect).path(STABLE_TOKEN)),
        Trouble::Way(spoil) => hosts = Some(Storm::on(BOOT, spoil).await),
        Trouble::TokenWay(spoil) => hosts = Some(Storm::on(STABLE_TOKEN, spoil).await),
        Trouble::NoTls => hosts = Some(Storm::on("", Spoil::Noise).await),
        Trouble::Nobody => {}
    }
    let house = House::with(|config| {
        config.history = store.place();
        config.upstream.timeout = patience;
        let host = match &hosts {
            Some(storm) => {
                storm.lead_to(&config.upstream.hosts[0]);
                Some(storm.url())
            }
            None if scripted.is_none() => {
                let nobody = Nobody::new();
                let url = nobody.url();
                held.push(Box::new(nobody));
                Some(url)
            }
            None => None,
        };
        if let Some(url) = host {
            let url = if is_tls {
                url.replace("http:", "https:")
            } else {
                url
            };
            config.upstream.hosts = vec![url];
        }
    })
    .await;
    held.extend(hosts.map(|storm| Box::new(storm) as Box<dyn Send>));
    if let Some(fault) = scripted {
        house.simulator().script(fault);
    }
    (house, held)
}

/// What each route should say.
fn expected(gets: Gets) -> super::Told {
    let told = |asks| match (gets, asks) {
        (Problem(status, slug), Asks::Wechat) => format!("{status} {slug}"),
        (Problem(_, slug), Asks::Streamed) => format!("200, then {slug}"),
        (Data | AsSaid, Asks::Page) => "200, painted".to_owned(),
        _ => "200".to_owned(),
    };
    ROUTES.iter().map(|route| told(route.asks)).collect()
}

/// Whether every value that a reply shows is what WeChat has; whether it has to show all of them.
fn is_true(house: &House, reply: &Reply, all: bool) -> bool {
    reply.series.iter().all(|one| {
        let truth = house.truth(Module::Memory, one, last_days(DAYS));
        let mut pairs = one.values.iter().zip(&truth);
        pairs.all(|(value, truth)| value == truth || (!all && value.is_none()))
    })
}

/// One fault against all routes; then what was kept, and whether all is well when it is over.
async fn row(name: &'static str, trouble: Trouble, gets: Gets) -> Line {
    let store = Store::file();
    let patience = match gets {
        Problem(504, _) => Duration::from_millis(400),
        // However busy the machine is.
        _ => Duration::from_secs(20),
    };
    let (mut house, held) = house(&store, trouble, patience).await;
    let query = view("shop", Module::Memory, last_days(DAYS));
    let told = ask(&query, |path| house.request(path)).await;

    // As history holds it, which asks nobody.
    let kept = house.reply(&format!("{query}&as_of=202610300930")).await;
    let is_said = matches!(gets, AsSaid);
    assert!(
        is_said || is_true(&house, &kept, matches!(gets, Data)),
        "{name}: {kept:?}"
    );
    if matches!(gets, Problem(..)) {
        assert!(kept.series.is_empty(), "{name}");
    }

    // A day later the trouble is over, and so is every stop that followed from it.
    house.stop().await;
    house.simulator().clear_faults();
    drop(held);
    house.clock.set(house.clock.now() + SECONDS_OF_DAY);
    let url = house.upstream.url().to_owned();
    house.change(|config| config.upstream.hosts = vec![url]);
    house.start_again().await;
    let healed = house.reply(&query).await;
    assert_eq!(healed.failures, [], "{name}");
    assert_eq!(healed.series.len(), 2, "{name}");
    // What was told of a settled day stays, whoever said it.
    assert!(
        is_said || is_true(&house, &healed, true),
        "{name}: {healed:?}"
    );
    (name, told)
}

#[tokio::test]
async fn whatever_happens_to_wechats_replies_each_route_says_it_and_nothing_wrong_is_kept() {
    let faults = faults();
    let wanted: Vec<Line> = faults
        .iter()
        .map(|(name, _, gets)| (*name, expected(*gets)))
        .collect();
    let rows = faults
        .into_iter()
        .map(|(name, trouble, gets)| row(name, trouble, gets));
    let lines: Vec<Line> = futures::stream::iter(rows)
        .buffered(AT_ONCE)
        .collect()
        .await;
    page::agrees(&lines, &wanted);
    page::holds("upstream", &lines);
}

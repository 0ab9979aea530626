//! No secret leaves the relay: neither in what it answers and logs at its most talkative, nor in what
//! its commands say, whatever fails, and whoever repeats what was sent.
//!
//! `estate` sets up an app for each way to a token, `search` looks for their secrets.

mod answers;
mod estate;
mod files;
mod places;
mod pushes;
mod search;
mod shown;

use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream;
use simulator::{
    AUTHORIZER_TOKEN, Answered, BOOT, COMPONENT_TOKEN, Effect, Event, Fault, QUERY_AUTH, QUOTA,
    RID, STABLE_TOKEN,
};
use tests::Echo;

use estate::{APPS, AUDIT, Estate, NAME, Told, ask, ask_briefly, view};

/// So many relays at once.
const AT_ONCE: usize = 16;

/// Long enough for the last log line to be written.
const LAST_LINE: Duration = Duration::from_millis(60);

/// What goes wrong with a call.
#[derive(Clone, Debug)]
enum Trouble {
    /// As the simulator has it.
    Effect(Effect),
    /// Whoever answers repeats what was sent.
    Echo(Echo),
}

/// Where it does: no path of one is asked where an earlier one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Tokens,
    Grants,
    Data,
}

impl Place {
    fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Tokens => &[STABLE_TOKEN, COMPONENT_TOKEN, "/wechat/shop"],
            Self::Grants => &[AUTHORIZER_TOKEN, QUERY_AUTH, QUOTA, RID],
            Self::Data => &[BOOT, QUOTA, RID],
        }
    }
}

fn troubles() -> Vec<Trouble> {
    let codes = [40001, 40125, 40164, 42001, 45009, 48001, 61023, -1];
    let effects = codes.into_iter().map(Effect::Errcode);
    let effects = effects.chain([500, 302, 404].map(Effect::Http));
    let effects = effects.chain([Effect::Cut, Effect::HalfBody, Effect::Html]);
    let echoes = [
        Echo::Errmsg(40001),
        Echo::Errmsg(40125),
        Echo::Pieces,
        Echo::Rid,
        Echo::Json,
        Echo::Text(200),
        Echo::Text(500),
        Echo::Redirect,
        Echo::Headers,
    ];
    let effects = effects.map(Trouble::Effect);
    effects.chain(echoes.map(Trouble::Echo)).collect()
}

/// Lets the trouble happen at every path of a place; what is told meanwhile, and every secret.
async fn happens(trouble: &Trouble, place: Place) -> (Told, Vec<(String, String)>) {
    let estate = Estate::new().await;
    let simulator = estate.site.simulator();
    let format = if place == Place::Grants {
        "json"
    } else {
        "text"
    };
    let relay = estate.site.start(&["--log-format", format]).await;
    let mut told = Told::default();
    if place == Place::Data {
        ask_briefly(&relay, 0, &mut told).await;
    }
    for path in place.paths() {
        match trouble {
            Trouble::Effect(effect) => {
                simulator.script(Fault::new(effect.clone()).path(path));
            }
            Trouble::Echo(echo) => estate.tap.echo(path, *echo),
        }
    }
    ask(&relay, 1, &mut told).await;
    let authorised = Event::Authorized {
        appid: estate.third(),
    };
    let (answer, mut secrets) = estate.push(authorised).await;
    assert_eq!(answer.status, 200);
    told.answer(&answer);
    estate.renew_files();
    ask_briefly(&relay, 2, &mut told).await;
    if matches!(
        trouble,
        Trouble::Echo(Echo::Errmsg(40001) | Echo::Pieces | Echo::Rid)
    ) {
        commands(&estate, &mut told).await;
    }
    tokio::time::sleep(LAST_LINE).await;
    told.add("the log", relay.last_words());
    let audit = std::fs::read(estate.site.file(AUDIT)).unwrap();
    assert!(!audit.is_empty(), "{trouble:?} at {place:?}: no audit");
    told.add("the audit", audit);
    let calls = simulator.calls();
    let faults = calls.iter().filter(|call| call.answered == Answered::Fault);
    let met = faults.count() + estate.tap.echoed();
    assert!(met > 0, "{trouble:?} met no call for {place:?}");
    secrets.extend(estate.secrets());
    (told, secrets)
}

/// What every command says that asks WeChat.
async fn commands(estate: &Estate, told: &mut Told) {
    let view = view("third", 3);
    let backfill = "backfill --app signed --module launch --from 2026-01-01 --to 2026-01-03";
    let commands = [
        "check",
        "check --json",
        "check --rid 62eb8c9b-00000000-00000000",
        "quota own",
        "quota third --json",
        backfill,
        &format!("get {view} --format json"),
        &format!("refresh {view}"),
    ];
    say(estate, &commands, told).await;
}

/// What commands say, all at once.
async fn say(estate: &Estate, commands: &[&str], told: &mut Told) {
    let said = commands.iter().map(async |words| {
        let arguments: Vec<&str> = words.split(' ').collect();
        let (_, said) = estate.site.run(&arguments).await;
        assert!(!said.is_empty(), "{words}");
        (format!("bootlens {words}"), said)
    });
    for (words, said) in join_all(said).await {
        told.add(words, said);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_leaves_the_relay_whatever_fails_and_whoever_repeats_it() {
    let places = [Place::Tokens, Place::Grants, Place::Data];
    let cases = troubles().into_iter();
    let cases = cases.flat_map(|trouble| places.map(|place| (trouble.clone(), place)));
    let cases = cases.map(async |(trouble, place)| {
        let (told, secrets) = happens(&trouble, place).await;
        let leak = told.leak(&secrets);
        assert_eq!(leak, None, "{trouble:?} at {place:?}");
        // All was really told, and could have been a leak.
        let log = told.count("TRACE");
        assert!(
            log > 20,
            "{trouble:?} at {place:?}: {log} lines at trace level"
        );
        assert!(told.count(NAME) >= APPS.len(), "{trouble:?} at {place:?}");
        secrets
    });
    let secrets: Vec<_> = stream::iter(cases).buffer_unordered(AT_ONCE).concat().await;
    for kind in [
        "access_token",
        "component_verify_ticket",
        "component_appsecret",
        "authorizer_refresh_token",
        "authorizer_access_token",
        "authorization_code",
        "token",
        "a code",
    ] {
        let is_it = |name: &String| name == kind || *name == format!("{kind} on the line");
        let found = secrets.iter().filter(|(name, _)| is_it(name));
        assert!(found.count() > 0, "no {kind} was ever sent");
    }
}

#[tokio::test]
async fn what_is_told_on_purpose_is_found_in_answers_and_in_the_log() {
    let estate = Estate::new().await;
    let relay = estate.site.start(&[]).await;
    let mut told = Told::default();
    ask(&relay, 0, &mut told).await;
    let planted = [("the name".to_owned(), NAME.to_owned())];
    let leak = told.leak(&planted).unwrap();
    assert!(leak.starts_with("the name in the answer to"), "{leak}");
    tokio::time::sleep(LAST_LINE).await;
    let mut log = Told::default();
    let address = relay.url().trim_start_matches("http://").to_owned();
    log.add("the log", relay.last_words());
    let planted = [("the address".to_owned(), format!("address={address}"))];
    let leak = log.leak(&planted).unwrap();
    assert!(leak.starts_with("the address in the log"), "{leak}");
}

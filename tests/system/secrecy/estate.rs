//! A relay with an app for every way to a token, each secret of which is marked, and a tap on its
//! line to WeChat.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures::future::join_all;
use relay::clock::Clock;
use shared::day::Day;
use simulator::{AppSpec, Event, Pair, Platform, Security, demonstration};
use tests::house::stable_token;
use tests::postgres::free_port;
use tests::relay::{Relay, Site};
use tests::way::STATE_KEY;
use tests::{Answer, Tap, TokenServer, token_server};

use super::search::Search;

/// The apps, one for each way to a token.
pub(super) const APPS: [&str; 5] = ["own", "file", "served", "third", "signed"];

/// An app's name, and thus told to everybody.
pub(super) const NAME: &str = "a-name-that-everybody-may-know-42";

/// The file of the audit.
pub(super) const AUDIT: &str = "audit.jsonl";

/// What left the relay, each with where.
#[derive(Default)]
pub(super) struct Told(Vec<(String, Vec<u8>)>);

impl Told {
    pub(super) fn add(&mut self, what: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.push((what.into(), bytes.into()));
    }

    pub(super) fn answer(&mut self, answer: &Answer) {
        let head = format!("{} {:?}\n", answer.status, answer.headers);
        let whole = [head.as_bytes(), &answer.body].concat();
        self.add(format!("the answer to {}", answer.asked), whole);
    }

    /// How often a text stands there.
    pub(super) fn count(&self, text: &str) -> usize {
        let count = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).matches(text).count();
        self.0.iter().map(|(_, bytes)| count(bytes)).sum()
    }

    /// Where a secret stands, if one does.
    pub(super) fn leak(&self, secrets: &[(String, String)]) -> Option<String> {
        let search = Search::new(secrets);
        self.0.iter().find_map(|(what, bytes)| {
            let (name, around) = search.find(bytes)?;
            Some(format!("{name} in {what}: …{around}…"))
        })
    }
}

/// The estate; relays that were started go on without it.
pub(super) struct Estate {
    pub(super) site: Site,
    pub(super) tap: Tap,
    pub(super) platform: Platform,
    pub(super) events: SocketAddr,
    _server: TokenServer,
    apps: Vec<AppSpec>,
    files: Vec<(&'static str, String)>,
}

/// So many letters that stand nowhere else, different for each word.
pub(super) fn marked(word: &str, length: usize) -> String {
    let mut state = word.bytes().fold(0x9e37_79b9_7f4a_7c15_u64, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut bytes = Vec::new();
    while bytes.len() < length {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        bytes.extend((state >> 16).to_le_bytes());
    }
    URL_SAFE_NO_PAD.encode(bytes).replace(['-', '_'], "x")[..length].to_owned()
}

/// An AppSecret as WeChat makes them: 32 hexadecimal digits.
fn app_secret(word: &str) -> String {
    let letters = marked(word, 16);
    letters.bytes().map(|byte| format!("{byte:02x}")).collect()
}

impl Estate {
    pub(super) async fn new() -> Self {
        let mut site = Site::new("memory:").await;
        site.log = Some("trace");
        let simulator = site.simulator().clone();
        let platform = Platform {
            secret: app_secret("agency"),
            message_token: marked("message token", 24),
            message_aes_key: marked("message key", 43),
            ticket: format!("ticket@@@{}", marked("ticket", 86)),
            ..Platform::demo()
        };
        simulator.add_platform(platform.clone());
        let apps = APPS.into_iter().zip(1..).map(|(alias, number)| AppSpec {
            alias: alias.to_owned(),
            name: NAME.to_owned(),
            appid: format!("wx70{number:014}"),
            secret: app_secret(alias),
            kind: "mini-program",
        });
        let apps: Vec<AppSpec> = apps.collect();
        for app in &apps {
            simulator.add_app(app.clone());
        }
        simulator.rotate_refresh_tokens(true);
        let refresh = simulator.authorize(&platform.component_appid, &apps[3].appid);
        simulator.secure(&apps[4].appid, Security::new(Pair::ALL[0]));
        let (token, _) = stable_token(site.upstream.url(), &apps[1]).await.unwrap();
        let server = TokenServer::start(&site.upstream, apps[2].clone()).await;
        let at = server.url().trim_end_matches("/wechat/shop").to_owned();
        let upstream = site.upstream.url().to_owned();
        let tap = Tap::on(vec![("/wechat/shop", at), ("/", upstream)]).await;
        let keys = demonstration::keys(Pair::ALL[0]);
        let files = vec![
            ("own", apps[0].secret.clone()),
            ("token", token),
            ("header", format!("Authorization: {}", token_server::PASS)),
            ("agency", platform.secret.clone()),
            ("ticket", platform.ticket.clone()),
            ("message-token", platform.message_token.clone()),
            ("message-key", platform.message_aes_key.clone()),
            ("state-key", STATE_KEY.to_owned()),
            ("refresh", refresh),
            ("signed", apps[4].secret.clone()),
            ("symmetric", keys.symmetric_key),
            (
                "private.pem",
                demonstration::pem("PRIVATE KEY", &keys.private_key),
            ),
        ];
        let estate = Self {
            site,
            tap,
            platform,
            events: SocketAddr::from(([127, 0, 0, 1], free_port())),
            _server: server,
            apps,
            files,
        };
        let certificate = demonstration::pem("CERTIFICATE", &keys.certificate);
        estate.write("platform.pem", &certificate);
        estate.renew_files();
        estate.configure(&estate.tap.url(), "history = \"sqlite://days.db\"", "");
        estate
    }

    /// Puts a file in the place of the one before.
    pub(super) fn write(&self, name: &str, text: &str) {
        let next = self.site.file("next");
        std::fs::write(&next, text).unwrap();
        std::fs::rename(next, self.site.file(name)).unwrap();
    }

    /// Writes every secret anew, as after a rotation, so that what was refused is tried again.
    pub(super) fn renew_files(&self) {
        for (name, text) in &self.files {
            self.write(name, text);
        }
    }

    /// Writes the configuration, with lines of one's own.
    pub(super) fn configure(&self, host: &str, top: &str, upstream: &str) {
        let keys = demonstration::keys(Pair::ALL[0]);
        let app = |index: usize| {
            let app = &self.apps[index];
            let (alias, appid) = (&app.alias, &app.appid);
            format!(
                "[apps.{alias}]\nappid = \"{appid}\"\nname = \"{NAME}\"\n[apps.{alias}.credential]\n"
            )
        };
        let lines = [
            format!("{top}\nlisten = \"127.0.0.1:0\"\nstate_key_file = \"state-key\""),
            format!("[audit]\nfile = \"{AUDIT}\""),
            format!("[collect]\nat = \"off\"\n[upstream]\nhosts = [\"{host}\"]\n{upstream}"),
            "[platforms.agency]".to_owned(),
            format!("component_appid = \"{}\"", self.platform.component_appid),
            format!("events_listen = \"{}\"", self.events),
            "component_secret_file = \"agency\"\nticket_file = \"ticket\"".to_owned(),
            "message_token_file = \"message-token\"".to_owned(),
            "message_aes_key_file = \"message-key\"".to_owned(),
            format!("{}secret_file = \"own\"", app(0)),
            format!("{}kind = \"token\"\ntoken_file = \"token\"", app(1)),
            format!(
                "{}kind = \"token-server\"\nheader_file = \"header\"",
                app(2)
            ),
            format!("url = \"{}/wechat/shop\"", self.tap.url()),
            "pointer = \"/data/token\"\nexpires_pointer = \"/data/seconds\"".to_owned(),
            format!("{}kind = \"third-party\"\nplatform = \"agency\"", app(3)),
            "refresh_token_file = \"refresh\"".to_owned(),
            format!("{}secret_file = \"signed\"", app(4)),
            "[apps.signed.signing.symmetric]\nalgorithm = \"AES256_GCM\"".to_owned(),
            format!("sn = \"{}\"\nkey_file = \"symmetric\"", keys.symmetric_sn),
            "[apps.signed.signing.asymmetric]\nalgorithm = \"RSAwithSHA256\"".to_owned(),
            format!(
                "sn = \"{}\"\nprivate_key_file = \"private.pem\"",
                keys.asymmetric_sn
            ),
            "[[apps.signed.signing.platform_certificate]]".to_owned(),
            format!("sn = \"{}\"\nfile = \"platform.pem\"", keys.certificate_sn),
        ];
        self.write("bootlens.toml", &lines.join("\n"));
    }

    /// Every secret: what was configured, and what was handed out since.
    pub(super) fn secrets(&self) -> Vec<(String, String)> {
        let mut secrets: Vec<(String, String)> = Vec::new();
        for (name, text) in &self.files {
            // What stands around a secret in its file is none.
            let text = match *name {
                "header" => token_server::PASS.trim_start_matches("Bearer ").to_owned(),
                "private.pem" => demonstration::keys(Pair::ALL[0]).private_key[40..].to_owned(),
                _ => text.clone(),
            };
            if *name == "symmetric" || *name == "state-key" {
                // Also as the bytes that it stands for.
                let bytes = STANDARD.decode(&text).unwrap();
                let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                secrets.push((format!("the bytes of {name}"), hex));
                let debug = format!("{bytes:?}").trim_matches(['[', ']']).to_owned();
                secrets.push((format!("the bytes of {name}"), debug));
            }
            secrets.push(((*name).to_owned(), text));
        }
        for app in &self.apps {
            secrets.push((
                format!("the AppSecret of {}", app.alias),
                app.secret.clone(),
            ));
        }
        let heard = self.tap.secrets().into_iter();
        secrets.extend(heard.map(|(name, text)| (format!("{name} on the line"), text)));
        secrets
    }

    /// Makes an event happen and pushes it; the answer.
    pub(super) async fn push(&self, event: Event) -> (Answer, Vec<(String, String)>) {
        let push = self
            .site
            .simulator()
            .push(&self.platform.component_appid, event);
        let pushed = [
            ("a ticket", push.ticket),
            ("a code", push.authorization_code),
        ];
        let secrets = pushed
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text?)));
        let secrets = secrets.collect();
        let path = format!("/wechat/agency/events?{}", push.query);
        (self.post(&path, push.body).await, secrets)
    }

    /// Posts something to where WeChat pushes to.
    pub(super) async fn post(&self, path: &str, body: String) -> Answer {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client
            .post(format!("http://{}{path}", self.events))
            .body(body);
        Answer::read(request.send().await.unwrap()).await
    }

    /// The app that a platform acts for.
    pub(super) fn third(&self) -> String {
        self.apps[3].appid.clone()
    }
}

/// The view of an app of days that no other number has.
pub(super) fn view(app: &str, number: i64) -> String {
    let day = Day::at_unix(Clock::system().now()).plus(-10 - 40 * number);
    format!("app={app}&module=launch&start={}&end={day}", day.plus(-34))
}

/// Asks every route for data of days of a number, every app at once, and every other route.
pub(super) async fn ask(relay: &Relay, number: i64, told: &mut Told) {
    let apps = APPS.map(|app| ask_of(relay, app, number));
    for answer in join_all(apps).await.iter().flatten() {
        told.answer(answer);
    }
    let paths = [
        "api/v1/apps",
        "api/v1/calendar?start=2026-10-01&end=2026-10-31",
        "api/v1/openapi.json",
        "readyz",
        "nowhere",
        "chart?x",
    ];
    for answer in join_all(paths.map(|path| relay.get(path))).await {
        told.answer(&answer);
    }
    for path in ["metrics", "readyz?verbose", "livez"] {
        told.answer(&relay.operators(path).await);
    }
}

/// Asks for data of days of a number, every app at once.
pub(super) async fn ask_briefly(relay: &Relay, number: i64, told: &mut Told) {
    let views = APPS.map(|app| view(app, number));
    for answer in join_all(views.iter().map(|view| relay.performance(view))).await {
        told.answer(&answer);
    }
}

/// Asks every route for data of days of a number of one app.
pub(super) async fn ask_of(relay: &Relay, app: &str, number: i64) -> [Answer; 4] {
    let view = view(app, number);
    let csv = format!("{}?{view}", shared::paths::PERFORMANCE_CSV);
    let plan = format!("{}?{view}", shared::paths::PLAN);
    let (stream, json) = (relay.stream(&view), relay.performance(&view));
    let (csv, plan) = (relay.get(&csv), relay.get(&plan));
    tokio::join!(stream, json, csv, plan).into()
}

//! `bootlens check` against set-ups that are broken, each in a way of its own: it names the cause.

use std::fs;
use std::process::Command;

use simulator::{BOOT, Effect, Fault, Pair, Platform, STABLE_TOKEN, Security, demonstration};
use tests::demo::program;
use tests::relay::Site;
use tests::way::STATE_KEY;

/// What the program says, and whether it ends well.
fn check(site: &Site, arguments: &[&str]) -> (String, bool) {
    let output = Command::new(program())
        .arg("check")
        .args(arguments)
        .current_dir(site.file(""))
        .env_remove("RUST_LOG")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    (text, output.status.success())
}

/// Lines of a configuration that sign with a pair's keys; `symmetric` in place of the right key.
fn signing(site: &Site, pair: Pair, private_key: &str, symmetric: Option<&str>) -> String {
    let keys = demonstration::keys(pair);
    let pem = demonstration::pem("CERTIFICATE", &keys.certificate);
    fs::write(site.file("platform.pem"), pem).unwrap();
    let private = demonstration::pem("PRIVATE KEY", private_key);
    fs::write(site.file("private.pem"), private).unwrap();
    fs::write(
        site.file("symmetric"),
        symmetric.unwrap_or(&keys.symmetric_key),
    )
    .unwrap();
    format!(
        "[apps.shop.signing.symmetric]\nalgorithm = \"AES256_GCM\"\nsn = \"{}\"\nkey_file = \"symmetric\"\n\
         [apps.shop.signing.asymmetric]\nalgorithm = \"RSAwithSHA256\"\nsn = \"{}\"\n\
         private_key_file = \"private.pem\"\n\
         [[apps.shop.signing.platform_certificate]]\nsn = \"{}\"\nfile = \"platform.pem\"\n",
        keys.symmetric_sn, keys.asymmetric_sn, keys.certificate_sn
    )
}

fn append(site: &Site, lines: &str) {
    let path = site.file("bootlens.toml");
    let text = fs::read_to_string(&path).unwrap() + lines;
    fs::write(path, text).unwrap();
}

/// What is broken, and how.
type Broken = (&'static str, fn(&Site), &'static [&'static str]);

/// An RSA key pair that is valid and nobody's: the platform's own, in the app's place.
fn another_private_key() -> String {
    let file = include_str!("../../simulator/src/signing/keys.json");
    let keys: serde_json::Value = serde_json::from_str(file).unwrap();
    keys["platform"]["rsa"]["private_pkcs8"]
        .as_str()
        .unwrap()
        .to_owned()
}

const PAIR: Pair = Pair::ALL[0];

/// A third-party app; the lines of its platform follow.
fn agency(site: &Site, ticket: &str) {
    let platform = Platform::demo();
    fs::write(site.file("ticket"), ticket).unwrap();
    fs::write(site.file("component"), &platform.secret).unwrap();
    let appid = site.simulator().apps().remove(0).appid;
    let text = format!(
        "history = \"sqlite://days.db\"\nstate_key = \"{STATE_KEY}\"\n[collect]\nat = \"off\"\n\
         [upstream]\nhosts = [\"{}\"]\n[apps.shop]\nappid = \"{appid}\"\n\
         [apps.shop.credential]\nkind = \"third-party\"\nplatform = \"agency\"\n\
         refresh_token = \"wrong-refresh-token\"\n\
         [platforms.agency]\ncomponent_appid = \"{}\"\ncomponent_secret_file = \"component\"\n\
         ticket_file = \"ticket\"\n",
        site.upstream.url(),
        platform.component_appid
    );
    fs::write(site.file("bootlens.toml"), text).unwrap();
    site.simulator().add_platform(platform);
}

const BROKEN: [Broken; 12] = [
    (
        "a wrong AppSecret",
        |site| fs::write(site.file("secret"), "wrong").unwrap(),
        &["token: FAILED: ", "40125", "AppSecret"],
    ),
    (
        "an AppID that is nobody's",
        |site| site.configure("sqlite://days.db", "shop", "wx9999999999999999", ""),
        &["token: FAILED: ", "40013", "AppID"],
    ),
    (
        "a machine that is not on the list",
        |site| {
            site.simulator().set_client_ip("198.51.100.9");
            site.simulator().bar_ip(true);
        },
        &[
            "IP: FAILED: WeChat sees this machine as 198.51.100.9",
            "IP白名单",
        ],
    ),
    (
        "a frozen AppSecret",
        |site| {
            let frozen = Fault::new(Effect::Errcode(40243)).path(STABLE_TOKEN);
            site.simulator().script(frozen);
        },
        &["token: FAILED: ", "40243", "frozen"],
    ),
    (
        "an account without the interface",
        |site| {
            site.simulator()
                .script(Fault::new(Effect::Errcode(48001)).path(BOOT));
        },
        &["interface: FAILED: ", "48001", "token: ok"],
    ),
    (
        "a private key of another pair",
        |site| {
            let appid = site.simulator().apps().remove(0).appid;
            site.simulator().secure(&appid, Security::new(PAIR));
            append(site, &signing(site, PAIR, &another_private_key(), None));
        },
        &["signing: FAILED: ", "40234", "signing.asymmetric"],
    ),
    (
        "a symmetric key of another account",
        |site| {
            let appid = site.simulator().apps().remove(0).appid;
            site.simulator().secure(&appid, Security::new(PAIR));
            let right = demonstration::keys(PAIR).private_key;
            append(site, &signing(site, PAIR, &right, Some(STATE_KEY)));
        },
        &["signing: FAILED: ", "40235", "signing.symmetric"],
    ),
    (
        "a clock that is ten minutes off",
        |site| {
            let appid = site.simulator().apps().remove(0).appid;
            site.simulator().secure(&appid, Security::new(PAIR));
            site.simulator().set_clock_skew(600);
            let right = demonstration::keys(PAIR).private_key;
            append(site, &signing(site, PAIR, &right, None));
        },
        &[
            "clock: FAILED: this machine's is 600 s behind",
            "NTP",
            "signing: FAILED: ",
            "40240",
        ],
    ),
    (
        "a ticket that has ended",
        |site| agency(site, "an-old-ticket"),
        &["token: FAILED: ", "61006", "ticket"],
    ),
    (
        "a refresh token that is no good",
        |site| {
            agency(site, &Platform::demo().ticket);
            let appid = site.simulator().apps().remove(0).appid;
            let component = Platform::demo().component_appid;
            site.simulator().authorize(&component, &appid);
        },
        &["token: FAILED: ", "61023", "authorizer_refresh_token"],
    ),
    (
        "a day's quota that is used up",
        |site| site.simulator().set_daily_limit(0),
        &["quota: FAILED: ", "45009"],
    ),
    (
        "a host that is not there",
        |site| {
            let path = site.file("bootlens.toml");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(
                path,
                text.replace(site.upstream.url(), "http://127.0.0.1:9"),
            )
            .unwrap();
        },
        &["token: FAILED: ", "could not be reached", "upstream.hosts"],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_of_twelve_broken_set_ups_is_told_with_its_cause() {
    for (what, break_it, words) in BROKEN {
        let site = Site::new("sqlite://days.db").await;
        break_it(&site);
        let (text, well) = check(&site, &[]);
        assert!(!well, "{what} is told as well:\n{text}");
        for word in words {
            assert!(text.contains(word), "{what}: «{word}» is not in:\n{text}");
        }
        assert!(text.contains("shop: token: "), "{what}:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_set_up_is_told_as_one_signed_or_not() {
    for pair in [None, Some(PAIR)] {
        let site = Site::new("sqlite://days.db").await;
        if let Some(pair) = pair {
            let appid = site.simulator().apps().remove(0).appid;
            site.simulator().secure(&appid, Security::new(pair));
            let right = demonstration::keys(pair).private_key;
            append(&site, &signing(&site, pair, &right, None));
        }
        let (text, well) = check(&site, &[]);
        assert!(well, "{text}");
        assert!(!text.contains("FAILED"), "{text}");
        let signed =
            text.contains("signing: ok: calls are signed and encrypted, and replies are verified");
        assert_eq!(signed, pair.is_some(), "{text}");
        assert_eq!(text.contains("signing: off"), pair.is_none(), "{text}");
        let (json, well) = check(&site, &["--json", "--app", "shop"]);
        let reports: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(well && reports[0]["app"] == "shop", "{json}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_call_is_found_by_its_rid() {
    let site = Site::new("sqlite://days.db").await;
    let refusal = Fault::new(Effect::Errcode(48001)).path(BOOT).first(1);
    site.simulator().script(refusal);
    let (text, _) = check(&site, &["--json"]);
    let reports: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rid = reports[0]["steps"][1]["problem"]["rid"].as_str().unwrap();
    let (text, well) = check(&site, &["--rid", rid]);
    assert!(well, "{text}");
    assert!(
        text.contains("shop: ") && text.contains(BOOT) && text.contains("48001"),
        "{text}"
    );
    assert!(!text.contains("access_token"), "{text}");
    let (text, well) = check(&site, &["--rid", "62eb8c9b-00000000-00000000"]);
    assert!(!well && text.contains("shop: FAILED: "), "{text}");
}

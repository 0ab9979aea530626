//! Each kind of credential and the platforms: what is read, and what each lack is told as.

use super::{Folder, SECRET, error, with_app};
use crate::config::{Config, Credential, Method};

/// Forty-three letters, as WeChat's console shows a message key.
const MESSAGE_KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const STATE_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fn app(credential: &str) -> String {
    format!("[apps.shop]\nappid = \"wx0123456789abcdef\"\n[apps.shop.credential]\n{credential}\n")
}

fn agency(lines: &str) -> String {
    let third = app("kind = \"third-party\"\nplatform = \"agency\"\nrefresh_token = \"refresh\"");
    format!(
        "state_key = \"{STATE_KEY}\"\n{third}[platforms.agency]\n\
         component_appid = \"wxfedcba9876543210\"\ncomponent_secret_file = \"shop.secret\"\n{lines}\n"
    )
}

fn read(text: &str) -> Config {
    Folder::new(text).load(&[]).unwrap()
}

fn told(text: &str) -> String {
    Folder::new(text).load(&[]).unwrap_err().join("\n")
}

#[test]
fn a_token_is_read_from_its_file_again_and_again() {
    let folder = Folder::new(&app("kind = \"token\"\ntoken_file = \"shop.secret\""));
    let config = folder.load(&[]).unwrap();
    let Credential::Token { token } = &config.apps[0].credential else {
        panic!("{:?}", config.apps[0].credential);
    };
    let before = token.edition();
    std::fs::write(folder.path("next"), "next-token").unwrap();
    std::fs::rename(folder.path("next"), folder.path("shop.secret")).unwrap();
    assert_ne!(token.edition(), before);
    use secrecy::ExposeSecret as _;
    assert_eq!(token.read().unwrap().expose_secret(), "next-token");
    assert!(!config.to_toml().contains(SECRET));
}

#[test]
fn a_token_server_has_its_own_defaults_and_its_password_is_never_shown() {
    let text =
        app("kind = \"token-server\"\nurl = \"https://me:pass@tokens.intra/wechat?key=hush\"");
    let config = read(&text);
    let Credential::TokenServer(server) = &config.apps[0].credential else {
        panic!("{:?}", config.apps[0].credential);
    };
    assert_eq!(
        (server.method, server.pointer.as_str()),
        (Method::Get, "/access_token")
    );
    let shown = format!("{}{server:?}", config.to_toml());
    assert!(
        shown.contains("https://tokens.intra/wechat?[redacted]"),
        "{shown}"
    );
    assert!(
        !shown.contains("hush") && !shown.contains("pass"),
        "{shown}"
    );
}

#[test]
fn a_header_of_several_words_is_read_and_anything_else_is_told() {
    let server = "kind = \"token-server\"\nurl = \"http://tokens.intra\"\nmethod = \"POST\"\n";
    let config = read(&app(&format!(
        "{server}header = \"Authorization: Bearer hush\""
    )));
    assert!(!config.to_toml().contains("hush"));
    let text = told(&app(&format!("{server}header = \"hush\"")));
    assert!(
        text.contains("credential.header: one header like «Authorization: Bearer …»"),
        "{text}"
    );
    assert!(!text.contains("hush"), "{text}");
}

#[test]
fn each_lack_of_a_credential_is_told_with_its_key() {
    for (lines, key, word) in [
        ("kind = \"magic\"", "credential.kind", "\"token-server\""),
        ("kind = \"secret\"", "credential.secret_file", "AppSecret"),
        ("kind = \"token\"", "credential.token_file", "access token"),
        (
            "kind = \"token\"\ntoken_file = \"nowhere\"",
            "credential.token_file",
            "can't read",
        ),
        ("kind = \"token-server\"", "credential.url", "is lacking"),
        (
            "kind = \"token-server\"\nurl = \"ftp://x\"",
            "credential.url",
            "https://",
        ),
        (
            "kind = \"token-server\"\nurl = \"http://x\"\nmethod = \"PUT\"",
            "credential.method",
            "\"POST\"",
        ),
        (
            "kind = \"token-server\"\nurl = \"http://x\"\npointer = \"token\"",
            "credential.pointer",
            "JSON pointer",
        ),
        (
            "kind = \"third-party\"",
            "credential.platform",
            "is lacking",
        ),
        (
            "kind = \"third-party\"\nplatform = \"agency\"\nrefresh_token = \"x\"",
            "credential.platform",
            "there is no [platforms.agency]",
        ),
        (
            "kind = \"token\"\ntoken_file = \"shop.secret\"\nsecret_file = \"shop.secret\"",
            "credential.secret_file",
            "unknown key",
        ),
    ] {
        let text = told(&app(lines));
        let line = text
            .lines()
            .find(|line| line.contains(&format!("apps.shop.{key}: ")));
        assert!(
            line.is_some_and(|line| line.contains(word)),
            "{lines}: {text}"
        );
    }
}

#[test]
fn a_platform_takes_its_ticket_from_a_file_or_from_what_is_pushed() {
    let by_file = read(&agency("ticket_file = \"shop.secret\""));
    assert!(by_file.platforms[0].events.is_none());
    let pushed = format!(
        "events_listen = \"127.0.0.1:8790\"\nmessage_token = \"mt\"\nmessage_aes_key = \"{MESSAGE_KEY}\""
    );
    let pushed = read(&agency(&pushed));
    assert!(pushed.platforms[0].ticket.is_none());
    let shown = pushed.to_toml();
    assert!(
        shown.contains("message_aes_key = \"[redacted]\""),
        "{shown}"
    );
    for secret in [MESSAGE_KEY, STATE_KEY, SECRET, "\"mt\"", "\"refresh\""] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn each_lack_of_a_platform_is_told_with_its_key() {
    let no_state_key = agency("ticket = \"t\"").replace("state_key", "# state_key");
    let no_refresh = agency("ticket = \"t\"").replace("refresh_token = \"refresh\"", "");
    for (text, key, word) in [
        (agency(""), "platforms.agency.ticket_file", "events_listen"),
        (
            agency("events_listen = \"127.0.0.1:1\""),
            "platforms.agency.message_token_file",
            "消息校验Token",
        ),
        (
            agency("ticket = \"t\"\nmessage_aes_key = \"short\""),
            "platforms.agency.message_aes_key",
            "43 letters",
        ),
        (no_state_key, "state_key_file", "openssl rand -base64 32"),
        (
            no_refresh,
            "apps.shop.credential.refresh_token_file",
            "events_listen",
        ),
        (
            agency("ticket = \"t\"").replace("wxfedcba9876543210", "agency"),
            "platforms.agency.component_appid",
            "is no AppID",
        ),
    ] {
        let errors = told(&text);
        let line = errors
            .lines()
            .find(|line| line.contains(&format!("{key}: ")));
        assert!(
            line.is_some_and(|line| line.contains(word)),
            "{key}: {errors}"
        );
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_not_quoted() {
    const WORD: &str = "0123456789abcdef0123456789abcdef";
    const KEY: &str = "ab/cdEF0123456789abcdefghijklmnopqrstuvwxyz=";
    for (key, place, value) in [
        ("appid", "wx0123456789abcdef", WORD),
        ("credential.secret_file", "shop.secret", WORD),
        ("credential.secret_file", "shop.secret", KEY),
    ] {
        let told = error(&with_app("").replace(place, value));
        assert!(told.contains(key), "{told}");
        assert!(!told.contains(value), "{told}");
    }
    let told = error(&with_app("").replace("shop.secret", "run/secrets/shop"));
    assert!(told.contains("run/secrets/shop"), "{told}");
}

/// A table of signing keys: the simulator's, by files.
fn signing(table: &str, folder: &Folder) -> String {
    use simulator::{Pair, demonstration};
    let keys = demonstration::keys(Pair::ALL[0]);
    let pem = demonstration::pem("CERTIFICATE", &keys.certificate);
    std::fs::write(folder.path("platform.pem"), pem).unwrap();
    format!(
        "[{table}.symmetric]\nalgorithm = \"AES256_GCM\"\nsn = \"s\"\nkey = \"{}\"\n\
         [{table}.asymmetric]\nalgorithm = \"RSAwithSHA256\"\nsn = \"a\"\nprivate_key = \"{}\"\n\
         [[{table}.platform_certificate]]\nsn = \"p\"\nfile = \"platform.pem\"\n",
        keys.symmetric_key, keys.private_key
    )
}

#[test]
fn an_app_of_a_platform_signs_as_the_platform_unless_told_otherwise() {
    let folder = Folder::new("");
    let own = signing("apps.shop.signing", &folder);
    let shared = signing("platforms.agency.signing", &folder);
    let base = agency("ticket = \"t\"");
    let with = |lines: &[&str]| {
        std::fs::write(folder.path("bootlens.toml"), base.clone() + &lines.concat()).unwrap();
        folder.load(&[])
    };
    let signs = |lines: &[&str]| {
        let config = with(lines).unwrap();
        let signs = config.signs_as(&config.apps[0]);
        signs.map(|signs| signs.appid.to_owned())
    };
    let app = "[apps.shop.signing]\nidentity = \"app\"\n";
    let warn = "[apps.shop.signing]\nplain_replies = \"warn\"\n";
    let component = Some("wxfedcba9876543210".to_owned());
    assert_eq!(signs(&[]), None);
    assert_eq!(signs(&[&shared]), component);
    assert_eq!(signs(&[warn, &shared]), component);
    assert_eq!(signs(&[&own]), component);
    assert_eq!(signs(&[app, &own]).as_deref(), Some("wx0123456789abcdef"));
    assert_eq!(
        signs(&[app, &own, &shared]).as_deref(),
        Some("wx0123456789abcdef")
    );
    let told = |lines: &[&str]| with(lines).unwrap_err().join("\n");
    assert!(told(&[&own, &shared]).contains("identity = \"app\""));
    assert!(told(&[app, &shared]).contains("apps.shop.signing: has no keys"));
    assert!(told(&[warn]).contains("apps.shop.signing: has no keys"));
}

#[test]
fn an_identity_is_for_apps_of_a_platform_alone() {
    let folder = Folder::new("");
    let own = signing("apps.shop.signing", &folder);
    let secret = app("secret_file = \"shop.secret\"\n");
    let text = format!("{secret}[apps.shop.signing]\nidentity = \"app\"\n{own}");
    std::fs::write(folder.path("bootlens.toml"), text).unwrap();
    let told = folder.load(&[]).unwrap_err().join("\n");
    assert!(
        told.contains("apps.shop.signing.identity: is for"),
        "{told}"
    );
}

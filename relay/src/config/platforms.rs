//! Third-party platforms: `[platforms.NAME]`.

use std::net::SocketAddr;

use toml::Table;

use super::error::Place;
use super::print::{secret as print_secret, set};
use super::report::Report;
use super::section::Section;
use super::{AppConfig, SecretSource, Signing, signing, values};

/// One third-party platform (第三方平台).
#[derive(Clone, Debug)]
pub struct PlatformConfig {
    /// Its name in the configuration.
    pub name: String,
    /// WeChat's id of the platform.
    pub component_appid: String,
    /// The platform's AppSecret.
    pub component_secret: SecretSource,
    /// The `component_verify_ticket`, where someone else receives it.
    pub ticket: Option<SecretSource>,
    /// Where WeChat pushes tickets and authorisations to.
    pub events: Option<Events>,
    /// How calls for its apps are signed and encrypted; not at all unless written.
    pub signing: Option<Signing>,
}

/// A listener for what WeChat pushes.
#[derive(Clone, Debug)]
pub struct Events {
    /// Its address; nothing else is served there.
    pub listen: SocketAddr,
    /// 消息校验Token of the platform.
    pub message_token: SecretSource,
    /// 消息加解密Key of the platform: 43 letters and digits.
    pub message_aes_key: SecretSource,
}

/// Reads `[platforms]`. A platform with a fault is reported and left out.
pub(super) fn read(mut section: Section, report: &mut Report) -> Vec<PlatformConfig> {
    let tables = section.named(report);
    tables
        .into_iter()
        .filter_map(|(name, table)| platform(name, table, report))
        .collect()
}

fn platform(name: String, mut section: Section, report: &mut Report) -> Option<PlatformConfig> {
    // It stands in the address that WeChat pushes to.
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || !name.chars().all(fits) {
        let text = "is no name: a-z, 0-9 and - are expected, since it stands in an address";
        report.add(section.place(), &format!("platforms.{name}"), text);
    }
    if !section.has("component_appid") {
        section.lacks("component_appid", report, "the platform's AppID");
    }
    let component_appid = section.read("component_appid", report, values::appid);
    let what = "the file that holds the platform's AppSecret";
    let component_secret = section.secret(
        "component_secret",
        "component_secret_file",
        report,
        Some(what),
    );
    let ticket_written = section.has("ticket") || section.has("ticket_file");
    let ticket = section.secret("ticket", "ticket_file", report, None);
    let events_written = section.has("events_listen");
    let listen = section.read("events_listen", report, values::address);
    let needs = |what| events_written.then_some(what);
    let token = "the file that holds 消息校验Token";
    let message_token = section.secret("message_token", "message_token_file", report, needs(token));
    let key = "the file that holds 消息加解密Key";
    let place = section.place_of("message_aes_key_file");
    let message_aes_key = section.secret(
        "message_aes_key",
        "message_aes_key_file",
        report,
        needs(key),
    );
    if let Some(key) = &message_aes_key
        && let Err(text) = crate::wechat::check_message_key(key)
    {
        report.add(place, &section.name("message_aes_key"), text);
    }
    if !events_written && !ticket_written {
        let text = "is lacking: ticket_file, or events_listen for what WeChat pushes";
        section.fail("ticket_file", report, text);
    }
    let signing = section
        .has("signing")
        .then(|| signing::read(section.section("signing", report), report));
    section.finish(report);
    let events = match (listen, message_token, message_aes_key) {
        (Some(listen), Some(message_token), Some(message_aes_key)) => Some(Events {
            listen,
            message_token,
            message_aes_key,
        }),
        _ => None,
    };
    Some(PlatformConfig {
        name,
        component_appid: component_appid?,
        component_secret: component_secret?,
        ticket,
        events,
        signing: match signing {
            None => None,
            Some(signing) => Some(signing?),
        },
    })
}

/// Checks what apps and platforms say of each other.
pub(super) fn check(
    apps: &[AppConfig],
    platforms: &[PlatformConfig],
    has_state_key: bool,
    report: &mut Report,
) {
    for app in apps {
        let Some(name) = app.credential.platform() else {
            continue;
        };
        let key = format!("apps.{}.credential.platform", app.alias);
        let Some(platform) = platforms.iter().find(|platform| platform.name == name) else {
            let text = format!("there is no [platforms.{name}]");
            report.add(Place::Nowhere, &key, text);
            continue;
        };
        let told = platform.events.is_some();
        if let super::Credential::ThirdParty {
            refresh_token: None,
            ..
        } = &app.credential
            && !told
        {
            let key = format!("apps.{}.credential.refresh_token_file", app.alias);
            let text = format!(
                "is lacking: the file that holds the authorizer_refresh_token, or events_listen in \
                 [platforms.{name}] for the authorisations that WeChat pushes"
            );
            report.add(Place::Nowhere, &key, text);
        }
    }
    if !platforms.is_empty() && !has_state_key {
        let text = "is lacking: it seals the platform's tokens at rest; write state_key_file, with \
                    what «openssl rand -base64 32» says in it";
        report.add(Place::Nowhere, "state_key_file", text);
    }
}

/// The table as a file says it, without secrets.
pub(super) fn print(platform: &PlatformConfig) -> Table {
    let mut table = Table::new();
    set(
        &mut table,
        "component_appid",
        platform.component_appid.clone(),
    );
    print_secret(
        &mut table,
        "component_secret",
        Some(&platform.component_secret),
    );
    print_secret(&mut table, "ticket", platform.ticket.as_ref());
    if let Some(events) = &platform.events {
        set(&mut table, "events_listen", events.listen.to_string());
        print_secret(&mut table, "message_token", Some(&events.message_token));
        print_secret(&mut table, "message_aes_key", Some(&events.message_aes_key));
    }
    if let Some(signing) = &platform.signing {
        table.insert("signing".to_owned(), signing::print(signing).into());
    }
    table
}

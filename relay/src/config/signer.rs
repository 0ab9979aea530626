//! Whose keys and AppID sign the calls of an app: its own, or those of the platform it stands on.

use super::error::Place;
use super::report::Report;
use super::{AppConfig, Config, Identity, PlainReplies, PlatformConfig, SigningKeys};

/// Who signs, with what.
#[derive(Clone, Copy, Debug)]
pub struct SignsAs<'a> {
    /// The keys.
    pub keys: &'a SigningKeys,
    /// The AppID in what is signed.
    pub appid: &'a str,
    /// What becomes of plain replies.
    pub plain_replies: PlainReplies,
}

impl Config {
    /// Who signs the calls of an app; nobody where API security is off.
    #[must_use]
    pub fn signs_as<'a>(&'a self, app: &'a AppConfig) -> Option<SignsAs<'a>> {
        // Faults were reported before there was a configuration.
        of(app, &self.platforms).ok().flatten()
    }
}

/// Reports what is lacking or stands twice.
pub(super) fn check(apps: &[AppConfig], platforms: &[PlatformConfig], report: &mut Report) {
    for platform in platforms {
        let Some(signing) = &platform.signing else {
            continue;
        };
        let key = format!("platforms.{}.signing", platform.name);
        if signing.keys.is_none() {
            report.add(Place::Nowhere, &key, NO_KEYS);
        }
        if signing.identity.is_some() {
            let text = "stands in the app's own table: [apps.ALIAS.signing]";
            report.add(Place::Nowhere, &format!("{key}.identity"), text);
        }
    }
    for app in apps {
        if let Err((key, text)) = of(app, platforms) {
            let key = format!("apps.{}.signing{key}", app.alias);
            report.add(Place::Nowhere, &key, text);
        }
    }
}

const NO_KEYS: &str = "has no keys: symmetric, asymmetric and platform_certificate are expected, as \
                       WeChat's console shows them at 开发设置 → API安全";

type Fault = (&'static str, String);

fn of<'a>(
    app: &'a AppConfig,
    platforms: &'a [PlatformConfig],
) -> Result<Option<SignsAs<'a>>, Fault> {
    let no_keys = || ("", NO_KEYS.to_owned());
    let own = app.signing.as_ref();
    let Some(name) = app.credential.platform() else {
        let Some(own) = own else { return Ok(None) };
        if own.identity.is_some() {
            let text = "is for credentials of kind \"third-party\"; leave it out";
            return Err((".identity", text.to_owned()));
        }
        return Ok(Some(SignsAs {
            keys: own.keys.as_ref().ok_or_else(no_keys)?,
            appid: &app.appid,
            plain_replies: own.plain_replies,
        }));
    };
    // A platform that isn't there is told of elsewhere.
    let Some(platform) = platforms.iter().find(|platform| platform.name == name) else {
        return Ok(None);
    };
    let own_keys = own.and_then(|own| own.keys.as_ref());
    let signing = platform.signing.as_ref();
    let platforms_keys = signing.and_then(|signing| signing.keys.as_ref());
    let chosen = own.or(signing);
    let Some(plain_replies) = chosen.map(|chosen| chosen.plain_replies) else {
        return Ok(None);
    };
    let identity = own.and_then(|own| own.identity);
    let (keys, appid) = match identity.unwrap_or(Identity::Component) {
        Identity::App => (own_keys.ok_or_else(no_keys)?, app.appid.as_str()),
        Identity::Component => {
            let keys = match (own_keys, platforms_keys) {
                (Some(_), Some(_)) => {
                    let text = format!(
                        "has keys, and so has platforms.{name}.signing: write identity = \"app\" to \
                         sign with these, or leave them out"
                    );
                    return Err(("", text));
                }
                (Some(keys), None) | (None, Some(keys)) => keys,
                (None, None) => return Err(no_keys()),
            };
            (keys, platform.component_appid.as_str())
        }
    };
    Ok(Some(SignsAs {
        keys,
        appid,
        plain_replies,
    }))
}

//! What single values may be, with the sentence that says so.
//!
//! Texts from the environment and from flags are read as numbers and lists where these are asked
//! for. No sentence here quotes a value that may hold a password.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use reqwest::Url;
use shared::day::Day;

use super::tree::Value;

/// Units of time in milliseconds, the smallest first.
const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

/// A text that people read: not empty, no control characters.
pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) if text.trim().is_empty() => Err("is empty".to_owned()),
        Value::String(text) if text.contains(char::is_control) => {
            Err("holds control characters".to_owned())
        }
        Value::String(text) => Ok(text.clone()),
        other => Err(format!("a text is expected, not {}", other.kind())),
    }
}

/// A secret: one word, never quoted.
pub(super) fn secret(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) if text.is_empty() || text.contains(char::is_whitespace) => {
            Err("one word without spaces is expected".to_owned())
        }
        Value::String(text) => Ok(text.clone()),
        other => Err(format!("a text is expected, not {}", other.kind())),
    }
}

/// Whether a path may be a secret that was written where its file's path belongs: its last part is
/// long, of letters and digits both, and ends as no file's name does.
pub(super) fn may_be_secret(path: &Path) -> bool {
    const SHORTEST: usize = 20;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let has = |is: fn(&u8) -> bool| name.bytes().any(|byte| is(&byte));
    let is_word = !name.contains('.') && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    // Base64 may hold slashes, before which no part is long.
    name.ends_with('=') || name.len() >= SHORTEST && is_word
}

/// A secret in one or many lines, never quoted.
pub(super) fn secret_text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) if text.trim().is_empty() => Err("is empty".to_owned()),
        Value::String(text) => Ok(text.clone()),
        other => Err(format!("a text is expected, not {}", other.kind())),
    }
}

/// A whole number within bounds.
pub(super) fn number<N>(value: &Value, bounds: &RangeInclusive<N>) -> Result<N, String>
where
    N: TryFrom<i64> + PartialOrd + std::fmt::Display,
{
    let expected = || {
        let (low, high) = (bounds.start(), bounds.end());
        format!("a whole number from {low} to {high} is expected")
    };
    let number = match value {
        Value::Integer(number) => *number,
        Value::String(text) => text.parse().map_err(|_| expected())?,
        _ => return Err(expected()),
    };
    N::try_from(number)
        .ok()
        .filter(|number| bounds.contains(number))
        .ok_or_else(expected)
}

/// A date.
pub(super) fn day(value: &Value) -> Result<Day, String> {
    let read = match value {
        Value::Day(day) => Some(*day),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    read.ok_or_else(|| "a date like 2027-06-30 is expected".to_owned())
}

/// `true` or `false`.
pub(super) fn boolean(value: &Value) -> Result<bool, String> {
    match value {
        Value::Boolean(word) => Ok(*word),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        _ => Err("true or false is expected".to_owned()),
    }
}

/// One of some words.
pub(super) fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<T, String> {
    let known = match value {
        Value::String(text) => words.iter().find(|(word, _)| word == text),
        _ => None,
    };
    known.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = words
            .iter()
            .map(|(word, _)| format!("\"{word}\""))
            .collect();
        format!("{} is expected", words.join(" or "))
    })
}

/// Texts: a list, or parts between commas.
pub(super) fn list(value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::Array(items) => items.iter().map(|item| text(&item.value)).collect(),
        Value::String(text) => Ok(text
            .split(',')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()),
        other => Err(format!("a list of texts is expected, not {}", other.kind())),
    }
}

/// A time like `15s`, within bounds.
pub(super) fn duration(
    value: &Value,
    bounds: &RangeInclusive<Duration>,
) -> Result<Duration, String> {
    let expected = || {
        let (low, high) = (written(*bounds.start()), written(*bounds.end()));
        format!("a time from \"{low}\" to \"{high}\" is expected, in ms, s, m or h")
    };
    let text = text(value).map_err(|_| expected())?;
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (count, unit) = text.split_at(digits);
    let Some((_, unit)) = UNITS.iter().find(|(word, _)| *word == unit) else {
        return Err(expected());
    };
    count
        .parse::<u64>()
        .ok()
        .and_then(|count| count.checked_mul(*unit))
        .map(Duration::from_millis)
        .filter(|duration| bounds.contains(duration))
        .ok_or_else(expected)
}

/// A duration as the configuration writes it.
pub(super) fn written(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let whole = UNITS
        .iter()
        .rev()
        .find(|(_, unit)| milliseconds != 0 && milliseconds.is_multiple_of(u128::from(*unit)));
    match whole {
        Some((word, unit)) => format!("{}{word}", milliseconds / u128::from(*unit)),
        None => "0s".to_owned(),
    }
}

/// An address and port to listen at; `localhost` stands for 127.0.0.1.
pub(super) fn address(value: &Value) -> Result<SocketAddr, String> {
    let text = text(value)?;
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.clone(),
    };
    numeric
        .parse()
        .map_err(|_| format!("«{text}» is no address and port like 127.0.0.1:8787"))
}

/// What stands before every path, without a slash at its end: empty, or parts that need no escaping, each
/// after a slash.
pub(crate) fn base_path(text: &str) -> Option<&str> {
    let path = text.strip_suffix('/').unwrap_or(text);
    let fits = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    match path.strip_prefix('/') {
        None if path.is_empty() => Some(path),
        Some(rest) if rest.split('/').all(fits) => Some(path),
        _ => None,
    }
}

/// The same as a person wrote it.
pub(super) fn written_base_path(text: &str) -> Result<String, String> {
    let path = base_path(text).map(str::to_owned);
    path.ok_or_else(|| format!("«{text}» is no path like /perf of letters, digits and - . _ ~"))
}

/// The address that people use, with a slash at the end, and the base path in it.
pub(super) fn public_url(value: &Value) -> Result<(String, String), String> {
    let url = web_url(value)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a public address holds no user and no password".to_owned());
    }
    let base = written_base_path(url.path())?;
    let origin = url.origin().ascii_serialization();
    Ok((format!("{origin}{base}/"), base))
}

/// An origin that answers as WeChat does, perhaps below a path; no slash at the end.
pub(super) fn upstream_host(text: &str) -> Result<String, String> {
    let url = web_url(&Value::String(text.to_owned()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address without user and password is expected".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A proxy; may hold user and password.
pub(super) fn proxy(value: &Value) -> Result<String, String> {
    let url = web_url(value)?;
    if url.path() != "/" {
        return Err("a proxy's address has no path".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A service of the house; user and query may let us in, so that neither is quoted.
pub(super) fn service(value: &Value) -> Result<Url, String> {
    let url = Url::parse(&text(value)?).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.fragment().is_none())
        .ok_or_else(|| "an address like https://tokens.intra.example/wechat is expected".to_owned())
}

/// A place in a JSON document, as RFC 6901 writes it; empty is the whole.
pub(super) fn pointer(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) if text.is_empty() || text.starts_with('/') => Ok(text.clone()),
        _ => Err("a JSON pointer like /data/access_token is expected".to_owned()),
    }
}

fn web_url(value: &Value) -> Result<Url, String> {
    let expected = || "an address like https://intra.example is expected".to_owned();
    let text = text(value)?;
    let url = Url::parse(&text).map_err(|_| expected())?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.has_host();
    match url.scheme() {
        "http" | "https" if plain => Ok(url),
        _ => Err(expected()),
    }
}

/// The address without user and password, for eyes and logs.
pub(super) fn without_userinfo(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}[redacted]@{}", &url[..scheme + 3], &url[at + 1..])
        }
        _ => url.to_owned(),
    }
}

/// A Host name: letters, digits, dots and hyphens, or an IPv6 address in brackets; no port.
pub(super) fn host(text: &str) -> Result<String, String> {
    let lower = text.to_ascii_lowercase();
    let name = !lower.is_empty()
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    let v6 = lower
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|rest| rest.parse::<std::net::Ipv6Addr>().is_ok());
    if name || v6 {
        Ok(lower)
    } else {
        Err(format!(
            "«{text}» is no host name like intra.example, without scheme and port"
        ))
    }
}

/// An origin as browsers tell it: scheme, host and perhaps a port; nothing of a path.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let expected = || format!("«{text}» is no origin like https://wiki.intra.example");
    let url = web_url(&Value::String(text.to_owned())).map_err(|_| expected())?;
    let bare = url.username().is_empty() && url.password().is_none() && url.path() == "/";
    // What else a URL's host may hold, a security policy would read as its own signs.
    let named = url.host_str().is_some_and(|name| host(name).is_ok());
    if bare && named {
        Ok(url.origin().ascii_serialization())
    } else {
        Err(expected())
    }
}

/// An AppID as WeChat gives them: `wx` and ten or more letters and digits. What is none is not
/// quoted: it may be the AppSecret, written in the wrong place.
pub(super) fn appid(value: &Value) -> Result<String, String> {
    let text = text(value)?;
    let fits = text.strip_prefix("wx").is_some_and(|rest| {
        (10..=30).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if fits {
        Ok(text)
    } else {
        Err("is no AppID like wx0123456789abcdef".to_owned())
    }
}

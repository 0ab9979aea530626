//! Takes out of WeChat's words what lets somebody in: secrets, tokens, tickets.
//!
//! What WeChat recorded of another call, by the names that such values stand under, and by the
//! length that they all have, since it may be cut anywhere. What it says of a call that was made
//! just now, by the secrets that were sent with that, of which no piece is told.

use serde_json::Value;

/// What stands in place of it.
const REMOVED: &str = "[removed]";

/// Longest text that is passed on, in characters.
const MOST: usize = 2_000;

/// A secret has 32 letters, a token and a ticket over 100; nothing else in these bodies has so many
/// in a row.
const LONG: usize = 24;

/// Fewest letters that are a piece of a secret: WeChat may repeat a token that it has cut.
const PIECE: usize = 12;

/// The secrets in JSON that was sent.
pub(super) fn secrets_in(body: &str) -> Vec<String> {
    let fields: serde_json::Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
    let secrets = fields.into_iter().filter(|(name, _)| is_secret(name));
    secrets
        .filter_map(|(_, value)| value.as_str().map(str::to_owned))
        .collect()
}

/// A text without the words that hold a piece of one of these secrets.
pub(super) fn without(text: &str, secrets: &[&str]) -> String {
    let mut told = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end_matches(char::is_whitespace);
        if secrets.iter().any(|secret| holds_piece(bare, secret)) {
            told.push_str(REMOVED);
            told.push_str(&word[bare.len()..]);
        } else {
            told.push_str(word);
        }
    }
    told
}

/// Whether a word holds a piece of a secret; a short secret is one piece.
fn holds_piece(word: &str, secret: &str) -> bool {
    let length = secret.len().min(PIECE);
    if length == 0 {
        return false;
    }
    let mut pieces = secret.as_bytes().windows(length);
    pieces.any(|piece| word.as_bytes().windows(length).any(|part| part == piece))
}

/// A body without secrets, cut.
pub(super) fn body(text: &str) -> String {
    let veiled = match serde_json::from_str(text) {
        Ok(mut value @ (Value::Object(_) | Value::Array(_))) => {
            veil(&mut value);
            value.to_string()
        }
        _ => words(text),
    };
    let mut letters = veiled.chars().filter(|letter| !letter.is_control());
    let mut cut: String = letters.by_ref().take(MOST).collect();
    if letters.next().is_some() {
        cut.push('…');
    }
    cut
}

/// An address without its query, in which the token stands.
pub(super) fn url(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    body(&text[..end])
}

fn veil(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) {
                    *value = REMOVED.into();
                } else {
                    veil(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(veil),
        Value::String(text) => *text = words(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether what stands under that name lets somebody in.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "secret",
        "token",
        "ticket",
        "authorization_code",
        "auth_code",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether a token may hold it.
fn is_part(letter: char) -> bool {
    is_name(letter) || "-@".contains(letter)
}

/// Whether it is long enough for a token; an id of a request is, and is none.
fn is_token(run: &str) -> bool {
    let is_rid = run.contains('-')
        && run
            .chars()
            .all(|letter| letter.is_ascii_hexdigit() || letter == '-');
    run.len() >= LONG && !is_rid
}

/// A text in which secrets may stand anywhere, as `name=value` or in JSON that was cut.
fn words(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !is_name(first) {
            told.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let run = &rest[..end_of(rest, is_part)];
        let name = &rest[..end_of(rest, is_name)];
        let after = &rest[name.len()..];
        let gap = end_of(after, |letter| " \"'\\:=".contains(letter));
        if is_secret(name) && after[..gap].contains([':', '=']) {
            let value = &after[gap..];
            let value_end = end_of(value, |letter| !" \"'\\,&}".contains(letter));
            told.push_str(name);
            told.push_str(&after[..gap]);
            told.push_str(REMOVED);
            rest = &value[value_end..];
        } else if is_token(run) {
            told.push_str(REMOVED);
            rest = &rest[run.len()..];
        } else {
            told.push_str(name);
            rest = after;
        }
    }
    told
}

/// Where the letters end that are of that sort.
fn end_of(text: &str, is_of: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !is_of(letter)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn secrets_in_json_are_taken_out_by_name_and_by_length() {
        let sent = format!(
            r#"{{"appid":"wx1","secret":"short","list":[{{"component_verify_ticket":"t@@@t",
            "authorizer_refresh_token":"r","note":"see {SECRET}"}}],"text":"{{\"secret\":\"s3\"}}"}}"#
        );
        let told = body(&sent);
        for secret in ["short", "t@@@t", "\"r\"", SECRET, "s3"] {
            assert!(!told.contains(secret), "{told}");
        }
        assert!(
            told.contains("wx1") && told.contains("see [removed]"),
            "{told}"
        );
    }

    #[test]
    fn secrets_in_a_text_or_in_json_that_was_cut_are_taken_out() {
        for sent in [
            "grant_type=client_credential&appid=wx1&secret=s3cr3t".to_owned(),
            r#"{"appid":"wx1","secret": "s3cr3t"#.to_owned(),
            r#"{"appid":"wx1","data":"{\"access_token\":\"s3cr3t\"}","#.to_owned(),
            format!("wx1 {SECRET}s3cr3t and so on"),
            "wx1 component_access_token : s3cr3t, ok".to_owned(),
        ] {
            let told = body(&sent);
            assert!(!told.contains("s3cr3t") && told.contains("wx1"), "{told}");
        }
    }

    #[test]
    fn what_wechat_says_of_a_token_is_kept() {
        let said = r#"{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 62eb8c9b-1a2b3c4d-5e6f7a8b"}"#;
        let told = body(said);
        assert!(
            told.contains("access_token is invalid or not latest rid: 62eb8c9b-1a2b3c4d-5e6f7a8b"),
            "{told}"
        );
        let asked = r#"{"module":10022,"params":[],"time":{"begin_timestamp":1609603200}}"#;
        assert_eq!(body(asked), asked);
    }

    #[test]
    fn a_long_text_is_cut_and_control_letters_are_left_out() {
        let told = body(&"数 据\n".repeat(2_000));
        assert_eq!(told.chars().count(), MOST + 1);
        assert!(told.ends_with('…') && !told.contains('\n'));
    }

    #[test]
    fn of_what_was_sent_no_piece_is_told() {
        let token = "52_fGh-9kLmNoPqRsTuVwXyZ";
        let sent =
            format!(r#"{{"appid":"wx0123456789","secret":"{SECRET}","code":7,"ticket":"t"}}"#);
        assert_eq!(secrets_in(&sent), [SECRET, "t"]);
        assert!(secrets_in("no JSON").is_empty());
        for piece in [
            &SECRET[..12],
            &SECRET[9..21],
            "%20fGh-9kLmNoPq%20",
            "é52_fGh-9kLmNé",
        ] {
            let told = without(&format!("invalid «{piece}», see\tnow"), &[SECRET, token]);
            assert_eq!(told, "invalid [removed] see\tnow");
        }
        let kept = "invalid credential 0123456789a, 数据 rid: 62eb8c9b-1a2b3c4d";
        assert_eq!(without(kept, &[SECRET, token, ""]), kept);
        assert_eq!(without("no t, a cat", &["t,"]), "no [removed] a cat");
    }

    #[test]
    fn an_address_has_no_query() {
        let address = "https://api.weixin.qq.com/wxa/business/performance/boot";
        assert_eq!(url(&format!("{address}?access_token=s3cr3t")), address);
        assert_eq!(url(""), "");
    }
}

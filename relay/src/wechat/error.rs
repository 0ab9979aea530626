//! What went wrong with a call, and what follows from it.
//!
//! WeChat answers errors with HTTP 200 and an `errcode`; what each means stands in `codes`.

use std::fmt;
use std::net::IpAddr;

use shared::problem::{Problem, ProblemKind};
use shared::text::Lang;

use super::codes::{self, Action, Call, Span};
use super::veil;
use crate::config::SecretError;

/// A failed call. Holds neither token nor secret nor address, so that it can be shown and logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The kind of problem.
    pub kind: ProblemKind,
    /// What follows.
    pub action: Action,
    /// What happened and what mends it, in English.
    pub detail: String,
    /// WeChat's error code.
    pub errcode: Option<i64>,
    /// WeChat's request id.
    pub rid: Option<String>,
    /// What was called.
    call: Call,
    /// WeChat's own words, cleaned.
    said: String,
    /// Whether WeChat was not asked this time.
    repeated: bool,
}

impl Error {
    /// A failure without an error code.
    #[must_use]
    pub fn new(kind: ProblemKind, action: Action, detail: impl Into<String>) -> Self {
        Self {
            kind,
            action,
            detail: detail.into(),
            errcode: None,
            rid: None,
            call: Call::default(),
            said: String::new(),
            repeated: false,
        }
    }

    /// A fault of the relay's own.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            Action::Fail,
            "A call failed inside the relay; the log says why.",
        )
    }

    /// A file of the configuration that can't be read now; its name goes to the log alone.
    pub(super) fn unreadable_file(what: &str, error: &SecretError) -> Self {
        tracing::error!(%error, "{what} can't be read");
        Self::new(
            ProblemKind::UpstreamCredential,
            Action::Stop(Span::Minute),
            format!("The file of {what} can't be read; the log names it."),
        )
    }

    /// The failure that a reply to a call for data states.
    #[must_use]
    pub fn from_reply(errcode: i64, errmsg: &str, rid: Option<String>) -> Self {
        Self {
            errcode: Some(errcode),
            rid: rid.filter(|rid| is_rid(rid)).or_else(|| rid_in(errmsg)),
            said: clean(errmsg),
            ..Self::new(ProblemKind::UpstreamReply, Action::Fail, "")
        }
        .on(Call::Business)
    }

    /// The same reply to another call, where its code may mean something else.
    #[must_use]
    pub fn on(mut self, call: Call) -> Self {
        self.call = call;
        let Some(code) = self.errcode else {
            return self;
        };
        let row = codes::row(code, call);
        let (meaning, remedy) = (row.meaning.pick(Lang::En), row.remedy.pick(Lang::En));
        self.kind = row.kind;
        self.action = row.action;
        self.detail = format!("WeChat answered {code}: {meaning}. {remedy}");
        if !self.said.is_empty() {
            self.detail.push_str(" It said: ");
            self.detail.push_str(&self.said);
        }
        self
    }

    /// The same without any piece of the secrets that were sent, which whoever answered may have
    /// repeated.
    pub(super) fn without(mut self, secrets: &[&str]) -> Self {
        self.detail = veil::without(&self.detail, secrets);
        self.said = veil::without(&self.said, secrets);
        self.rid = self.rid.filter(|rid| veil::without(rid, secrets) == *rid);
        self
    }

    /// The same failure, told again without asking WeChat.
    #[must_use]
    pub fn again(mut self) -> Self {
        self.repeated = true;
        self
    }

    /// Whether WeChat was not asked this time, so that nothing new follows from it.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.repeated
    }

    /// The problem that readers are told, in their language.
    #[must_use]
    pub fn problem(&self, lang: Lang) -> Problem {
        let mut problem = Problem {
            errcode: self.errcode,
            rid: self.rid.clone(),
            ..Problem::new(self.kind, self.detail.clone(), lang)
        };
        if let Some(code) = self.errcode {
            let reader = codes::row(code, self.call).reader;
            reader.pick(lang).clone_into(&mut problem.advice);
        }
        problem
    }

    /// What happened and what mends it, for whoever runs the relay: meaning, remedy, code, rid and
    /// WeChat's own words. What has no code is told in English.
    #[must_use]
    pub fn for_operator(&self, lang: Lang) -> String {
        let Some(code) = self.errcode else {
            return self.detail.clone();
        };
        let row = codes::row(code, self.call);
        let (meaning, remedy) = (row.meaning.pick(lang), row.remedy.pick(lang));
        let mut told = match lang {
            Lang::Zh => format!("微信返回 {code}：{meaning}。{remedy}"),
            Lang::En => format!("WeChat answered {code}: {meaning}. {remedy}"),
        };
        let rid = self.rid.as_deref();
        if let Some(rid) = rid {
            told.push_str(&lang.pick(format!("rid：{rid}。"), format!(" The rid: {rid}.")));
        }
        // Most of WeChat's words end with the rid, which need not be told twice.
        let said = match rid.and_then(|rid| self.said.strip_suffix(rid)) {
            Some(rest) => rest.trim_end().trim_end_matches("rid:").trim_end(),
            None => &self.said,
        };
        if !said.is_empty() {
            told.push_str(lang.pick("微信原文：", " It said: "));
            told.push_str(said);
        }
        told
    }

    /// The address of ours that WeChat names where it refuses that: «invalid ip 203.0.113.7 ipv6
    /// ::ffff:203.0.113.7, not in whitelist».
    #[must_use]
    pub fn ip(&self) -> Option<String> {
        if self.kind != ProblemKind::UpstreamIp {
            return None;
        }
        self.said
            .split(|letter: char| !(letter.is_ascii_hexdigit() || ".:".contains(letter)))
            .filter(|word| word.len() > 2)
            .find_map(|word| word.parse::<IpAddr>().ok())
            .map(|ip| ip.to_canonical().to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Error {}

/// Longest text of WeChat's that is passed on.
const MOST: usize = 200;

/// WeChat's words, cut and without control characters or anything long enough to be a token.
fn clean(text: &str) -> String {
    // A rid's groups are 8 long; a secret has 32 characters, a token over 100.
    let words = text.split_whitespace().map(|word| {
        let longest = word
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
            .map(str::len)
            .max();
        if longest.unwrap_or(0) >= 24 || word.contains("access_token=") {
            "[removed]"
        } else {
            word
        }
    });
    let joined: String = words.collect::<Vec<_>>().join(" ");
    joined
        .chars()
        .filter(|letter| !letter.is_control())
        .take(MOST)
        .collect()
}

/// Whether a text has a rid's form: short groups of hexadecimal digits. An AppSecret is one long one.
fn is_rid(text: &str) -> bool {
    const GROUP: usize = 12;
    text.split('-').all(|group| {
        let is_hex = |letter: char| letter.is_ascii_hexdigit();
        (1..=GROUP).contains(&group.len()) && group.chars().all(is_hex)
    })
}

/// The rid at the end of WeChat's words: ` rid: 62eb8c9b-…`.
fn rid_in(errmsg: &str) -> Option<String> {
    let (_, after) = errmsg.rsplit_once("rid:")?;
    let rid: String = after
        .trim_start()
        .chars()
        .take_while(|letter| letter.is_ascii_hexdigit() || *letter == '-')
        .take(64)
        .collect();
    is_rid(&rid).then_some(rid)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: \
         62eb8c9b-1a2b3c4d-5e6f7a8b";

    #[test]
    fn the_rid_is_found_in_the_words() {
        let error = Error::from_reply(47001, "data format error rid: 62eb8c9b-1a-2b", None);
        assert_eq!(error.rid.as_deref(), Some("62eb8c9b-1a-2b"));
    }

    #[test]
    fn a_secret_in_the_place_of_a_rid_is_none() {
        let secret = "0123456789abcdef0123456789abcdef";
        let error = Error::from_reply(40125, &format!("rid: {secret}"), Some(secret.to_owned()));
        assert_eq!(error.rid, None);
        assert!(!format!("{error:?}").contains("0123456789"), "{error:?}");
    }

    #[test]
    fn a_piece_of_what_was_sent_is_told_nowhere() {
        let token = "52_abcdef-0123456789ab-0123456789ab";
        let said = "invalid token 52_abcdef-012345 rid: 012345678-9ab";
        let error = Error::from_reply(40001, said, None).without(&[token]);
        assert!(
            error
                .detail
                .ends_with("It said: invalid token [removed] rid: 012345678-9ab")
        );
        let rid = Error::from_reply(-1, "", Some("0123456789ab-01".to_owned()));
        assert_eq!(rid.without(&[token]).rid, None);
    }

    #[test]
    fn words_that_could_hold_a_token_are_not_passed_on() {
        let token = "52_".to_owned() + &"aB3".repeat(40);
        let said = format!(
            "invalid {token}, see url?access_token=short {}",
            "x ".repeat(300)
        );
        let error = Error::from_reply(40001, &said, None);
        for told in [
            error.detail.clone(),
            error.for_operator(Lang::Zh),
            format!("{error:?}"),
        ] {
            assert!(!told.contains("aB3aB3"), "{told}");
            assert!(!told.contains("short"), "{told}");
            assert!(told.len() < 1_200);
        }
    }

    #[test]
    fn the_same_code_means_another_thing_where_a_token_was_asked_for() {
        let data = Error::from_reply(40001, "invalid credential", None);
        assert_eq!(data.action, Action::RefreshOnce);
        let token = data.clone().on(Call::Token);
        assert_eq!(token.action, Action::Stop(codes::Span::Minute));
        assert!(token.detail.contains("AppSecret"), "{token}");
        assert!(token.detail.ends_with("It said: invalid credential"));
        assert_ne!(
            data.problem(Lang::Zh).advice,
            token.problem(Lang::Zh).advice
        );
    }

    #[test]
    fn the_address_that_wechat_names_is_read_out_of_its_words() {
        let ip = |said: &str| Error::from_reply(40164, said, None).ip();
        let named = |ip: &str| Some(ip.to_owned());
        assert_eq!(ip(WORDS), named("203.0.113.7"));
        let six = "invalid ip 2001:0db8:85a3:0000:0000:8a2e:0370:7334,not in whitelist";
        assert_eq!(ip(six), named("2001:db8:85a3::8a2e:370:7334"));
        assert_eq!(ip("invalid ip ::ffff:203.0.113.7"), named("203.0.113.7"));
        assert_eq!(ip("not in whitelist rid: 62eb8c9b-1a"), None);
        assert_eq!(Error::from_reply(48001, WORDS, None).ip(), None);
    }

    #[test]
    fn an_operator_is_told_meaning_remedy_code_rid_and_words_in_either_language() {
        let error = Error::from_reply(40164, WORDS, None);
        assert_eq!(
            error.for_operator(Lang::En),
            "WeChat answered 40164: the caller's IP address is not on the list. Add the address \
             that WeChat names to the IP list under 开发设置 in WeChat's console. The rid: \
             62eb8c9b-1a2b3c4d-5e6f7a8b. It said: invalid ip 203.0.113.7 ipv6 \
             ::ffff:203.0.113.7, not in whitelist"
        );
        let told = error.for_operator(Lang::Zh);
        assert!(told.starts_with("微信返回 40164：调用方的 IP"), "{told}");
        assert!(told.ends_with("not in whitelist"), "{told}");
        let cut = Error::new(ProblemKind::UpstreamTimeout, Action::Retry, "No answer.");
        assert_eq!(cut.for_operator(Lang::Zh), "No answer.");
    }

    #[test]
    fn a_reader_is_told_the_sentence_of_the_code_and_one_of_the_kind_without_a_code() {
        let frozen = Error::from_reply(40243, "", None).problem(Lang::En);
        assert!(frozen.advice.contains("frozen"), "{}", frozen.advice);
        let strange = Error::from_reply(12345, "strange words", Some("62eb".to_owned()));
        assert_eq!(
            (strange.kind, strange.action),
            (ProblemKind::UpstreamReply, Action::Fail)
        );
        let problem = strange.problem(Lang::En);
        assert_eq!(
            (problem.errcode, problem.rid.as_deref()),
            (Some(12345), Some("62eb"))
        );
        assert!(problem.detail.contains("12345") && problem.detail.contains("strange words"));
        let kind = ProblemKind::UpstreamTimeout;
        let timeout = Error::new(kind, Action::Retry, "No answer.").problem(Lang::Zh);
        assert_eq!(timeout.advice, Lang::Zh.problem_advice(kind));
    }

    #[test]
    fn a_reader_is_not_told_to_send_a_code_or_to_check_a_secret_where_there_is_none() {
        for kind in [ProblemKind::UpstreamReply, ProblemKind::UpstreamCredential] {
            for lang in [Lang::Zh, Lang::En] {
                let error = Error::new(kind, Action::Fail, "A token server's words.");
                let advice = error.problem(lang).advice;
                for word in ["code", "错误码", "rid", "AppSecret"] {
                    assert!(!advice.contains(word), "{advice}");
                }
            }
        }
    }
}

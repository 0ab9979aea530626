//! Every error code of WeChat's that is documented: what it means, what mends it, and what follows.
//!
//! One table, in rooms by what is at fault. Meanings: WeChat's pages on tokens, quota, signing and
//! troubleshooting; for the codes that those leave out, the tables in the SDKs that are widely
//! used. What follows is judged here: what passes by itself is tried again, what somebody must
//! mend is not asked again and again meanwhile.

mod addresses;
mod credentials;
mod platform;
mod quota;
mod requests;
mod rights;
mod signing;

use shared::day::Day;
use shared::problem::ProblemKind;
use shared::text::Lang;

/// What follows from a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It passes by itself: the same call at most twice more, after pauses.
    Retry,
    /// The same call once more with a new token.
    RefreshOnce,
    /// Nothing of this app is asked for so long; it passes by itself.
    Wait(Span),
    /// Nothing of this app is asked for so long: somebody must mend it, or a day must pass.
    Stop(Span),
    /// This call alone has failed.
    Fail,
}

/// For how long an app is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// 60 seconds.
    Minute,
    /// Until the next full minute.
    NextMinute,
    /// 600 seconds.
    TenMinutes,
    /// 3,600 seconds.
    Hour,
    /// 24 hours.
    Day,
    /// Until midnight in Beijing.
    Midnight,
}

impl Span {
    /// How many seconds it takes from a Unix time in seconds on; at least one.
    #[must_use]
    pub fn seconds(self, now: i64) -> u64 {
        let seconds = match self {
            Self::Minute => 60,
            Self::NextMinute => 60 - now.rem_euclid(60),
            Self::TenMinutes => 600,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Midnight => Day::at_unix(now).plus(1).beijing_midnight() - now,
        };
        u64::try_from(seconds).unwrap_or(1).max(1)
    }
}

/// What was called: the same code means different things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Call {
    /// Data, with the app's access token.
    #[default]
    Business,
    /// An access token, with AppID and AppSecret.
    Token,
    /// A third-party platform's own token, with its secret and ticket.
    Component,
    /// An app's token for a third-party platform, with the platform's token.
    Authorizer,
    /// The figures of a quota.
    Quota,
    /// What WeChat noted of a request.
    Rid,
}

/// A text in both languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    zh: &'static str,
    en: &'static str,
}

impl Text {
    /// The text in a language.
    pub(super) fn pick(self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// What is known of a code.
#[derive(Debug)]
pub(super) struct Row {
    /// The code.
    pub(super) code: i64,
    /// The calls that it is said of; none: every call that has no row of its own.
    calls: &'static [Call],
    /// The kind of problem.
    pub(super) kind: ProblemKind,
    /// What follows.
    pub(super) action: Action,
    /// What it means: a clause without a stop.
    pub(super) meaning: Text,
    /// What the operator does about it: a sentence.
    pub(super) remedy: Text,
    /// What a reader is told, who can't mend it: a sentence.
    pub(super) reader: Text,
}

const TABLE: [&[Row]; 7] = [
    credentials::ROWS,
    addresses::ROWS,
    rights::ROWS,
    quota::ROWS,
    requests::ROWS,
    signing::ROWS,
    platform::ROWS,
];

/// What is said of a code that is in none of the documents; its number is the reply's own.
const UNKNOWN: Row = Row {
    code: 0,
    calls: &[],
    kind: ProblemKind::UpstreamReply,
    action: Action::Fail,
    meaning: text(
        "文档中没有这个错误码",
        "this code is in none of the documents",
    ),
    remedy: text(
        "请把错误码与 rid 提供给微信客服，或用微信的 API 诊断工具查询 rid。",
        "Send code and rid to WeChat's support, or look the rid up in WeChat's API diagnosis.",
    ),
    reader: text(
        "微信返回了未知的错误，请把错误码与 rid 发给管理员。",
        "WeChat answered with an error nobody knows; send the code and the rid to the operator.",
    ),
};

/// What a code means where it answers such a call.
pub(super) fn row(code: i64, call: Call) -> &'static Row {
    let rows = || rows().filter(move |row| row.code == code);
    rows()
        .find(|row| row.calls.contains(&call))
        .or_else(|| rows().find(|row| row.calls.is_empty()))
        .unwrap_or(&UNKNOWN)
}

/// Whether a code stands in any of the documents.
pub(super) fn is_known(code: i64) -> bool {
    rows().any(|row| row.code == code)
}

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.into_iter().flatten()
}

/// The sentence for a reader that stands in `told`, in another language: a problem holds the code
/// and not the call, and a code may have a sentence for each.
#[must_use]
pub fn in_language(code: i64, told: &str, lang: Lang) -> Option<&'static str> {
    rows()
        .filter(|row| row.code == code)
        .chain([&UNKNOWN])
        .map(|row| row.reader)
        .find(|reader| reader.zh == told || reader.en == told)
        .map(|reader| reader.pick(lang))
}

#[cfg(test)]
mod tests;

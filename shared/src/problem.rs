//! Problems as RFC 9457 has them: the one shape of every refusal.

use serde::{Deserialize, Serialize};

/// What kind of problem: the last part of `urn:bootlens:SLUG`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The view is not understood.
    ViewInvalid,
    /// The view holds too many days or slices.
    ViewTooLong,
    /// The view would take too many calls.
    TooManyCalls,
    /// Nobody is signed in, or with a wrong token.
    NotSignedIn,
    /// The relay does not know whom to trust.
    AccessNotConfigured,
    /// The user may see no app.
    NoApps,
    /// No such app, or none that the user may see.
    AppUnknown,
    /// No such address.
    NotFound,
    /// The address does not take this method.
    MethodNotAllowed,
    /// The address is too long.
    UriTooLong,
    /// The relay does not answer to this host name.
    HostUnknown,
    /// Too many requests.
    RateLimited,
    /// WeChat does not accept the credentials.
    UpstreamCredential,
    /// WeChat does not accept the relay's address.
    UpstreamIp,
    /// The account may not use the interface.
    UpstreamNotAuthorised,
    /// Signing or encryption was refused.
    UpstreamSigning,
    /// WeChat's reply was not understood, or an error nobody knows.
    UpstreamReply,
    /// WeChat could not be reached, or was busy.
    UpstreamUnavailable,
    /// WeChat did not answer in time.
    UpstreamTimeout,
    /// The day's calls are used up.
    UpstreamQuotaDay,
    /// The minute's calls are used up.
    UpstreamQuotaMinute,
    /// The relay has too much to do.
    Busy,
    /// No typeface for Chinese was found.
    NoFont,
    /// A fault of the relay.
    Internal,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 24] = [
        Self::ViewInvalid,
        Self::ViewTooLong,
        Self::TooManyCalls,
        Self::NotSignedIn,
        Self::AccessNotConfigured,
        Self::NoApps,
        Self::AppUnknown,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::UriTooLong,
        Self::HostUnknown,
        Self::RateLimited,
        Self::UpstreamCredential,
        Self::UpstreamIp,
        Self::UpstreamNotAuthorised,
        Self::UpstreamSigning,
        Self::UpstreamReply,
        Self::UpstreamUnavailable,
        Self::UpstreamTimeout,
        Self::UpstreamQuotaDay,
        Self::UpstreamQuotaMinute,
        Self::Busy,
        Self::NoFont,
        Self::Internal,
    ];

    /// The word in `type`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::ViewInvalid => "view-invalid",
            Self::ViewTooLong => "view-too-long",
            Self::TooManyCalls => "too-many-calls",
            Self::NotSignedIn => "not-signed-in",
            Self::AccessNotConfigured => "access-not-configured",
            Self::NoApps => "no-apps",
            Self::AppUnknown => "app-unknown",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::UriTooLong => "uri-too-long",
            Self::HostUnknown => "host-unknown",
            Self::RateLimited => "rate-limited",
            Self::UpstreamCredential => "upstream-credential",
            Self::UpstreamIp => "upstream-ip",
            Self::UpstreamNotAuthorised => "upstream-not-authorised",
            Self::UpstreamSigning => "upstream-signing",
            Self::UpstreamReply => "upstream-reply",
            Self::UpstreamUnavailable => "upstream-unavailable",
            Self::UpstreamTimeout => "upstream-timeout",
            Self::UpstreamQuotaDay => "upstream-quota-day",
            Self::UpstreamQuotaMinute => "upstream-quota-minute",
            Self::Busy => "busy",
            Self::NoFont => "no-font",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::ViewInvalid | Self::ViewTooLong | Self::TooManyCalls => 400,
            Self::NotSignedIn => 401,
            Self::AccessNotConfigured | Self::NoApps => 403,
            Self::AppUnknown | Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::UriTooLong => 414,
            Self::HostUnknown => 421,
            Self::RateLimited => 429,
            Self::UpstreamCredential
            | Self::UpstreamIp
            | Self::UpstreamNotAuthorised
            | Self::UpstreamSigning
            | Self::UpstreamReply
            | Self::UpstreamUnavailable => 502,
            Self::UpstreamTimeout => 504,
            Self::UpstreamQuotaDay | Self::UpstreamQuotaMinute | Self::Busy | Self::NoFont => 503,
            Self::Internal => 500,
        }
    }

    /// Whether the same request may succeed a little later without anyone doing anything.
    #[must_use]
    pub fn retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited
                | Self::UpstreamUnavailable
                | Self::UpstreamTimeout
                | Self::UpstreamQuotaDay
                | Self::UpstreamQuotaMinute
                | Self::Busy
        )
    }

    /// The kind of a `type` such as `urn:bootlens:busy`.
    #[must_use]
    pub fn from_type(urn: &str) -> Option<Self> {
        let slug = urn.strip_prefix("urn:bootlens:")?;
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// The body of every refusal, and the reason in every failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:bootlens:` and the slug.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few English words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, for whoever mends it, in English.
    pub detail: String,
    /// WeChat's error code where it gave one.
    pub errcode: Option<i64>,
    /// WeChat's request id where it gave one.
    pub rid: Option<String>,
    /// Our request id, as in the log.
    pub request_id: Option<String>,
    /// Whether the same request may succeed later by itself.
    pub retryable: bool,
    /// What the reader can do, in the reader's language.
    pub advice: String,
    /// The parameter of the view at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The calls that the view would take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<usize>,
    /// The calls that one view may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<usize>,
    /// The calls that are left today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
}

impl Problem {
    /// A problem of a kind, in words for a language.
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<String>, lang: crate::text::Lang) -> Self {
        Self {
            kind: format!("urn:bootlens:{}", kind.slug()),
            title: crate::text::Lang::En.problem_title(kind).to_owned(),
            status: kind.status(),
            detail: detail.into(),
            errcode: None,
            rid: None,
            request_id: None,
            retryable: kind.retryable(),
            advice: lang.problem_advice(kind).to_owned(),
            parameter: None,
            value: None,
            planned: None,
            allowed: None,
            left: None,
        }
    }

    /// The kind, unless the relay is newer than this page.
    #[must_use]
    pub fn known_kind(&self) -> Option<ProblemKind> {
        ProblemKind::from_type(&self.kind)
    }
}

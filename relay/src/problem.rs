//! From what went wrong to what the reader is told: one shape, in one place.
//!
//! A handler returns a [`Fault`]; [`dress`] words it in the reader's language and adds the request
//! id, so that no handler has to know either.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use percent_encoding::percent_decode_str;
use shared::day::{Day, Utc};
use shared::problem::{Problem, ProblemKind};
use shared::text::Lang;
use shared::view::ViewError;

use crate::engine::Refusal;
use crate::serve::State;
use crate::telemetry::{Facts, RequestId};
use crate::wechat;

/// Why a request is refused, not yet in words for the reader.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The view is at fault.
    View(ViewError),
    /// A problem that is already one: the engine's.
    Problem(Box<Problem>),
    /// The reader asks too often, and may ask again in so many seconds.
    Paced(u64),
}

impl Fault {
    /// A fault of a kind; `detail` is English, for whoever mends it.
    pub(crate) fn new(kind: ProblemKind, detail: &str) -> Self {
        Self::Problem(Box::new(Problem::new(kind, detail, Lang::En)))
    }

    /// No such app, or none that the reader may see: the two must not be told apart.
    pub(crate) fn app_unknown(alias: &str) -> Self {
        let mut problem = Problem::new(
            ProblemKind::AppUnknown,
            "no app of this alias can be seen",
            Lang::En,
        );
        problem.parameter = Some("app".to_owned());
        problem.value = Some(alias.to_owned());
        Self::Problem(Box::new(problem))
    }

    /// The kind, where it is one that this version knows.
    pub(crate) fn kind(&self) -> Option<ProblemKind> {
        match self {
            Self::View(error) => Some(error.kind()),
            Self::Problem(problem) => problem.known_kind(),
            Self::Paced(_) => Some(ProblemKind::RateLimited),
        }
    }

    /// The problem in words for a reader.
    fn word(self, lang: Lang, contact: Option<&str>) -> Problem {
        let kind = self.kind();
        // Its advice is already in the reader's words.
        let is_of_a_view = matches!(self, Self::View(_));
        let mut problem = match self {
            Self::View(error) => {
                let mut problem = Problem::new(error.kind(), Lang::En.view_error(&error), lang);
                problem.advice = lang.view_error(&error);
                problem.parameter = Some(error.parameter);
                problem.value = Some(error.value);
                problem
            }
            Self::Problem(problem) => *problem,
            Self::Paced(seconds) => {
                let detail = format!("too many requests that ask WeChat; the next in {seconds} s");
                Problem::new(ProblemKind::RateLimited, detail, lang)
            }
        };
        if let Some(kind) = kind.filter(|kind| *kind != ProblemKind::ViewInvalid) {
            let own = problem
                .errcode
                .and_then(|code| wechat::in_language(code, &problem.advice, lang));
            if let Some(own) = own {
                own.clone_into(&mut problem.advice);
            } else if !is_of_a_view && kind != ProblemKind::ViewTooLong {
                problem.advice = lang.problem_advice(kind).to_owned();
            }
            if let Some(contact) = contact.filter(|_| !reader_can_mend(kind)) {
                problem.advice = lang.advice_with_contact(&problem.advice, contact);
            }
        }
        problem
    }
}

/// Whether the reader can do something about it alone; otherwise whom to ask is told.
fn reader_can_mend(kind: ProblemKind) -> bool {
    match kind {
        ProblemKind::ViewInvalid
        | ProblemKind::ViewTooLong
        | ProblemKind::TooManyCalls
        | ProblemKind::NotSignedIn
        | ProblemKind::AppUnknown
        | ProblemKind::NotFound
        | ProblemKind::MethodNotAllowed
        | ProblemKind::UriTooLong
        | ProblemKind::RateLimited
        | ProblemKind::Busy => true,
        ProblemKind::AccessNotConfigured
        | ProblemKind::NoApps
        | ProblemKind::HostUnknown
        | ProblemKind::UpstreamCredential
        | ProblemKind::UpstreamIp
        | ProblemKind::UpstreamNotAuthorised
        | ProblemKind::UpstreamSigning
        | ProblemKind::UpstreamReply
        | ProblemKind::UpstreamUnavailable
        | ProblemKind::UpstreamTimeout
        | ProblemKind::UpstreamQuotaDay
        | ProblemKind::UpstreamQuotaMinute
        | ProblemKind::NoFont
        | ProblemKind::Internal => false,
    }
}

impl From<ViewError> for Fault {
    fn from(error: ViewError) -> Self {
        Self::View(error)
    }
}

impl From<Box<Problem>> for Fault {
    fn from(problem: Box<Problem>) -> Self {
        Self::Problem(problem)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::View(error) => error.into(),
            Refusal::Problem(problem) => problem.into(),
        }
    }
}

/// A response without words yet: [`dress`] finds the fault in its extensions.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The language to word refusals in: the view's `lang`, else the browser's, else Chinese.
pub(crate) fn reader_lang(query: Option<&str>, headers: &HeaderMap) -> Lang {
    let asked = query.unwrap_or_default().split('&');
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy();
    asked
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| decoded(name) == "lang")
        .find_map(|(_, word)| {
            let langs = [Lang::Zh, Lang::En];
            langs.into_iter().find(|lang| lang.word() == decoded(word))
        })
        .or_else(|| Lang::from_accept(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?))
        .unwrap_or_default()
}

/// A fault in words for the reader of one request.
pub(crate) fn worded(fault: Fault, lang: Lang, id: Option<RequestId>, state: &State) -> Problem {
    let mut problem = fault.word(lang, state.config().contact.as_deref());
    problem.request_id = id.map(|id| id.to_string());
    problem
}

/// Words the fault of a response, if it has one.
pub(crate) async fn dress(state: State, request: Request, next: Next) -> Response {
    let lang = reader_lang(request.uri().query(), request.headers());
    let id = request.extensions().get::<RequestId>().copied();
    let facts = request.extensions().get::<Facts>().cloned();
    let mut response = next.run(request).await;
    let Some(fault) = response.extensions_mut().remove::<Fault>() else {
        return response;
    };
    let kind = fault.kind();
    let paced = match fault {
        Fault::Paced(seconds) => Some(seconds),
        Fault::View(_) | Fault::Problem(_) => None,
    };
    let problem = worded(fault, lang, id, &state);
    if let Some(facts) = facts {
        facts.note(|noted| noted.problem(&problem));
    }
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(shared::paths::PROBLEM_JSON),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if kind == Some(ProblemKind::MethodNotAllowed) {
        headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    let known = kind.and_then(|kind| retry_after(kind, Utc(state.clock().now())));
    if let Some(seconds) = paced.or(known) {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// When to try again, in seconds, where that is known.
fn retry_after(kind: ProblemKind, now: Utc) -> Option<u64> {
    match kind {
        ProblemKind::UpstreamQuotaDay => {
            let tomorrow = Day::at_unix(now.0).plus(1).beijing_midnight();
            u64::try_from(tomorrow - now.0).ok()
        }
        ProblemKind::UpstreamQuotaMinute => u64::try_from(60 - now.0.rem_euclid(60)).ok(),
        ProblemKind::Busy => Some(5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use shared::view::Reason;

    use super::*;

    #[test]
    fn the_contact_stands_only_where_the_reader_cannot_mend_it() {
        let own = Fault::View(ViewError::new("last", "9x", Reason::Empty));
        assert!(!own.word(Lang::Zh, Some("性能组")).advice.contains("性能组"));
        let other = Fault::new(ProblemKind::UpstreamIp, "40164");
        assert!(
            other
                .word(Lang::Zh, Some("性能组"))
                .advice
                .contains("性能组")
        );
    }

    #[test]
    fn a_long_address_is_refused_in_the_readers_language() {
        let fault = Fault::new(ProblemKind::UriTooLong, "the address has 17000 bytes");
        let advice = |lang: Lang| lang.problem_advice(ProblemKind::UriTooLong);
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(fault.clone().word(lang, None).advice, advice(lang));
        }
        let error = ViewError::new("marks", "", Reason::TextTooLong { bytes: 5000 });
        let told = Fault::View(error.clone()).word(Lang::Zh, None).advice;
        assert_eq!(told, Lang::Zh.view_error(&error));
    }

    #[test]
    fn what_a_code_has_to_say_stays_in_the_readers_language_and_with_the_contact() {
        let error = wechat::Error::from_reply(40243, "", None);
        for told in [Lang::Zh, Lang::En] {
            let fault = Fault::from(Box::new(error.problem(told)));
            let chinese = fault.clone().word(Lang::Zh, Some("性能组")).advice;
            assert!(
                chinese.contains("冻结") && chinese.contains("性能组"),
                "{chinese}"
            );
            let english = fault.word(Lang::En, None).advice;
            assert!(english.contains("frozen"), "{english}");
        }
    }

    #[test]
    fn the_language_is_the_views_then_the_browsers_then_chinese() {
        let mut headers = HeaderMap::new();
        assert_eq!(reader_lang(None, &headers), Lang::Zh);
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en-GB,en;q=0.9"));
        assert_eq!(reader_lang(Some("app=a"), &headers), Lang::En);
        assert_eq!(reader_lang(Some("app=a&lang=zh"), &headers), Lang::Zh);
        assert_eq!(reader_lang(Some("app=a&l%61ng=%7Ah"), &headers), Lang::Zh);
        headers.insert(
            ACCEPT_LANGUAGE,
            HeaderValue::from_static("zh;q=0.1, en;q=0.9"),
        );
        assert_eq!(reader_lang(None, &headers), Lang::En);
    }

    #[test]
    fn the_days_quota_comes_back_at_midnight_in_beijing_and_the_minutes_with_the_next() {
        let evening: Utc = "2026-10-04T15:59:00Z".parse().unwrap();
        assert_eq!(
            retry_after(ProblemKind::UpstreamQuotaDay, evening),
            Some(60)
        );
        assert_eq!(retry_after(ProblemKind::UpstreamIp, evening), None);
        let minute = ProblemKind::UpstreamQuotaMinute;
        assert_eq!(retry_after(minute, evening), Some(60));
        assert_eq!(retry_after(minute, Utc(evening.0 + 58)), Some(2));
    }
}

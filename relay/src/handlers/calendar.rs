//! Days off and working weekends between two dates, as findings go by them.

use analysis::Calendar;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use sha2::{Digest, Sha256};
use shared::calendar::{CalendarDay, CalendarDays, CalendarKind};
use shared::day::DayRange;
use shared::problem::ProblemKind;
use shared::text::Lang;
use shared::view::{Days, Reason, ViewError, parse};

use super::conditional;
use crate::gate::Admitted;
use crate::problem::Fault;
use crate::serve::State;

/// `api/v1/calendar`. It tells of no app, so that whoever may read anything may read it.
pub(crate) async fn calendar(
    _: Admitted,
    state: State,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let live = state.live();
    let range = range(uri.query(), state.config().limits.max_days)?;
    let days = special(&live.calendar.now(), range);
    let failed = |_| Fault::new(ProblemKind::Internal, "the days could not be written");
    let body = serde_json::to_vec(&days).map_err(failed)?;
    let etag = conditional::weak_etag(&Sha256::digest(&body));
    let mut response = if conditional::matches(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let json = HeaderValue::from_static("application/json");
        ([(CONTENT_TYPE, json)], Body::from(body)).into_response()
    };
    let out = response.headers_mut();
    out.insert(ETAG, etag);
    out.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    out.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    Ok(response)
}

/// The dates, read as those of a view and held to the same bounds; both are required.
fn range(query: Option<&str>, most: u32) -> Result<DayRange, Fault> {
    let view = parse(query.unwrap_or_default(), &[])?.view;
    let Days::Range(range) = view.days else {
        return Err(ViewError::new("start", "", Reason::Required).into());
    };
    let (has, most) = (range.count(), usize::try_from(most).unwrap_or(usize::MAX));
    if has > most {
        let start = range.start().to_string();
        return Err(ViewError::new("start", &start, Reason::TooLong { has, most }).into());
    }
    Ok(range)
}

/// The days that differ from others of their weekday.
pub(crate) fn special(calendar: &Calendar, range: DayRange) -> CalendarDays {
    let name = |day, lang| calendar.name(day, lang).unwrap_or_default().to_owned();
    let days = range.days().filter(|day| calendar.is_special(*day));
    let days = days.map(|day| CalendarDay {
        day,
        kind: if calendar.is_off(day) {
            CalendarKind::Off
        } else {
            CalendarKind::Work
        },
        zh: name(day, Lang::Zh),
        en: name(day, Lang::En),
    });
    CalendarDays {
        days: days.collect(),
    }
}

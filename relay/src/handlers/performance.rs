//! The data of a view: whole as JSON, in pieces as NDJSON, or as CSV.

mod pieces;
mod ready;

pub(crate) use ready::{Look, Ready, came};

use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::response::Response;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Uri};
use shared::csv::{self, Layout};
use shared::day::Minute;
use shared::paths;
use shared::problem::ProblemKind;
use shared::reply::{Notice, NoticeCode, PlannedCalls, Reply};
use shared::stream::{Done, Line};
use shared::view::{Alias, Reason, ViewError};
use shared::weight::weighed;

use self::pieces::Pieces;
use super::encoding::Coding;
use super::{held, read_view, unknown_parameters};
use crate::engine::{Begun, Engine};
use crate::gate::Admitted;
use crate::history::Moment;
use crate::hot::{Form, Kept};
use crate::problem::{Fault, reader_lang};
use crate::serve::State;
use crate::telemetry::{Came, RequestId, Subject};

/// Parameters beside a view at these addresses.
const BESIDE: [&str; 2] = ["as_of", "layout"];

/// `api/v1/performance`.
pub(crate) async fn performance(
    admitted: Admitted,
    id: Option<Extension<RequestId>>,
    state: State,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let form = form(paths::PERFORMANCE, &headers);
    let id = id.map(|Extension(id)| id);
    answer(&admitted, &state, (&uri, &headers, id), form).await
}

/// `api/v1/performance.csv`.
pub(crate) async fn csv(
    admitted: Admitted,
    state: State,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    answer(&admitted, &state, (&uri, &headers, None), Form::Csv).await
}

/// How the reply to a path is to be written.
pub(crate) fn form(path: &str, headers: &HeaderMap) -> Form {
    if path == paths::PERFORMANCE_CSV {
        Form::Csv
    } else if wants_stream(headers) {
        Form::Stream
    } else {
        Form::Json
    }
}

/// The reply to a query, where it is kept ready.
pub(crate) fn kept(
    admitted: &Admitted,
    state: &State,
    query: &str,
    headers: &HeaderMap,
    form: Form,
) -> Option<Arc<Ready>> {
    let now = state.clock().now();
    let coding = Coding::accepted(headers);
    let hot = state.hot(admitted);
    let may = |apps: &[Alias]| apps.iter().all(|alias| admitted.sees(alias));
    hot.get(form, coding, query, (state.history(), now), may)
}

async fn answer(
    admitted: &Admitted,
    state: &State,
    (uri, headers, id): (&Uri, &HeaderMap, Option<RequestId>),
    form: Form,
) -> Result<Response, Fault> {
    let started = Instant::now();
    let query = uri.query().unwrap_or_default();
    if let Some(reply) = kept(admitted, state, query, headers, form) {
        admitted.note(|noted| {
            noted.subject = Some(reply.subject());
            noted.cache = Some(Came::Hit);
            noted.calls = Some(0);
        });
        let look = reply.looks(headers, Came::Hit);
        return Ok(reply.respond(look, look.head(), started.elapsed()));
    }
    let now = state.clock().now();
    let asked = ask(admitted, state, uri, headers, form).await?;
    let is_known = asked.begun.planned().planned == 0;
    if form == Form::Stream && !is_known {
        // Once the stream has begun its status can't change: the limits were checked before.
        let pieces = Pieces {
            lines: asked.engine.answer(asked.begun),
            notices: asked.notices,
            facts: admitted.facts(),
            started: Instant::now(),
            reader: (reader_lang(uri.query(), headers), id),
            state: state.clone(),
        };
        return Ok(pieces.stream(headers, started.elapsed()));
    }
    let question = asked.begun.question();
    let (view, range, moment) = (question.view.clone(), question.range, question.moment);
    let fresh = asked.begun.fresh(now);
    let hold = asked.begun.hold();
    let asking = Instant::now();
    let mut reply = asked.engine.whole(asked.begun).await?;
    let etag = ready::etag(&reply, moment);
    let came = ready::came(&reply.calls);
    admitted.note(|noted| noted.reply(&reply, came, asking.elapsed()));
    let lasts = is_known && asked.notices.is_empty() && is_complete(&reply);
    let canonical = match moment {
        Moment::Now => format!("{}&{}", asked.layout.word(), reply.view),
        Moment::At(time) => format!("{}@{time}&{}", asked.layout.word(), reply.view),
    };
    reply.notices.extend(asked.notices);
    let coding = Coding::accepted(headers);
    let (file, body) = match form {
        Form::Json => (None, serde_json::to_vec(&reply).ok()),
        Form::Stream => (None, lines(reply)),
        Form::Csv => {
            let file = file_name(view.module.map_or("", |module| module.slug()), range);
            (
                file,
                csv::write(&reply.series, &view, range, asked.layout).ok(),
            )
        }
    };
    let body =
        body.ok_or_else(|| Fault::new(ProblemKind::Internal, "the reply could not be written"))?;
    let reply = Arc::new(Ready::new(form, coding, etag, file, asked.subject, body));
    if lasts {
        let hot = state.hot(admitted);
        let kept = Kept {
            canonical: &canonical,
            apps: &view.apps,
            ready: reply.clone(),
            fresh,
        };
        hot.put(form, coding, query, kept);
    }
    let look = reply.looks(headers, came);
    Ok(held::until_sent(
        reply.respond(look, look.head(), started.elapsed()),
        hold,
    ))
}

/// Whether a reply would be the same if history were read again.
fn is_complete(reply: &Reply) -> bool {
    let is_away = |notice: &Notice| notice.code == NoticeCode::HistoryUnavailable;
    reply.failures.is_empty() && !reply.notices.iter().any(is_away)
}

/// A whole reply as the lines of a stream.
fn lines(reply: Reply) -> Option<Vec<u8>> {
    let Reply {
        version,
        view,
        fetched_at,
        stale_since,
        data_through,
        series,
        failures,
        revisions,
        notices,
        calls,
    } = reply;
    let planned = PlannedCalls {
        planned: calls.planned,
    };
    let plan = Line::Plan {
        view: view.clone(),
        calls: planned,
    };
    let done = Line::Done(Done {
        version,
        view,
        fetched_at,
        stale_since,
        data_through,
        revisions,
        notices,
        failures,
        calls,
    });
    let mut text = Vec::new();
    for line in [plan, Line::Series { series }, done] {
        serde_json::to_writer(&mut text, &line).ok()?;
        text.push(b'\n');
    }
    Some(text)
}

fn file_name(module: &str, range: shared::day::DayRange) -> Option<HeaderValue> {
    let (start, end) = (range.start(), range.end());
    let name = format!("attachment; filename=\"bootlens-{module}-{start}-{end}.csv\"");
    HeaderValue::try_from(name).ok()
}

/// What an address asks of whom.
struct Asked {
    engine: Engine,
    begun: Begun,
    layout: Layout,
    notices: Vec<Notice>,
    subject: Arc<Subject>,
}

async fn ask(
    admitted: &Admitted,
    state: &State,
    uri: &Uri,
    headers: &HeaderMap,
    form: Form,
) -> Result<Asked, Fault> {
    let beside = match form {
        Form::Csv => &BESIDE[..],
        Form::Json | Form::Stream => &BESIDE[..1],
    };
    let parsed = read_view(admitted, &state.config(), uri.query(), beside)?;
    let notices = unknown_parameters(&parsed);
    let mut layout = Layout::Long;
    let mut moment = Moment::Now;
    for (name, value) in &parsed.beside {
        match (name.as_str(), value.as_str()) {
            ("layout", "wide") => layout = Layout::Wide,
            ("as_of", text) => moment = Moment::At(end_of_minute(text)?),
            _ => return Err(ViewError::new(name, value, Reason::Malformed).into()),
        }
    }
    let engine = state.engine(admitted);
    let lang = reader_lang(uri.query(), headers);
    let question = engine.question(parsed.view, lang, moment).await?;
    let subject = Subject::new(
        &question.view.apps,
        question.view.module,
        Some(question.range),
    );
    admitted.note(|noted| noted.subject = Some(subject.clone()));
    let begun = engine.begin(question).await?;
    if begun.planned().planned > 0 {
        state.count(admitted)?;
    }
    Ok(Asked {
        subject,
        begun,
        engine,
        layout,
        notices,
    })
}

/// The day before which no mini program was open to anybody, and nothing can have been known of one.
const EARLIEST: (i16, i8, i8) = (2017, 1, 9);

/// The last second of a minute in Beijing: what was seen within the minute is part of it.
pub(super) fn end_of_minute(text: &str) -> Result<i64, ViewError> {
    let minute = text.parse::<Minute>().ok();
    // The days of a view are counted back from it, and must be days that a view can name.
    let minute = minute
        .filter(|minute| minute.day.parts() >= EARLIEST)
        .ok_or_else(|| ViewError::new("as_of", text, Reason::Malformed))?;
    let of_day = i64::from(minute.hour) * 3600 + i64::from(minute.minute) * 60;
    Ok(minute.day.beijing_midnight() + of_day + 59)
}

/// Whether `Accept` names the stream, and does not rather name JSON.
fn wants_stream(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).iter();
    let (mut stream, mut json) = (0, 0);
    for (media, weight) in lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(weighed)
    {
        if media.eq_ignore_ascii_case(paths::NDJSON) {
            stream = weight.max(stream);
        } else if media.eq_ignore_ascii_case("application/json") {
            json = weight.max(json);
        }
    }
    stream > 0 && stream >= json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_sent_to_those_who_ask_for_it_alone() {
        for (accept, streamed) in [
            ("application/x-ndjson", true),
            ("application/x-ndjson, application/json;q=0.5", true),
            ("application/json, application/x-ndjson", true),
            ("application/x-ndjson;q=0", false),
            ("application/x-ndjson;q=0.0", false),
            ("application/json, application/x-ndjson;q=0.1", false),
            ("*/*", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(wants_stream(&headers), streamed, "{accept}");
        }
    }
}

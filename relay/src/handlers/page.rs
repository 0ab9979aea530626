//! The page's addresses, its files, and every address that there is not.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Method, Uri};
use shared::problem::ProblemKind;
use shared::view::parse;

use crate::assets;
use crate::config::Config;
use crate::gate::{Admitted, Base};
use crate::paint::{self, Place, Reader};
use crate::problem::Fault;
use crate::serve::State;

/// Every address of the page is the same document: the page reads the address itself. One with an
/// alias that an app had before leads to the same with the alias that it has now. What history holds of
/// a view is painted into it for whoever may read it; for others it is as bare as where nothing is known.
pub(crate) async fn shell(
    admitted: Result<Admitted, Fault>,
    state: State,
    base: Base,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // Whoever may not see an app learns nothing of its names.
    let admitted = admitted.ok();
    let renamed = admitted
        .as_ref()
        .and_then(|reader| renamed(reader, &state.config(), uri.query()));
    match renamed {
        Some(query) => {
            // Relative, so that it holds below whatever stands before the path.
            let page = uri.path().rsplit('/').next().unwrap_or_default();
            let target = format!("{}?{query}", if page.is_empty() { "./" } else { page });
            Redirect::temporary(&target).into_response()
        }
        None => {
            let mut response = document(admitted.as_ref(), &state, &base, &uri, &headers).await;
            state.live().gate.vary(response.headers_mut());
            response
        }
    }
}

/// The document, painted where that can be.
async fn document(
    admitted: Option<&Admitted>,
    state: &State,
    Base(base): &Base,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    let document = state.live().shell.at(base);
    let Some(place) = Place::at(uri.path()) else {
        return document.respond(headers);
    };
    let view = paint::asked(admitted, state, uri);
    let reader = Reader::of(headers, view.as_ref());
    let painted = match (admitted, view) {
        (Some(admitted), Some(view)) if document.takes_paint() => {
            paint::paint(admitted, state, place, view, reader, base).await
        }
        _ => None,
    };
    document.painted(headers, reader, painted.as_ref())
}

/// The query with the aliases of now, where it holds one of before.
fn renamed(reader: &Admitted, config: &Config, query: Option<&str>) -> Option<String> {
    let parsed = parse(query?, &[]).ok()?;
    let mut view = parsed.view.clone();
    view.rename_apps(|alias| {
        let now = config.current_alias(alias);
        now.filter(|now| reader.sees(now)).cloned()
    });
    if view == parsed.view {
        return None;
    }
    let mut text = view.write();
    for (_, pair) in &parsed.unknown {
        text.push('&');
        text.push_str(pair);
    }
    Some(text)
}

/// What no route takes: a file of the page, or nothing.
pub(crate) async fn other(
    Base(base): Base,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let found = if !base.is_empty() && uri.path() == base {
        let query = uri.query().map(|query| format!("?{query}"));
        let target = format!("{base}/{}", query.unwrap_or_default());
        Some(Redirect::permanent(&target).into_response())
    } else {
        assets::find(uri.path().trim_start_matches('/')).map(|file| file.respond(&headers))
    };
    match found {
        Some(_) if !matches!(method, Method::GET | Method::HEAD) => Err(method_not_allowed().await),
        Some(response) => Ok(response),
        None => Err(Fault::new(
            ProblemKind::NotFound,
            "there is nothing at this address",
        )),
    }
}

/// Every address is read only.
pub(crate) async fn method_not_allowed() -> Fault {
    Fault::new(
        ProblemKind::MethodNotAllowed,
        "this address takes GET and HEAD",
    )
}

//! The page's addresses, its files, and every address that there is not.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Method, Uri};
use shared::problem::ProblemKind;

use crate::assets;
use crate::problem::Fault;
use crate::serve::State;

/// Every address of the page is the same document: the page reads the address itself.
pub(crate) async fn shell(state: State, headers: HeaderMap) -> Response {
    state.live().shell.respond(&headers)
}

/// What no route takes: a file of the page, or nothing.
pub(crate) async fn other(
    state: State,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let base = &state.config().base_path;
    let found = if !base.is_empty() && uri.path() == base.as_str() {
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

//! What stands before a relay in a measurement: it lets everything through, and has files of its own, which
//! come from a server behind it like the relay's: every answer takes as long a way.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tests::House;
use tokio::net::TcpListener;

/// How a door treats what comes.
#[derive(Default)]
pub(crate) struct Door {
    bare: bool,
    files: BTreeMap<String, (&'static str, Vec<u8>)>,
}

impl Door {
    /// One that changes nothing.
    pub(crate) fn open() -> Self {
        Self::default()
    }

    /// One that marks the document's request as one whose reader may see no data, so that nothing is
    /// painted for them.
    pub(crate) fn bare() -> Self {
        Self {
            bare: true,
            ..Self::default()
        }
    }

    /// The same door with a file at a path, as small as a server's own brotli makes the relay's files.
    pub(crate) fn with(mut self, path: String, kind: &'static str, text: &[u8]) -> Self {
        let mut small = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut &text[..], &mut small, &settings).expect("memory");
        self.files.insert(path, (kind, small));
        self
    }
}

/// The files that are not the relay's: the kind of each, and its bytes.
type Files = Arc<BTreeMap<String, (&'static str, Vec<u8>)>>;

struct Opened {
    bare: bool,
    files: Files,
    /// Where the files are served.
    beside: String,
    relay: String,
    client: reqwest::Client,
}

async fn pass(State(opened): State<Arc<Opened>>, request: Request) -> Response {
    let server = match opened.files.contains_key(request.uri().path()) {
        true => &opened.beside,
        false => &opened.relay,
    };
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let mut asked = opened.client.get(format!("{server}{path}"));
    for (name, value) in request.headers() {
        asked = asked.header(name, value);
    }
    let is_document = request
        .headers()
        .get("sec-fetch-dest")
        .is_some_and(|of| of == "document");
    if opened.bare && is_document {
        asked = asked.header("authorization", "Bearer nobody");
    }
    let answer = asked.send().await.expect("an answer from behind the door");
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let body = Body::from_stream(answer.bytes_stream());
    response.body(body).expect("an answer")
}

async fn file(State(files): State<Files>, request: Request) -> Response {
    let Some((kind, small)) = files.get(request.uri().path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(CONTENT_TYPE, *kind), (CONTENT_ENCODING, "br")];
    (headers, small.clone()).into_response()
}

/// The address of a door before a relay.
pub(crate) async fn door(house: &House, door: Door) -> String {
    let files = Arc::new(door.files);
    let beside = served(Router::new().fallback(file).with_state(Arc::clone(&files))).await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let opened = Opened {
        bare: door.bare,
        files,
        beside,
        relay: house.url().to_owned(),
        client,
    };
    served(Router::new().fallback(pass).with_state(Arc::new(opened))).await
}

async fn served(routes: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

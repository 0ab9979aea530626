//! What stands before a relay in a measurement: it lets everything through, and has files of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
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

struct Opened {
    door: Door,
    relay: String,
    client: reqwest::Client,
}

async fn pass(State(opened): State<Arc<Opened>>, request: Request) -> Response {
    let Opened {
        door,
        relay,
        client,
    } = &*opened;
    if let Some((kind, small)) = door.files.get(request.uri().path()) {
        let headers = [(CONTENT_TYPE, *kind), (CONTENT_ENCODING, "br")];
        return (headers, small.clone()).into_response();
    }
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let mut asked = client.get(format!("{relay}{path}"));
    for (name, value) in request.headers() {
        asked = asked.header(name, value);
    }
    let is_document = request
        .headers()
        .get("sec-fetch-dest")
        .is_some_and(|of| of == "document");
    if door.bare && is_document {
        asked = asked.header("authorization", "Bearer nobody");
    }
    let answer = asked.send().await.expect("the relay");
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let body = Body::from_stream(answer.bytes_stream());
    response.body(body).expect("an answer")
}

/// The address of a door before a relay.
pub(crate) async fn door(house: &House, door: Door) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let opened = Opened {
        door,
        relay: house.url().to_owned(),
        client,
    };
    let routes = Router::new().fallback(pass).with_state(Arc::new(opened));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

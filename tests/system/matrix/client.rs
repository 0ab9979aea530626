//! What readers do wrong, or may do and seldom do.

use std::time::Duration;

use http::{HeaderValue, Method};
use reqwest::RequestBuilder;
use shared::module::Module;
use tests::House;
use tests::house::{last_days, view};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::routes::{Asks, ROUTES, ask};
use super::{Line, Told, page};

/// What a reader gets.
#[derive(Clone, Copy)]
enum Gets {
    /// What every reader gets.
    AsEver,
    /// The same status everywhere.
    All(&'static str),
    /// The view is refused, where one is read.
    Refused,
    /// That the reader has it already, where it has a tag.
    Known,
}

use Gets::{All, AsEver, Known, Refused};

type Change = fn(RequestBuilder) -> RequestBuilder;

/// Every fault, and what follows.
const FAULTS: [(&str, Change, Gets); 16] = [
    ("HEAD", |one| method(one, Method::HEAD), All("200")),
    (
        "POST",
        |one| method(one, Method::POST),
        All("405 method-not-allowed"),
    ),
    (
        "a method that nobody knows",
        brew,
        All("405 method-not-allowed"),
    ),
    (
        "a range of bytes",
        |one| header(one, "range", "bytes=0-10,-5"),
        AsEver,
    ),
    (
        "Accept without sense",
        |one| header(one, "accept", ";q=,/,*/,text/html;q=9"),
        AsEver,
    ),
    (
        "codings without sense",
        |one| header(one, "accept-encoding", "x-br;q=x, ;;, zstd;q=2"),
        AsEver,
    ),
    (
        "a tag that is none",
        |one| header(one, "if-none-match", "W/\"\",\"\"\", x"),
        AsEver,
    ),
    ("any tag", |one| header(one, "if-none-match", "*"), Known),
    (
        "a time that is none",
        |one| header(one, "if-modified-since", "yesterday"),
        AsEver,
    ),
    (
        "cookies without sense",
        |one| header(one, "cookie", ";;=; bootlens.lang=\u{7f}"),
        AsEver,
    ),
    (
        "a thousand unknown parameters",
        |one| query(one, &"&x=1".repeat(1_000)),
        AsEver,
    ),
    (
        "an address of 20 kB",
        |one| query(one, &"&x=1".repeat(5_000)),
        All("414 uri-too-long"),
    ),
    (
        "a parameter twice",
        |one| query(one, "&module=launch"),
        Refused,
    ),
    (
        "a percent sign alone",
        |one| query(one, "&metric=%zz"),
        Refused,
    ),
    (
        "bytes that are no UTF-8",
        |one| query(one, "&metric=%ff%fe"),
        Refused,
    ),
    (
        "a value of 3 kB",
        |one| query(one, &["&level=", &"h".repeat(3_000)].concat()),
        Refused,
    ),
];

fn header(one: RequestBuilder, name: &'static str, value: &'static str) -> RequestBuilder {
    one.header(
        name,
        HeaderValue::from_bytes(value.as_bytes()).unwrap_or(HeaderValue::from_static("?")),
    )
}

fn brew(one: RequestBuilder) -> RequestBuilder {
    method(one, Method::from_bytes(b"BREW").unwrap())
}

fn method(one: RequestBuilder, method: Method) -> RequestBuilder {
    let (client, request) = one.build_split();
    let mut request = request.unwrap();
    *request.method_mut() = method;
    RequestBuilder::from_parts(client, request)
}

/// The same address with more of a query.
fn query(one: RequestBuilder, more: &str) -> RequestBuilder {
    let (client, request) = one.build_split();
    let mut request = request.unwrap();
    let query = [request.url().query().unwrap_or(""), more].concat();
    request.url_mut().set_query(Some(&query));
    RequestBuilder::from_parts(client, request)
}

/// What each route should say.
fn expected(gets: Gets, ever: &Told) -> Told {
    let told = |(asks, ever): (Asks, &String)| match (gets, asks) {
        (AsEver, _) | (Refused | Known, Asks::Nobody) => ever.clone(),
        (All(told), _) => told.to_owned(),
        (Refused, Asks::Page) => "200".to_owned(),
        (Refused, _) => "400 view-invalid".to_owned(),
        // A stream of what is known is a reply like any other.
        (Known, _) => "304".to_owned(),
    };
    let routes = ROUTES.iter().zip(ever);
    let told = routes.map(|(route, ever)| match (gets, route.name) {
        // A plan has no tag.
        (Known, "plan") => ever.clone(),
        _ => told((route.asks, ever)),
    });
    told.collect()
}

/// A house that knows the view, so that nobody upstream is asked.
async fn house() -> (House, String, Told) {
    let house = House::start().await;
    let query = view("shop", Module::Memory, last_days(5));
    ask(&query, |path| house.request(path)).await;
    let ever = ask(&query, |path| house.request(path)).await;
    (house, query, ever)
}

#[tokio::test]
async fn whatever_readers_send_each_route_says_what_is_wrong_and_goes_on() {
    let (house, query, ever) = house().await;
    let mut lines: Vec<Line> = vec![("nothing wrong", ever.clone())];
    let mut wanted = lines.clone();
    for (name, change, gets) in FAULTS {
        let told = ask(&query, |path| change(house.request(path))).await;
        wanted.push((name, expected(gets, &ever)));
        lines.push((name, told));
    }
    for (name, manner) in [
        ("leaves in the middle", Manner::Leaves),
        ("does not read", Manner::Sits),
        ("sends ten requests at once", Manner::Hastens),
    ] {
        let held = behave(&house, &query, manner).await;
        let told = ask(&query, |path| house.request(path)).await;
        drop(held);
        wanted.push((name, ever.clone()));
        lines.push((name, told));
    }
    assert_eq!(
        house.data_calls().len(),
        1,
        "nobody upstream was asked again"
    );
    page::agrees(&lines, &wanted);
    page::holds("client", &lines);
}

/// How a reader treats its connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Leaves,
    Sits,
    Hastens,
}

/// Asks every route by hand; what is to be held meanwhile.
async fn behave(house: &House, query: &str, manner: Manner) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for route in &ROUTES {
        let request = format!(
            "GET /{}?{query} HTTP/1.1\r\nhost: localhost\r\naccept: {}\r\n\r\n",
            route.path, route.accept
        );
        for _ in 0..5 {
            let address = house.url().trim_start_matches("http://");
            let mut stream = TcpStream::connect(address).await.unwrap();
            match manner {
                Manner::Leaves => stream.write_all(request.as_bytes()).await.unwrap(),
                Manner::Sits => {
                    stream.write_all(request.as_bytes()).await.unwrap();
                    held.push(stream);
                }
                Manner::Hastens => {
                    stream
                        .write_all(request.repeat(10).as_bytes())
                        .await
                        .unwrap();
                    assert_eq!(answers(stream).await, 10, "{}", route.name);
                    break;
                }
            }
        }
    }
    held
}

/// How many answers come along a connection until it is still.
async fn answers(mut stream: TcpStream) -> usize {
    let mut bytes = Vec::new();
    let count = |bytes: &[u8]| {
        let head: &[u8] = b"HTTP/1.1 200 OK\r\n";
        bytes
            .windows(head.len())
            .filter(|seen| *seen == head)
            .count()
    };
    while count(&bytes) < 10 {
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read_buf(&mut bytes));
        match read.await {
            Ok(Ok(1..)) => {}
            _ => break,
        }
    }
    count(&bytes)
}

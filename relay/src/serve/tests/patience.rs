//! What is done about those who let others wait; the clock runs only while everybody waits.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::Instant;
use tower::service_fn;

use super::super::connection::{Manners, Told, hold};
use super::super::patient::Patience;
use super::*;
use crate::gate::Peer;

/// Bytes on their way at most.
const WIRE: usize = 1024;

/// A connection to somebody who answers each address with as many bytes as it names, after as many
/// seconds; what stops it, and its task.
fn connected(
    patience: Patience,
) -> (
    DuplexStream,
    watch::Sender<bool>,
    tokio::task::JoinHandle<()>,
) {
    let (ours, theirs) = duplex(WIRE);
    let (stop, stopping) = watch::channel(false);
    let manners = Manners {
        patience,
        linger: Duration::from_millis(500),
        stopping,
    };
    let routes = service_fn(async |request: Request| {
        let mut parts = request.uri().path().trim_start_matches('/').split('/');
        let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
        let (bytes, seconds) = (number(), number());
        // What is ready at once takes another way through hyper.
        if seconds > 0 {
            tokio::time::sleep(Duration::from_secs(seconds as u64)).await;
        }
        Ok::<_, Infallible>(Response::new(Body::from(vec![b'x'; bytes])))
    });
    let peer = Peer("127.0.0.1".parse().unwrap());
    let task = tokio::spawn(hold(theirs, peer, Told(routes), manners));
    (ours, stop, task)
}

/// Every byte until the other end closes.
async fn rest(wire: &mut DuplexStream) -> String {
    let mut bytes = Vec::new();
    // Cut off or closed: either is the end.
    let _ = wire.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

/// Waits for a connection's end, which must come.
async fn ended(task: tokio::task::JoinHandle<()>) {
    let day = Duration::from_secs(86_400);
    tokio::time::timeout(day, task).await.unwrap().unwrap();
}

fn asks(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
}

#[tokio::test(start_paused = true)]
async fn a_head_that_drips_is_cut_off_in_time() {
    let patience = Patience::default();
    let (mut wire, _stop, task) = connected(patience);
    let began = Instant::now();
    let dripping = async {
        for byte in asks("/1/0").bytes().cycle() {
            tokio::time::sleep(Duration::from_secs(3)).await;
            if wire.write_all(&[byte]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = dripping => {}
        ended = task => ended.unwrap(),
    }
    // From the first byte on, which came after three seconds.
    let took = began.elapsed() - Duration::from_secs(3);
    assert!(
        (patience.head..patience.head + Duration::from_secs(1)).contains(&took),
        "{took:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn who_thinks_between_two_requests_keeps_the_connection_and_who_never_asks_loses_it() {
    let patience = Patience::default();
    for path in ["/1/0", "/1/2"] {
        let (mut wire, _stop, task) = connected(patience);
        let (mut reader, mut writer) = tokio::io::split(&mut wire);
        for _ in 0..3 {
            tokio::time::sleep(patience.idle - Duration::from_secs(1)).await;
            writer.write_all(asks(path).as_bytes()).await.unwrap();
            let mut answer = vec![0; 256];
            let read = reader.read(&mut answer).await.unwrap();
            assert!(answer[..read].starts_with(b"HTTP/1.1 200 "));
        }
        let began = Instant::now();
        ended(task).await;
        let took = began.elapsed();
        assert!(
            (patience.idle - Duration::from_secs(1)..=patience.idle).contains(&took),
            "{path}: {took:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_takes_long_is_waited_for() {
    let (mut wire, _stop, _task) = connected(Patience::default());
    let path = "/1/3600";
    wire.write_all(asks(path).as_bytes()).await.unwrap();
    let mut answer = [0; 15];
    wire.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_of_an_answer_is_let_go_and_who_takes_it_slowly_is_not() {
    let patience = Patience::default();
    let bytes = 100 * WIRE;
    let path = format!("/{bytes}/0");
    let (mut slow, _stop, _task) = connected(patience);
    slow.write_all(asks(&path).as_bytes()).await.unwrap();
    let mut taken = 0;
    let mut piece = [0; WIRE];
    while taken < bytes {
        tokio::time::sleep(patience.taking - Duration::from_secs(1)).await;
        let read = slow.read(&mut piece).await.unwrap();
        assert!(read > 0, "cut off after {taken} bytes");
        taken += read;
    }

    let (mut idle, _stop, task) = connected(patience);
    idle.write_all(asks(&path).as_bytes()).await.unwrap();
    let began = Instant::now();
    ended(task).await;
    assert!(began.elapsed() <= patience.taking + Duration::from_secs(1));
    assert!(rest(&mut idle).await.len() < bytes);
}

#[tokio::test(start_paused = true)]
async fn who_has_asked_is_answered_while_the_relay_stops_and_told_that_it_is_the_last() {
    let (mut wire, stop, task) = connected(Patience::default());
    wire.write_all(asks("/3/5").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    stop.send_replace(true);
    let answer = rest(&mut wire).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert!(answer.ends_with("xxx"), "{answer}");
    ended(task).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_on_its_way_when_the_relay_stops_is_answered() {
    let (mut wire, stop, task) = connected(Patience::default());
    wire.write_all(asks("/1/0").as_bytes()).await.unwrap();
    let mut answer = vec![0; 256];
    let read = wire.read(&mut answer).await.unwrap();
    assert!(read > 0);
    stop.send_replace(true);
    tokio::time::sleep(Duration::from_millis(300)).await;
    wire.write_all(asks("/3/1").as_bytes()).await.unwrap();
    let answer = rest(&mut wire).await;
    assert!(
        answer.contains("connection: close") && answer.ends_with("xxx"),
        "{answer}"
    );
    ended(task).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_request_does_not_hold_up_the_stop() {
    let (_wire, stop, task) = connected(Patience::default());
    stop.send_replace(true);
    let began = Instant::now();
    ended(task).await;
    assert!(began.elapsed() <= Duration::from_secs(1));
}

#[tokio::test]
async fn a_head_that_is_too_large_is_answered_and_not_kept() {
    for (head, status) in [
        (
            format!(
                "GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n",
                "a".repeat(100_000)
            ),
            "431",
        ),
        (
            format!("GET / HTTP/1.1\r\n{}\r\n", "X: a\r\n".repeat(200)),
            "431",
        ),
        (
            format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(100_000)),
            "4",
        ),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), "400"),
        ("\u{16}\u{3}\u{1}\r\n\r\n".to_owned(), "400"),
    ] {
        let (wire, _stop, _task) = connected(Patience::default());
        let (mut reader, mut writer) = tokio::io::split(wire);
        let sent = tokio::spawn(async move { writer.write_all(head.as_bytes()).await });
        let mut answer = vec![0; 256];
        let read = reader.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..read]);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{status}: {answer}"
        );
        sent.abort();
    }
}

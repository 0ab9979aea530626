//! Requests as they are written, from an address of one's own: no client mends them.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::de::DeserializeOwned;
use tests::House;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;

/// A header's name and value.
pub(crate) type Line<'a> = (&'a str, &'a [u8]);

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let mut body = bytes[end + 4..].to_vec();
        if head.to_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Self {
            status: status.expect("a status"),
            head,
            body,
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// A header's value; empty where it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(one, _)| one.eq_ignore_ascii_case(name));
        found.next().map_or("", |(_, value)| value)
    }

    /// Every value of a header.
    pub(crate) fn head_lines(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let named = lines.filter(|(one, _)| one.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value).collect()
    }

    /// All of it but what differs from request to request, and the value that was asked for.
    pub(crate) fn nameless(&self, value: &str) -> (String, String) {
        let id = self.header("x-request-id").to_owned();
        assert!(!id.is_empty(), "{}", self.head);
        let lines = self
            .head
            .lines()
            .filter(|line| !line.to_lowercase().starts_with("date:"));
        let head: Vec<&str> = lines.collect();
        let told = format!("\"value\":\"{value}\"");
        let clean = |text: &str| text.replace(&id, "ID").replace(&told, "");
        (clean(&head.join("\n")), clean(&self.text()))
    }
}

/// The body without the lengths of its pieces.
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&rest[..at]);
        let size = usize::from_str_radix(size.trim(), 16).expect("a length");
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[at + 4 + size..];
    }
    body
}

/// Sends a GET for a target exactly as it stands, from an address of this machine.
pub(crate) async fn ask(house: &House, from: [u8; 4], target: &str, lines: &[Line<'_>]) -> Answer {
    send(house, from, "GET", target, lines).await
}

/// The same by another method; a `Host` among the lines stands in place of the own one.
pub(crate) async fn send(
    house: &House,
    from: [u8; 4],
    method: &str,
    target: &str,
    lines: &[Line<'_>],
) -> Answer {
    let to: SocketAddr = house
        .url()
        .trim_start_matches("http://")
        .parse()
        .expect("an address");
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind((IpAddr::from(from), 0).into())
        .expect("an address of this machine");
    let mut stream = socket.connect(to).await.expect("the relay");
    let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n").into_bytes();
    if !lines
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        request.extend_from_slice(b"Host: intra.example\r\n");
    }
    for (name, value) in lines {
        request.extend_from_slice(name.as_bytes());
        request.extend_from_slice(b": ");
        request.extend_from_slice(value);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).await.expect("a request");
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    tokio::time::timeout(PATIENCE, read)
        .await
        .expect("in time")
        .expect("an answer");
    Answer::of(&bytes)
}

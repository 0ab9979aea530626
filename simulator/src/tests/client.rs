//! An HTTP client by hand, so that broken answers are seen as they are.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came before the connection was closed.
pub(super) struct Reply {
    /// 0 where nothing came.
    pub(super) status: u16,
    pub(super) head: String,
    /// As sent, chunk marks included.
    pub(super) body: String,
}

impl Reply {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(each, _)| *each == name)
            .map(|(_, value)| value)
    }
}

/// One request on a connection of its own, with these headers beside what HTTP needs.
pub(super) async fn call(
    url: &str,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: &str,
) -> Reply {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-length: {length}\r\n"
    );
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    let request = request + "\r\n" + body;
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A reset after the last byte is an end like any other here.
    let _ = stream.read_to_end(&mut bytes).await;
    // Half a body may end within a character.
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .map_or(0, |code| code.parse().unwrap());
    Reply {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

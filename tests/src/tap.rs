//! A tap on the line to WeChat: it hears every call and reply, and may answer in WeChat's place with
//! what it has heard, as no decent server does.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a call is repeated to whoever made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// An error of this code, whose text holds every secret of the call.
    Errmsg(i64),
    /// An error whose text holds them cut, at their ends and in their middle.
    Pieces,
    /// An error whose request id is a secret, as a field and in the text.
    Rid,
    /// What was posted, as JSON, beside the address.
    Json,
    /// The whole call as a text, with this status.
    Text(u16),
    /// A redirect to the same address elsewhere.
    Redirect,
    /// A signed reply's headers, each of which is a secret.
    Headers,
}

/// The tap; it ends with this handle.
#[derive(Debug)]
pub struct Tap {
    address: SocketAddr,
    line: Arc<Line>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Line {
    /// Where calls go on to, by how their path begins; the first that fits.
    routes: Vec<(&'static str, String)>,
    heard: Mutex<Vec<String>>,
    /// What is repeated, by the beginning of its path.
    echoes: Mutex<Vec<(&'static str, Echo)>>,
    echoed: AtomicUsize,
}

/// The names that what lets somebody in stands under, in calls and in replies.
const NAMES: [&str; 8] = [
    "access_token",
    "authorizer_refresh_token",
    "secret",
    "component_appsecret",
    "component_verify_ticket",
    "authorization_code",
    "token",
    "authorizer_access_token",
];

impl Tap {
    /// A tap on the lines to these addresses, by how paths begin.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn on(routes: Vec<(&'static str, String)>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let line = Arc::new(Line {
            routes,
            heard: Mutex::default(),
            echoes: Mutex::default(),
            echoed: AtomicUsize::new(0),
        });
        let shared = line.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let line = shared.clone();
                tokio::spawn(async move {
                    // An error means that one side is gone, which the other one is told.
                    let _ = line.carry(stream).await;
                });
            }
        });
        Self {
            address,
            line,
            task,
        }
    }

    /// Its address, as host and port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address for calls.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on calls whose path begins so are repeated.
    pub fn echo(&self, path: &'static str, echo: Echo) {
        lock(&self.line.echoes).push((path, echo));
    }

    /// How many calls were.
    #[must_use]
    pub fn echoed(&self) -> usize {
        self.line.echoed.load(Ordering::Relaxed)
    }

    /// What let somebody in and went along the line, each with its name.
    #[must_use]
    pub fn secrets(&self) -> Vec<(&'static str, String)> {
        let mut secrets: Vec<_> = lock(&self.line.heard)
            .iter()
            .flat_map(|text| secrets(text))
            .collect();
        secrets.sort_unstable();
        secrets.dedup();
        secrets
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Line {
    /// Carries one call and its reply.
    async fn carry(&self, mut caller: TcpStream) -> std::io::Result<()> {
        let (head, body) = receive(&mut caller).await?;
        let call = format!("{head}{body}");
        lock(&self.heard).push(call.clone());
        let target = head.split(' ').nth(1).unwrap_or_default();
        let path = target.find("//").map_or(target, |at| {
            let rest = &target[at + 2..];
            &rest[rest.find('/').unwrap_or(rest.len())..]
        });
        let echo = lock(&self.echoes)
            .iter()
            .find(|(start, _)| path.starts_with(start))
            .map(|(_, echo)| *echo);
        if let Some(echo) = echo {
            self.echoed.fetch_add(1, Ordering::Relaxed);
            let answer = echo.answer(path, &call, &body);
            caller.write_all(answer.as_bytes()).await?;
            return caller.shutdown().await;
        }
        let route = self
            .routes
            .iter()
            .find(|(start, _)| path.starts_with(start));
        let Some((_, address)) = route else {
            return Ok(());
        };
        let mut there = TcpStream::connect(address.trim_start_matches("http://")).await?;
        // One call a connection, so that the reply ends with it.
        let (first, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
        let onward = format!("{first}\r\nconnection: close\r\n{rest}{body}");
        there.write_all(onward.as_bytes()).await?;
        let mut reply = Vec::new();
        let mut piece = [0; 8192];
        loop {
            let read = there.read(&mut piece).await.unwrap_or(0);
            if read == 0 {
                break;
            }
            reply.extend_from_slice(&piece[..read]);
            caller.write_all(&piece[..read]).await?;
        }
        lock(&self.heard).push(String::from_utf8_lossy(&reply).into_owned());
        caller.shutdown().await
    }
}

/// A call's head, its empty line with it, and its body.
pub(crate) async fn receive(stream: &mut TcpStream) -> std::io::Result<(String, String)> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length:")
                        .map(str::to_owned)
                })
                .and_then(|length| length.trim().parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return Ok((format!("{head}\r\n\r\n"), body.to_owned()));
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

impl Echo {
    fn answer(self, path: &str, call: &str, body: &str) -> String {
        let held: Vec<String> = secrets(call).into_iter().map(|(_, text)| text).collect();
        let one = held.iter().max_by_key(|secret| secret.len()).cloned();
        let one = one.unwrap_or_default();
        match self {
            Self::Errmsg(code) => {
                let said = format!(
                    "invalid {} in «{}», hint: [{path}] {body} rid: 62eb8c9b-1a2b3c4d-5e6f7a8b",
                    held.join(" "),
                    held.join(",")
                );
                reply(
                    200,
                    "",
                    &json!({ "errcode": code, "errmsg": said }).to_string(),
                )
            }
            Self::Pieces => {
                let pieces = held.iter().map(|secret| {
                    let (middle, length) = (secret.len() / 2, secret.len().min(18));
                    let start = middle.min(secret.len() - length);
                    let (first, last) = (&secret[..length], &secret[secret.len() - length..]);
                    format!(
                        "{first}*** token[{}] ...{last}",
                        &secret[start..start + length]
                    )
                });
                let said = pieces.collect::<Vec<_>>().join(" ");
                reply(
                    200,
                    "",
                    &json!({ "errcode": 40001, "errmsg": said }).to_string(),
                )
            }
            Self::Rid => {
                let said = format!("invalid appid rid: {one}");
                let body = json!({ "errcode": 40013, "errmsg": said, "rid": one });
                reply(200, "", &body.to_string())
            }
            Self::Json => {
                let posted: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
                let body = json!({ "errcode": 0, "path": path, "request": posted, "errmsg": call });
                reply(200, "", &body.to_string())
            }
            Self::Text(status) => reply(status, "", call),
            Self::Redirect => {
                let location = format!("Location: http://127.0.0.1:1{path}\r\n");
                reply(302, &location, call)
            }
            Self::Headers => {
                let one: String = one.chars().filter(char::is_ascii_graphic).collect();
                let names = ["Appid", "TimeStamp", "Signature", "Serial"];
                let headers = names.map(|name| format!("Wechatmp-{name}: {one}\r\n"));
                reply(
                    200,
                    &headers.concat(),
                    &json!({ "errcode": 40001, "errmsg": one }).to_string(),
                )
            }
        }
    }
}

fn reply(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Echo\r\ncontent-type: application/json\r\nconnection: close\r\n\
         {headers}content-length: {length}\r\n\r\n{body}"
    )
}

/// What lets somebody in, in a query or in JSON.
fn secrets(text: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for name in NAMES {
        for start in [format!("\"{name}\":\""), format!("{name}=")] {
            for (at, _) in text.match_indices(&start) {
                let rest = &text[at + start.len()..];
                let end = rest.find(['"', '&', ' ', '\\']).unwrap_or(rest.len());
                if end >= 12 {
                    found.push((name, rest[..end].to_owned()));
                }
            }
        }
    }
    found
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

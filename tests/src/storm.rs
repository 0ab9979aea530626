//! A line to WeChat on which replies are spoilt on their way, as gateways and bad networks do: what no
//! simulator of WeChat's would send.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::tap::receive;

/// What becomes of a reply.
#[derive(Clone, Copy, Debug)]
pub enum Spoil {
    /// Another head before the proper body, which is changed; its length is told as it is then.
    Changed(&'static str, fn(Vec<u8>) -> Vec<u8>),
    /// The connection is reset in the middle of the body.
    Reset,
    /// Nothing is answered.
    Silence,
    /// A byte now and then.
    Dribble,
    /// So many bytes of JSON, their number announced.
    Large(u64),
    /// The same in chunks, so that nobody knows the number beforehand.
    Chunked(u64),
    /// Something that is no HTTP.
    Noise,
}

/// A head that says that all is well.
pub const FINE: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json";

/// What some other server says.
const NOISE: &[u8] = b"SSH-2.0-OpenSSH_9.6\r\n";

/// The line; it ends with this handle.
#[derive(Debug)]
pub struct Storm {
    address: SocketAddr,
    upstream: Arc<OnceLock<String>>,
    task: JoinHandle<()>,
}

impl Storm {
    /// A line on which replies to one path are spoilt.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn on(path: &'static str, spoil: Spoil) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let upstream = Arc::new(OnceLock::new());
        let shared: Arc<OnceLock<String>> = upstream.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let upstream = shared.get().cloned().unwrap_or_default();
                tokio::spawn(async move {
                    // An error means that one side is gone, as it may.
                    let _ = carry(stream, &upstream, path, spoil).await;
                });
            }
        });
        Self {
            address,
            upstream,
            task,
        }
    }

    /// Says which simulator the line leads to, once.
    pub fn lead_to(&self, url: &str) {
        let upstream = url.trim_start_matches("http://").to_owned();
        self.upstream.get_or_init(|| upstream);
    }

    /// Its address for calls.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Storm {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Carries one call and what becomes of its reply.
async fn carry(
    mut caller: TcpStream,
    upstream: &str,
    path: &str,
    spoil: Spoil,
) -> std::io::Result<()> {
    if matches!(spoil, Spoil::Noise) && path.is_empty() {
        // Whoever speaks TLS says nothing that could be read.
        caller.write_all(NOISE).await?;
        return caller.shutdown().await;
    }
    let (head, body) = receive(&mut caller).await?;
    let target = head.split(' ').nth(1).unwrap_or_default();
    let proper = async || -> std::io::Result<Vec<u8>> {
        let mut there = TcpStream::connect(upstream).await?;
        // One call a connection, so that the reply ends with it.
        let (first, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
        let onward = format!("{first}\r\nconnection: close\r\n{rest}{body}");
        there.write_all(onward.as_bytes()).await?;
        let mut reply = Vec::new();
        there.read_to_end(&mut reply).await?;
        Ok(reply)
    };
    if !target.starts_with(path) {
        let reply = proper().await?;
        caller.write_all(&reply).await?;
        return caller.shutdown().await;
    }
    match spoil {
        Spoil::Changed(head, change) => {
            let reply = proper().await?;
            let end = reply.windows(4).position(|four| four == b"\r\n\r\n");
            let body = change(reply[end.map_or(0, |end| end + 4)..].to_vec());
            let length = body.len();
            let head = format!("{head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            caller.write_all(head.as_bytes()).await?;
            caller.write_all(&body).await?;
        }
        Spoil::Reset => {
            let reply = proper().await?;
            caller.write_all(&reply[..reply.len() - 20]).await?;
            caller.flush().await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
            caller.set_zero_linger()?;
            return Ok(());
        }
        Spoil::Silence => {
            // Until the caller has had enough.
            let _ = caller.read(&mut [0; 1]).await;
        }
        Spoil::Dribble => {
            let reply = proper().await?;
            for byte in reply {
                caller.write_all(&[byte]).await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Spoil::Large(bytes) => {
            let head = format!("{FINE}\r\ncontent-length: {bytes}\r\n\r\n");
            caller.write_all(head.as_bytes()).await?;
            pour(&mut caller, bytes, |piece| piece.to_vec()).await?;
        }
        Spoil::Chunked(bytes) => {
            let head = format!("{FINE}\r\ntransfer-encoding: chunked\r\n\r\n");
            caller.write_all(head.as_bytes()).await?;
            let chunk = |piece: &[u8]| {
                let length = format!("{:x}\r\n", piece.len());
                [length.as_bytes(), piece, b"\r\n"].concat()
            };
            pour(&mut caller, bytes, chunk).await?;
            caller.write_all(b"0\r\n\r\n").await?;
        }
        Spoil::Noise => caller.write_all(NOISE).await?,
    }
    caller.shutdown().await
}

/// Sends so many bytes of a list that never ends.
async fn pour(
    caller: &mut TcpStream,
    bytes: u64,
    dressed: impl Fn(&[u8]) -> Vec<u8>,
) -> std::io::Result<()> {
    const PIECE: usize = 64 << 10;
    let piece = b"[0],".repeat(PIECE / 4);
    let mut left = usize::try_from(bytes).unwrap_or(usize::MAX);
    let mut start: &[u8] = br#"{"errcode":0,"data":["#;
    while left > 0 {
        let mut next = start.to_vec();
        start = b"";
        next.extend_from_slice(&piece[..PIECE.min(left).saturating_sub(next.len())]);
        left = left.saturating_sub(next.len().max(1));
        caller.write_all(&dressed(&next)).await?;
    }
    Ok(())
}

//! A company's proxy for calls to the outside, and WeChat as it is seen behind it: under TLS, with a
//! certificate of the company's CA.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// By which WeChat is called; no resolver knows it.
pub(super) const NAME: &str = "api.weixin.example";

/// Bytes of a request for a way out.
const MOST: usize = 8_192;

/// An authority of a company, with its certificate in a file.
pub(super) struct Ca {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

impl Ca {
    pub(super) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let own = params.self_signed(&key).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), own.pem()).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            folder,
        }
    }

    /// The certificate's file.
    pub(super) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// What answers by a name with a certificate of this authority.
    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key);
        TlsAcceptor::from(Arc::new(config.unwrap()))
    }
}

/// It ends with this handle.
pub(super) struct WayOut {
    pub(super) ca: Ca,
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    acceptor: TlsAcceptor,
    /// Where all of it leads to: host and port.
    wechat: Mutex<String>,
    asked: Mutex<Vec<String>>,
}

impl WayOut {
    pub(super) async fn open() -> Self {
        let ca = Ca::new();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            acceptor: ca.acceptor(NAME),
            wechat: Mutex::default(),
            asked: Mutex::default(),
        });
        let given = shared.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = given.clone();
                // A line that breaks is the caller's to tell of.
                tokio::spawn(async move { shared.serve(stream).await.ok() });
            }
        });
        Self {
            ca,
            address,
            shared,
            task,
        }
    }

    /// Leads everybody to an origin.
    pub(super) fn lead_to(&self, origin: &str) {
        let host = origin.trim_start_matches("http://").to_owned();
        *self.shared.wechat.lock().unwrap() = host;
    }

    /// Its address for a user.
    pub(super) fn url(&self, user: &str, password: &str) -> String {
        format!("http://{user}:{password}@{}", self.address)
    }

    /// Where somebody was let out to.
    pub(super) fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().unwrap().clone()
    }
}

impl Drop for WayOut {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let head = head(&mut stream).await?;
        let mut words = head.split(' ');
        let target = match (words.next(), words.next()) {
            (Some("CONNECT"), Some(target)) => target.to_owned(),
            _ => return refuse(&mut stream, "405 Method Not Allowed").await,
        };
        let pass = format!("Basic {}", STANDARD.encode("egress:hush"));
        let shown = head.lines().filter_map(|line| line.split_once(": "));
        let mut shown = shown.filter(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization"));
        if shown.next().is_none_or(|(_, value)| value != pass) {
            return refuse(&mut stream, "407 Proxy Authentication Required").await;
        }
        let wechat = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.push(target);
            let wechat = self.wechat.lock().unwrap_or_else(PoisonError::into_inner);
            wechat.clone()
        };
        stream
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .await?;
        let mut inner = self.acceptor.accept(stream).await?;
        let mut outer = TcpStream::connect(wechat).await?;
        copy_bidirectional(&mut inner, &mut outer).await?;
        Ok(())
    }
}

/// The lines before the empty one.
async fn head(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < MOST {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

async fn refuse(stream: &mut TcpStream, status: &str) -> std::io::Result<()> {
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await
}

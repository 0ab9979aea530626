//! Starting and stopping, over real sockets.

mod crowds;
mod patience;
#[cfg(unix)]
mod sockets;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::*;
use crate::config::Mode;

fn config() -> Config {
    let listen = "127.0.0.1:0".parse().unwrap();
    Config::demo(listen, "http://127.0.0.1:9".into(), vec![], vec![])
}

async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn a_relay_serves_until_told_to_stop_and_then_ends_in_peace() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let metrics = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, operators) = (
        listener.local_addr().unwrap(),
        metrics.local_addr().unwrap(),
    );
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap() };
    let clock = Clock::fixed(1_792_458_000);
    let relay = tokio::spawn(run(config(), clock, listener, Some(metrics), shutdown));
    assert!(get(address, "/readyz").await.starts_with("HTTP/1.1 200 "));
    assert!(get(address, "/metrics").await.starts_with("HTTP/1.1 404 "));
    assert!(
        get(operators, "/metrics")
            .await
            .contains("bootlens_build_info")
    );
    stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), relay).await;
    assert_eq!(ended.unwrap().unwrap(), Ok(()));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn readiness_falls_while_requests_end() {
    let state = State::new(config(), Clock::system(), History::memory().await.unwrap()).unwrap();
    assert!(!state.is_draining());
    state.drain();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_stop, stopping) = watch::channel(false);
    let rules = Rules::of_this_process(Duration::ZERO);
    let task = door::open(listener, router(state), rules, stopping);
    assert!(get(address, "/readyz").await.starts_with("HTTP/1.1 503 "));
    assert!(get(address, "/livez").await.starts_with("HTTP/1.1 200 "));
    task.abort();
}

#[test]
fn other_machines_are_served_only_where_the_mode_is_written() {
    let everywhere = Listen::Tcp("0.0.0.0:8787".parse().unwrap());
    let mut config = config();
    assert!(check_access(&config, &everywhere).is_err());
    assert_eq!(check_access(&config, &config.listen), Ok(()));
    let file = Listen::Unix("/run/bootlens/bootlens.sock".into());
    assert_eq!(check_access(&config, &file), Ok(()));
    config.access.mode = Some(Mode::Open);
    assert_eq!(check_access(&config, &everywhere), Ok(()));
}

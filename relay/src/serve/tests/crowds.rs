//! More connections than there are places, and connections that come while the relay stops.

use tokio::io::AsyncWriteExt as _;

use super::super::patient::Patience;
use super::*;

fn rules(most: usize) -> Rules {
    Rules {
        most,
        patience: Patience::default(),
        linger: Duration::from_millis(50),
    }
}

async fn state() -> State {
    State::new(config(), Clock::system(), History::memory().await.unwrap()).unwrap()
}

#[tokio::test]
async fn whoever_finds_no_place_is_told_so_at_once_and_finds_one_when_others_have_gone() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_stop, stopping) = watch::channel(false);
    let task = door::open(listener, router(state().await), rules(3), stopping);
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        held.push(stream);
    }
    let told = get(address, "/livez").await;
    assert!(told.starts_with("HTTP/1.1 503 "), "{told}");
    assert!(told.contains("retry-after: 1"), "{told}");
    assert!(
        told.contains("urn:bootlens:busy") && told.contains("3 connections"),
        "{told}"
    );
    drop(held);
    for _ in 0..200 {
        if get(address, "/livez").await.starts_with("HTTP/1.1 200 ") {
            task.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no place became free");
}

#[tokio::test]
async fn connections_that_the_system_let_in_before_the_stop_are_answered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopping) = watch::channel(false);
    // They stand in the system's queue: nobody has accepted one.
    let mut waiting = Vec::new();
    for _ in 0..50 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        waiting.push(stream);
    }
    stop.send_replace(true);
    let task = door::open(listener, router(state().await), rules(100), stopping);
    for mut stream in waiting {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    let ended = tokio::time::timeout(Duration::from_secs(5), task).await;
    ended.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

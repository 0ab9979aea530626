//! A socket that is a file: its rights, who finds it, and what is left of it.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;

use tokio::net::UnixStream;

use super::*;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.sock");
    (folder, path)
}

#[tokio::test]
async fn a_relay_serves_at_a_file_which_goes_with_it() {
    let (_folder, path) = folder();
    // What a relay that was killed leaves behind.
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let listen = Listen::Unix(path.clone());
    let socket = Socket::bind(&listen).await.unwrap();
    assert_eq!(socket.listens_at().unwrap(), listen);
    let rights = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o660);
    let (stop, stopped) = oneshot::channel::<()>();
    let relay = tokio::spawn(run(
        config(),
        Clock::fixed(1_792_458_000),
        socket,
        None,
        async {
            stopped.await.unwrap();
        },
    ));
    let mut stream = UnixStream::connect(&path).await.unwrap();
    let request = b"GET /api/v1/apps HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    stop.send(()).unwrap();
    relay.await.unwrap().unwrap();
    assert!(!path.exists());
}

#[tokio::test]
async fn neither_another_relay_nor_another_file_is_pushed_aside() {
    let (_folder, path) = folder();
    let listen = Listen::Unix(path.clone());
    let first = Socket::bind(&listen).await.unwrap();
    let told = Socket::bind(&listen).await.unwrap_err();
    assert!(
        told.contains("relay.sock: another program serves there"),
        "{told}"
    );
    assert!(path.exists());
    drop(first);
    std::fs::write(&path, "notes").unwrap();
    let told = Socket::bind(&listen).await.unwrap_err();
    assert!(
        told.contains("a file that is no socket lies there"),
        "{told}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "notes");
}

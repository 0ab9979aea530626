//! How a relay stops, and what the service manager hears of it.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use shared::module::Module;
use simulator::{BOOT, Effect, Fault};
use tests::house::{called, last_days, view};
use tests::relay::Site;
use tokio::net::TcpStream;

fn slow(site: &Site, seconds: u64) {
    let effect = Effect::Delay(Duration::from_secs(seconds));
    site.simulator().script(Fault::new(effect).path(BOOT));
}

#[tokio::test]
async fn a_relay_that_is_asked_to_stop_says_so_ends_what_was_asked_and_takes_no_more() {
    let site = Site::new("memory:").await;
    slow(&site, 2);
    let relay = site.start(&[]).await;
    let month = view("shop", Module::Memory, last_days(30));
    let address = relay.url().trim_start_matches("http://").to_owned();
    assert_eq!(relay.operators("readyz").await.status, 200);
    let stopping = async {
        called(site.simulator(), 1).await;
        relay.signal("TERM");
        relay.says("stopping: requests may end", 1).await;
        assert_eq!(relay.operators("readyz").await.status, 503);
        assert_eq!(relay.operators("livez").await.status, 200);
        // Whoever stands before it learns so from a connection of its own, for as long as it stops.
        for _ in 0..10 {
            assert_eq!(relay.get("readyz").await.status, 503);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let (answer, ()) = tokio::join!(relay.performance(&month), stopping);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.reply().failures, []);
    let (code, said) = relay.ends().await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("cut off"), "{said}");
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn who_asks_twice_does_not_wait() {
    let site = Site::new("memory:").await;
    slow(&site, 20);
    let relay = site.start(&[]).await;
    let month = view("shop", Module::Memory, last_days(30));
    let url = format!("{}/{}?{month}", relay.url(), shared::paths::PERFORMANCE);
    let asked = tokio::spawn(reqwest::get(url));
    called(site.simulator(), 1).await;
    relay.signal("INT");
    relay.says("stopping: requests may end", 1).await;
    relay.signal("TERM");
    let (code, said) = relay.ends().await;
    assert_eq!(code, Some(1), "{said}");
    assert!(asked.await.unwrap().is_err());
}

#[tokio::test]
async fn the_service_manager_hears_of_start_reload_and_stop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let hear = || {
        let mut bytes = [0; 1024];
        let length = manager.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    let mut site = Site::new("memory:").await;
    site.environment = vec![("NOTIFY_SOCKET", path.display().to_string())];
    let relay = site.start(&[]).await;
    assert_eq!(hear(), "READY=1\n");
    relay.signal("HUP");
    let told = hear();
    assert!(told.starts_with("RELOADING=1\nMONOTONIC_USEC="), "{told}");
    assert_eq!(hear(), "READY=1\n");
    relay.signal("TERM");
    assert_eq!(hear(), "STOPPING=1\n");
    let (code, said) = relay.ends().await;
    assert_eq!(code, Some(0), "{said}");
}

//! What the program takes of the machine where replies would fill it, and where readers do not read.

use relay::clock::Clock;
use shared::day::DayRange;
use shared::module::Module;
use shared::paths;
use simulator::BOOT;
use tests::house::view;
use tests::relay::{Relay, Site};
use tests::storm::FINE;
use tests::{Spoil, Storm};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;

use super::wire;

/// Bytes that the program may take, in thousands of thousands: a build for tests, with nothing taken out.
const BOUND: f64 = 110.0;
/// The same where as many views are held as there is room for.
const FULL: f64 = 150.0;

/// Nine slices of so many days: more windows than are asked at once.
fn nine_slices(module: Module, days: u32) -> String {
    let range = DayRange::ending(Clock::system().today().plus(-2), days);
    let query = view("shop", module, range);
    format!("{query}&platform=all,ios,android&level=all,high,low")
}

fn is_sound(name: &str, bound: f64, relay: Relay) {
    let peak = relay.peak_megabytes();
    let said = relay.last_words();
    assert!(peak < bound, "{name}: {peak:.0} MB\n{said}");
    assert!(!said.contains("panicked"), "{name}\n{said}");
}

#[tokio::test]
async fn replies_that_would_fill_the_memory_do_not() {
    for (name, spoil) in [
        ("200 MiB, announced", Spoil::Large(200 << 20)),
        ("200 MiB in chunks", Spoil::Chunked(200 << 20)),
        ("4 MiB of tables", Spoil::Changed(FINE, wire::tables)),
        ("100,000 deep", Spoil::Changed(FINE, wire::deep)),
    ] {
        let mut site = Site::new("memory:").await;
        let storm = Storm::on(BOOT, spoil).await;
        storm.lead_to(site.upstream.url());
        site.environment = vec![("BOOTLENS_UPSTREAM__HOSTS", storm.url())];
        let relay = site.start(&[]).await;
        let views = [Module::Launch, Module::Memory].map(|module| nine_slices(module, 60));
        for answer in futures::future::join_all(views.iter().map(|view| relay.stream(view))).await {
            let last = answer.lines().pop();
            let Some(shared::stream::Line::Problem { problem }) = last else {
                panic!("{name}: {last:?}");
            };
            assert_eq!(problem.kind, "urn:bootlens:upstream-reply", "{name}");
        }
        is_sound(name, BOUND, relay);
    }
}

#[tokio::test]
async fn readers_that_do_not_read_neither_fill_the_memory_nor_keep_others_out() {
    let site = Site::new("memory:").await;
    let relay = site.start(&[]).await;
    // More than a megabyte of CSV, which no socket takes at once.
    let query = nine_slices(Module::Launch, 360);
    let known = relay.performance(&query).await.reply();
    assert_eq!(known.failures, []);
    let address = relay.url().trim_start_matches("http://").to_owned();
    let mut held = Vec::new();
    for number in 0..200 {
        // Each another address, so that none is kept ready for the next.
        let path = format!("{}?{query}&x={number}", paths::PERFORMANCE_CSV);
        let request = format!("GET /{path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        held.push(stream);
    }
    let one = view(
        "shop",
        Module::Launch,
        DayRange::ending(Clock::system().today().plus(-2), 5),
    );
    assert_eq!(
        relay.performance(&one).await.status,
        200,
        "others are answered"
    );
    is_sound("unread", FULL, relay);
}

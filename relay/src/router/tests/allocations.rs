//! What a reply that is kept ready asks of the memory: counted, since a time would tell of the machine.

use axum::body::Body;
use axum::extract::Request;
use futures::FutureExt as _;
use tower::Service as _;

use super::Relay;
use crate::router::Front;

const VIEW: &str = "/api/v1/performance?app=shop&module=launch&last=30d&platform=all,ios,android";

/// Asks once; the response is there at once where it is kept ready.
fn asked(front: &mut Front, headers: &[(&str, &str)]) -> (u16, usize) {
    let mut request = Request::builder().uri(VIEW).header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let mut response = None;
    let counted = allocation_counter::measure(|| {
        response = front.call(request).now_or_never();
    });
    let response = response.expect("an answer at once").unwrap();
    let hit = &response.headers()["cache-status"];
    assert_eq!(hit, "Bootlens; hit");
    let count = usize::try_from(counted.count_total).unwrap();
    (response.status().as_u16(), count)
}

#[tokio::test]
async fn a_reply_that_is_kept_ready_takes_few_allocations_whatever_its_length() {
    let relay = Relay::start().await;
    for headers in [
        &[][..],
        &[("accept-encoding", "gzip")],
        &[("accept-encoding", "br")],
    ] {
        let mut tag = String::new();
        for _ in 0..3 {
            let answer = relay.ask(http::Method::GET, VIEW, headers).await;
            tag = answer.header("etag").to_owned();
        }
        let mut front = super::super::router(relay.state.clone());
        // The first one makes what counts requests of this kind.
        asked(&mut front, headers);
        let (status, count) = asked(&mut front, headers);
        assert_eq!(status, 200);
        assert!(count <= HIT, "{count} allocations for {headers:?}");
        let held = [headers, &[("if-none-match", &*tag)]].concat();
        asked(&mut front, &held);
        let (status, count) = asked(&mut front, &held);
        assert_eq!(status, 304);
        assert!(count <= HIT, "{count} allocations for 304 and {headers:?}");
    }
}

/// The most that are asked for.
const HIT: usize = 9;

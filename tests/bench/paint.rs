//! How soon a reader sees something, and the first chart, with what the relay paints and without: one
//! relay, one history, slow network and processor.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::json;
use tests::House;
use tests::chromium::{Chromium, Screen};
use tests::warm;
use tokio::net::TcpListener;

use crate::documented;

/// Visits with each, in turns.
const VISITS: usize = 9;
/// Bytes a second of 1.6 Mbit/s down and 750 kbit/s up, and milliseconds of a round trip.
const NETWORK: (f64, f64, f64) = (200_000.0, 93_750.0, 150.0);

/// Notes when the first drawing, painted or live, is on the screen.
const WATCH: &str = "
    const there = (one) => one.getClientRects().length && getComputedStyle(one).visibility == 'visible';
    const drawn = () => [...document.querySelectorAll('#paint .drawn path')].some(there)
        || [...document.querySelectorAll('main:not(#paint *) canvas')].some((one) => one.width != 300 && there(one));
    const look = () => {
        if (document.styleSheets.length && drawn()) requestAnimationFrame(() => { window.chart = performance.now(); });
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

/// What stands before the relay: it lets everything through, and marks the document's request as one
/// whose reader may see no data where nothing is to be painted.
struct Door {
    relay: String,
    bare: bool,
    client: reqwest::Client,
}

async fn pass(State(door): State<Arc<Door>>, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let mut asked = door.client.get(format!("{}{path}", door.relay));
    for (name, value) in request.headers() {
        asked = asked.header(name, value);
    }
    let is_document = request
        .headers()
        .get("sec-fetch-dest")
        .is_some_and(|of| of == "document");
    if door.bare && is_document {
        asked = asked.header("x-forwarded-for", "127.0.0.1");
    }
    let answer = asked.send().await.expect("the relay");
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let body = Body::from_stream(answer.bytes_stream());
    response.body(body).expect("an answer")
}

/// The address of a door before a relay.
async fn door(house: &House, bare: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let door = Door {
        relay: house.url().to_owned(),
        bare,
        client,
    };
    let routes = Router::new().fallback(pass).with_state(Arc::new(door));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

/// Milliseconds until something was painted, and until a chart was.
async fn visit(url: &str) -> [f64; 2] {
    let browser = Chromium::start(Screen::LAPTOP).await;
    let (down, up, latency) = NETWORK;
    let network = json!({ "offline": false, "latency": latency, "downloadThroughput": down, "uploadThroughput": up });
    for (method, parameters) in [
        ("Network.enable", json!({})),
        ("Network.emulateNetworkConditions", network),
        ("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })),
        ("Page.enable", json!({})),
        (
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        ),
    ] {
        browser.devtools(method, parameters).await;
    }
    browser.open(url).await;
    browser.until("the chart", "window.chart").await;
    // The program must have come as well: a drawing that keeps it back would be no gain.
    browser
        .until(
            "the program",
            "document.querySelector('main[data-ready=true]') && !document.querySelector('#paint')",
        )
        .await;
    let times = "const first = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        // A frame is noted where it begins, and is on the screen where the browser says so.
        return [first, Math.max(first, window.chart)]";
    browser.run(times, &[]).await
}

/// Median, least and largest.
fn spread(times: &mut [f64]) -> [f64; 3] {
    times.sort_by(f64::total_cmp);
    [times[times.len() / 2], times[0], times[times.len() - 1]]
}

/// Measures both pages; it has no bound of its own but that the drawing must not come later.
pub(crate) async fn before_and_after(sources: Option<&Path>) -> bool {
    let mut text = format!("{}\n\n", documented::load());
    text.push_str("| page | | with the drawing | without | share |\n|---|---|--:|--:|--:|\n");
    let house = House::demo().await;
    warm::overview(&house, "shop").await;
    let doors = [door(&house, false).await, door(&house, true).await];
    let mut within = true;
    for (name, path) in [
        ("/chart", format!("chart?{}", warm::launch())),
        ("/", "?app=shop&last=30d".to_owned()),
    ] {
        let mut times = [[const { Vec::new() }; 2], [const { Vec::new() }; 2]];
        for round in 0..VISITS {
            // In turns, so that neither has the quieter minutes.
            for turn in [round % 2, 1 - round % 2] {
                let seen = visit(&format!("{}/{path}", doors[turn])).await;
                for (what, time) in seen.into_iter().enumerate() {
                    times[what][turn].push(time);
                }
            }
        }
        for (what, of) in ["something on the screen", "the first chart"]
            .into_iter()
            .zip(&mut times)
        {
            let [with, without] = of.each_mut().map(|times| spread(times));
            let share = with[0] / without[0];
            let told =
                |[median, least, most]: [f64; 3]| format!("{median:.0} ms ({least:.0}–{most:.0})");
            let (with, without) = (told(with), told(without));
            println!("{name}: {what}: {with}, without {without}: {share:.2}");
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| `{name}` | {what} | {with} | {without} | {share:.2} |"
            );
            within &= what != "the first chart" || share <= 1.0;
        }
    }
    let sources = sources.expect("the folder of the sources");
    documented::write(sources, "paint", text.trim_end());
    within
}

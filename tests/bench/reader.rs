//! A reader who has nothing in store, at the pace of a good machine or of a poor one.

use serde_json::json;
use tests::chromium::{Chromium, Screen};

/// How quick network and processor are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As they are.
    Full,
    /// 1.6 Mbit/s down, 750 kbit/s up, 150 ms a round trip, and a processor of a quarter.
    Slow,
}

/// Bytes a second down and up, and milliseconds of a round trip.
const NETWORK: (f64, f64, f64) = (200_000.0, 93_750.0, 150.0);

/// Notes when the first drawing, painted or live, is on the screen, and when one is that answers a hand.
const WATCH: &str = "
    const there = (one) => one.getClientRects().length && getComputedStyle(one).visibility == 'visible';
    const live = () => [...document.querySelectorAll('canvas:not(#paint *)')].some((one) => one.width != 300 && there(one));
    const drawn = () => live() || [...document.querySelectorAll('#paint .drawn path')].some(there);
    // Of the page's own program, once it has all that it waited for.
    const whole = () => live() && !document.querySelector('#paint, main:not([data-ready=true])');
    // Named like no element's id, since those are names of the window as well.
    const noted = (what) => requestAnimationFrame(() => { window[what] ??= performance.now(); });
    const look = () => {
        if (document.styleSheets.length || document.readyState == 'complete') {
            if (drawn()) noted('drawnAt');
            if (whole()) return noted('liveAt');
        }
        next();
    };
    // Once a frame is put together: what another callback of the same frame did is in it.
    const next = () => requestAnimationFrame(() => setTimeout(look));
    next();";

/// A browser that notes when a chart is there.
pub(crate) async fn reader(pace: Pace) -> Chromium {
    let browser = Chromium::start(Screen::LAPTOP).await;
    let (down, up, latency) = NETWORK;
    let network = json!({ "offline": false, "latency": latency, "downloadThroughput": down, "uploadThroughput": up });
    if pace == Pace::Slow {
        for (method, parameters) in [
            ("Network.enable", json!({})),
            ("Network.emulateNetworkConditions", network),
            ("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })),
        ] {
            browser.devtools(method, parameters).await;
        }
    }
    browser.devtools("Page.enable", json!({})).await;
    let source = json!({ "source": WATCH });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", source)
        .await;
    browser
}

//! A network that goes and comes back, a browser that keeps nothing, two tabs, and a computer whose
//! clock is wrong.

use serde_json::json;
use tests::porch::{ALWAYS, Act};
use tests::visitor::{READY, launch};

use super::Guest;

impl Guest {
    async fn offline(&self, offline: bool) {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.browser.devtools("Network.enable", json!({})).await;
        let method = "Network.emulateNetworkConditions";
        self.browser.devtools(method, conditions).await;
    }
}

#[tokio::test]
async fn a_network_that_comes_back_brings_the_data_without_a_press() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    guest.browser.press("[data-control=metric] > button").await;
    guest
        .browser
        .until("the menu", "document.querySelector('.choice')")
        .await;
    guest.offline(true).await;
    guest.browser.press(".choice[data-value=memory]").await;
    let said = guest.state("failed").await;
    assert!(
        said.contains("连接不上") && said.contains("恢复联网后"),
        "{said}"
    );
    // The reader steps back to what there was; that is asked for as well, once.
    let asked = guest.porch.asked("/api/v1/performance").len();
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(guest.porch.asked("/api/v1/performance").len(), asked);
    guest.offline(false).await;
    guest.settle().await;
    assert!(!guest.is_there(".state").await);
    assert_eq!(guest.porch.asked("/api/v1/performance").len(), asked + 1);
    guest.leave().await;
}

#[tokio::test]
async fn a_reader_who_comes_back_asks_once_and_in_the_same_place() {
    let guest = Guest::new().await;
    let broken = Act::Own(502, "text/html", "<h1>Bad gateway</h1>");
    guest.porch.script("/api/v1/performance", ALWAYS, broken);
    guest.go("?app=shop&last=28d").await;
    guest.state("failed").await;
    guest.browser.until("five answers", "performance.getEntriesByType('resource').filter(one => one.name.includes('performance?')).length == 5").await;
    let back = "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))";
    let asked = guest.porch.asked("/api/v1/performance").len();
    assert_eq!(asked, 5);
    // Nobody looks: nobody asks.
    let hide = "Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true}); window.away = true";
    guest
        .browser
        .run::<Option<()>>(&format!("{hide}; {back}"), &[])
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(guest.porch.asked("/api/v1/performance").len(), asked);
    guest.porch.clear();
    guest
        .browser
        .run::<Option<()>>(&format!("window.away = false; {back}; {back}"), &[])
        .await;
    guest.settle().await;
    assert!(guest.is_there(".tile").await && !guest.is_there(".state").await);
    assert_eq!(guest.porch.asked("/api/v1/performance").len(), asked + 5);
    guest.leave().await;
}

/// A browser in which nothing can be kept: each look at it throws.
const KEEPS_NOTHING: &str = "for (const name of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, name, {get() { throw new DOMException('refused', 'SecurityError'); }})";

#[tokio::test]
async fn where_nothing_can_be_kept_choices_last_for_the_visit() {
    for refusal in [
        KEEPS_NOTHING,
        "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new DOMException('refused', 'QuotaExceededError'); }",
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {value: null})",
    ] {
        let guest = Guest::new().await;
        guest.first(refusal).await;
        guest.open(&launch(28)).await;
        guest.choose("more", "en").await;
        guest
            .browser
            .until("English", "document.documentElement.lang == 'en'")
            .await;
        guest.choose("more", "dark").await;
        guest
            .browser
            .until("dark", "document.documentElement.dataset.theme == 'dark'")
            .await;
        guest.choose("metric", "memory").await;
        guest.browser.until_address("module=memory", true).await;
        guest.settle().await;
        let kept = "return [document.documentElement.lang, document.documentElement.dataset.theme]";
        assert_eq!(
            guest.browser.run::<[String; 2]>(kept, &[]).await,
            ["en", "dark"]
        );
        let log = guest.browser.log().await;
        let errors: Vec<_> = log.iter().filter(|line| line.contains("SEVERE")).collect();
        assert!(errors.is_empty(), "{errors:?}");
        guest.leave().await;
    }
}

#[tokio::test]
async fn what_is_chosen_in_one_tab_holds_in_the_other() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    let windows = guest.house.data_calls().len();
    guest
        .browser
        .run::<Option<()>>("window.other = open(location.href)", &[])
        .await;
    guest
        .browser
        .until(
            "the same in the other tab",
            "other.document.querySelector('main[data-ready=true]')",
        )
        .await;
    // The same view twice costs nothing more.
    assert_eq!(guest.house.data_calls().len(), windows);
    guest.choose("more", "en").await;
    guest.browser.until("English there", "other.document.documentElement.lang == 'en' && other.document.body.innerText.includes('Share')").await;
    guest.choose("more", "dark").await;
    guest
        .browser
        .until(
            "dark there",
            "other.document.documentElement.dataset.theme == 'dark'",
        )
        .await;
    // And back, while each stays where it is.
    let press = "const more = other.document.querySelector('[data-control=more]');
        more.querySelector('button').click();
        const wait = setInterval(() => {
            const choice = more.querySelector('.choice[data-value=light]');
            if (choice) { clearInterval(wait); choice.click(); }
        }, 20)";
    guest.browser.run::<Option<()>>(press, &[]).await;
    guest
        .browser
        .until(
            "light here",
            "document.documentElement.dataset.theme == 'light'",
        )
        .await;
    guest.choose("metric", "memory").await;
    guest.browser.until_address("module=memory", true).await;
    // No frame is drawn in a tab that lies behind.
    guest.browser.until("all data", READY).await;
    let address = "return other.location.href.includes('module=launch')";
    assert!(guest.browser.run::<bool>(address, &[]).await);
    guest.leave().await;
}

#[tokio::test]
async fn the_clock_of_the_computer_changes_nothing() {
    let mut seen = Vec::new();
    for (years, zone) in [
        (0, "Asia/Shanghai"),
        (5, "Pacific/Kiritimati"),
        (-9, "America/Los_Angeles"),
    ] {
        let guest = Guest::new().await;
        let method = "Emulation.setTimezoneOverride";
        guest
            .browser
            .devtools(method, json!({ "timezoneId": zone }))
            .await;
        guest.first(&format!("const shift = {years} * 31556952000, Right = Date;
            Date = class extends Right {{
                constructor(...given) {{ given.length ? super(...given) : super(Right.now() + shift); }}
                static now() {{ return Right.now() + shift; }}
            }}")).await;
        guest
            .open("chart?app=shop&module=launch&last=28d&compare=previous")
            .await;
        guest.browser.until_address("last=", false).await;
        guest.browser.press("[data-control=days] > button").await;
        guest
            .browser
            .until("the days", "document.querySelector('.choice')")
            .await;
        let now = "return Math.round((Date.now() - arguments[0]) / 31556952000)";
        let real = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_millis();
        assert_eq!(
            guest.browser.run::<i64>(now, &[json!(real as u64)]).await,
            years
        );
        let address = guest
            .browser
            .address()
            .await
            .replace(&guest.porch.url(), "");
        let picture =
            "const canvas = document.querySelector('canvas.chart'); return canvas.toDataURL()";
        let picture: String = guest.browser.run(picture, &[]).await;
        let text: String = guest
            .browser
            .run("return document.querySelector('main').innerText", &[])
            .await;
        let mut asked = guest.porch.asked("/api/");
        asked.sort();
        seen.push((address, asked, text, picture));
        guest.leave().await;
    }
    assert!(seen[0].1.len() >= 4, "{:?}", seen[0].1);
    for other in &seen[1..] {
        assert_eq!(other.0, seen[0].0);
        assert_eq!(other.1, seen[0].1);
        assert_eq!(other.2, seen[0].2);
        assert!(other.3 == seen[0].3, "another picture");
    }
}

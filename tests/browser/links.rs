//! Links that last: random ones keep their address in a real browser, and spoilt ones give the view or a
//! sentence that names what is not understood.

use serde_json::json;
use shared::view::parse;
use tests::House;
use tests::Porch;
use tests::chromium::{Chromium, Screen};
use tests::porch::{ALWAYS, Act};
use tests::visitor::{Visitor, faults};

/// What the page says of what it doesn't understand.
const UNREAD: &str = "[data-testid=unread]";

/// A link as somebody sent it.
const LINK: &str = "app=shop&module=launch&metric=total&start=2026-10-16&end=2026-10-29&platform=ios,android&compare=previous";

/// Opens the page as by a link, without waiting for its data.
async fn follow(visitor: &Visitor, query: &str) {
    visitor.go(&format!("chart?{query}")).await;
    visitor
        .browser
        .until("the page", "document.querySelector('main .top')")
        .await;
}

async fn query(visitor: &Visitor) -> String {
    visitor
        .browser
        .run("return location.search.slice(1)", &[])
        .await
}

/// Repeatable numbers (splitmix64), so that a failure can be looked at again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = mixed ^ (mixed >> 31);
        usize::try_from(mixed % bound as u64).unwrap_or_default()
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// A view, as somebody may have chosen it.
    fn query(&mut self) -> String {
        let mut parts = vec![self.of(&["app=shop", "app=shop,news"]).to_owned()];
        let several = parts[0].contains(',');
        let mut rest = vec![
            self.of(&["module=launch", "module=memory", "module=open-rate"]),
            self.of(&[
                "",
                "metric=total",
                "metric=total,js%2Cinject",
                "metric=%E5%86%85%E5%AD%98",
            ]),
            self.of(&[
                "start=2026-10-01&end=2026-10-28",
                "start=2026-02-27&end=2026-03-01",
            ]),
            self.of(&["", "platform=ios", "platform=all,ios,android"]),
            self.of(&["", "level=high", "level=high,low"]),
            self.of(&["", "network=wifi,4g"]),
            self.of(&["", "compare=previous", "compare=week", "compare=year"]),
            self.of(&["", "smooth=1", "smooth=28"]),
            self.of(&["", "scale=fit", "scale=log"]),
            self.of(&["", "grid=platform", "grid=app"]),
            self.of(&[
                "",
                "marks=2026-10-12~v2.3.1",
                "marks=2026-10-12~%E5%8F%91%E5%B8%83%20%26%2B%2C~%25,2026-10-13~a",
            ]),
        ];
        rest.push(match (several, self.below(2)) {
            (_, 0) => "",
            (true, _) => "hide=shop.ios,news.all",
            (false, _) => "hide=all,ios.high",
        });
        parts.extend(rest.into_iter().map(str::to_owned));
        parts.retain(|part| !part.is_empty());
        parts.join("&")
    }
}

#[tokio::test]
async fn four_dozen_random_links_keep_their_address_in_a_real_browser() {
    let visitor = Visitor::new().await;
    let mut numbers = Numbers(6);
    for _ in 0..48 {
        let link = numbers.query();
        assert_eq!(parse(&link, &[]).unwrap().view.write(), link);
        follow(&visitor, &link).await;
        visitor.browser.until_painted().await;
        assert_eq!(query(&visitor).await, link);
        assert!(visitor.browser.text(UNREAD).await.is_empty(), "{link}");
    }
    visitor.leave().await;
}

/// What a chat program, a mail or a hand made of the link, and what is certain enough to be mended.
fn mendable() -> Vec<String> {
    let wide = LINK
        .replace('&', "＆")
        .replace('=', "＝")
        .replace(',', "，");
    vec![
        format!("{LINK}。"),
        format!("{LINK})"),
        format!("{LINK}）。"),
        format!("{LINK},"),
        format!("{LINK}，"),
        format!("{LINK}%3E"),
        format!("{LINK}%22"),
        format!("{LINK}”"),
        format!("{LINK}**"),
        format!("{LINK}%20"),
        LINK.replace('&', "&amp;"),
        LINK.replace("app=", "%EF%BB%BFapp="),
        wide,
        LINK.replace(',', "%EF%BC%8C"),
        LINK.replace(',', "%252C"),
        LINK.replace('=', "%3D")
            .replace('&', "%26")
            .replace(',', "%2C"),
        LINK.replace('=', "%253D").replace('&', "%2526"),
        LINK.replace("android", "and%0Aroid"),
        LINK.replace("android", "and\nroid"),
        LINK.replace("platform", "plat%E2%80%8Bform"),
        LINK.replace(',', "%2c").replace("%2c", ","),
        format!("{LINK}&from=singlemessage&isappinstalled=0"),
        format!("{LINK}&utm_source=weixin&clicktime=1760000000&enterid=1760000000"),
        format!("from=groupmessage&{LINK}"),
    ]
}

/// What is not: the link, what the page's sentence names, and what is shown beside.
const TOLD: [(&str, &[&str], &str); 11] = [
    (
        "app=shop&module=launch&metric=total&start=2026-10-16&end=2026-10-29&platform=ios,and",
        &["platform", "and"],
        "app=shop&module=launch&metric=total&start=2026-10-16&end=2026-10-29",
    ),
    (
        "app=shop&module=launch&metric=total&start=2026-10-16&end=2026-10-2",
        &["start", "end"],
        "app=shop&module=launch&metric=total",
    ),
    (
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29&plat",
        &["plat"],
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29",
    ),
    (
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29&compare=",
        &["compare"],
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29",
    ),
    (
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29&compare=previous…",
        &["compare", "previous"],
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29",
    ),
    (
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29&level=high+low",
        &["level", "high+low"],
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29",
    ),
    (
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29&smooth=5&colour=red",
        &["smooth", "colour"],
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29",
    ),
    (
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29&compare=year&compare=week",
        &["compare"],
        "app=shop&module=launch&start=2026-10-16&end=2026-10-29&compare=year",
    ),
    ("app=shop&module=laun", &["module", "laun"], ""),
    ("app=Shop&module=launch", &["app", "Shop"], ""),
    ("app=shop&module=launch&metric=%E5%86", &["metric"], ""),
];

#[tokio::test]
async fn spoilt_links_give_the_view_or_a_sentence_that_names_what_is_not_understood() {
    let visitor = Visitor::at(House::start().await, Screen::LAPTOP).await;
    let mendable = mendable();
    assert!(mendable.len() + TOLD.len() >= 30);
    for link in mendable {
        follow(&visitor, &link).await;
        let same = format!("location.search.slice(1) === {}", json!(LINK));
        visitor.browser.until(&link, &same).await;
        visitor.browser.until_painted().await;
        assert!(visitor.browser.text(UNREAD).await.is_empty(), "{link}");
    }
    for (link, names, rest) in TOLD {
        follow(&visitor, link).await;
        let told = format!("document.querySelector('{UNREAD} .notice, [data-state=failed] p')");
        visitor.browser.until(link, &told).await;
        let words = visitor.browser.text("main").await;
        for name in names {
            assert!(
                words.contains(name),
                "«{name}» is not in «{words}» of {link}"
            );
        }
        assert!(
            query(&visitor).await.starts_with(rest),
            "{link}: {}",
            query(&visitor).await
        );
    }
    visitor.leave().await;
}

#[tokio::test]
async fn a_spoilt_link_is_mended_as_it_came_however_late_that_is() {
    let house = House::start().await;
    let porch = Porch::before(house.url()).await;
    porch.script("/split_more-", ALWAYS, Act::Hold);
    let browser = Chromium::start(Screen::LAPTOP).await;
    let link = LINK.replace('&', "&amp;");
    browser.open(&format!("{}/chart?{link}", porch.url())).await;
    // The page has written days of its own by then.
    browser
        .until(
            "rolling days",
            "location.search.includes('&start=2026-10-0')",
        )
        .await;
    porch.clear();
    let same = format!("location.search.slice(1) === {}", json!(LINK));
    browser.until(&link, &same).await;
    browser.until_painted().await;
    assert!(browser.text(UNREAD).await.is_empty());
    assert_eq!(faults(&browser.log().await), Vec::<&String>::new());
}

#[tokio::test]
async fn what_a_link_had_that_was_not_understood_is_told_until_somebody_goes_on() {
    let visitor = Visitor::new().await;
    follow(&visitor, &format!("{LINK}&smooth=5")).await;
    visitor
        .browser
        .until(
            "the sentence",
            &format!("document.querySelector('{UNREAD} .notice')"),
        )
        .await;
    visitor.settle().await;
    let told = visitor.browser.text(UNREAD).await;
    assert_eq!(
        told,
        "参数 smooth 的值“5”无法理解；应为 1、3、7、14 或 28。其余照常显示。"
    );
    assert_eq!(query(&visitor).await, format!("{LINK}&~smooth=5"));
    visitor.choose("platform", "ios").await;
    visitor.browser.until_address("smooth", false).await;
    visitor
        .browser
        .until(
            "no sentence",
            &format!("!document.querySelector('{UNREAD}')"),
        )
        .await;
    visitor.leave().await;
}

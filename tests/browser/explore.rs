//! Breaking down, comparing, judging: what an analyst does beside looking.

use shared::day::Day;
use shared::filter::{Platform, Slice};
use shared::module::Module;
use simulator::Move;
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::{Visitor, launch};

fn month() -> String {
    format!("{}&metric=total", launch(30))
}

async fn open(path: &str) -> Visitor {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open(path).await;
    visitor
}

/// The texts of a column of the statistics, from the top.
async fn column(visitor: &Visitor, number: usize) -> Vec<String> {
    let cells = format!("table.statistics tbody tr > :nth-child({number})");
    let texts = visitor.browser.texts(&cells).await;
    texts
        .into_iter()
        .map(|text| text.trim().to_owned())
        .collect()
}

async fn unfold(visitor: &Visitor, section: &str, until: &str) {
    let summary = format!("details.{section} > summary");
    visitor.browser.press(&summary).await;
    let there = format!("document.querySelector('details.{section} {until}')");
    visitor.browser.until(section, &there).await;
}

#[tokio::test]
async fn a_filter_is_broken_down_in_one_press_and_the_calls_are_told_before() {
    let visitor = open(&month()).await;
    visitor.browser.press("[data-control=level] > button").await;
    let told = "document.querySelector('[data-control=level] .choice[data-value=each]')?.textContent.includes('需 3 次调用')";
    visitor.browser.until("what it takes", told).await;
    let before = visitor.house.data_calls().len();
    visitor.choose("level", "each").await;
    visitor
        .browser
        .until_address("level=high,mid,low", true)
        .await;
    visitor.settle().await;
    // A window of 30 days for each of three levels: the calls that were told.
    assert_eq!(visitor.house.data_calls().len(), before + 3);
    assert_eq!(
        visitor.browser.texts("canvas.chart").await.len(),
        3,
        "a panel each"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn apps_stand_side_by_side_on_one_scale_and_the_last_one_stays() {
    let visitor = open(&month()).await;
    visitor.choose("app", "beside:game").await;
    visitor.browser.until_address("app=shop,game", true).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.texts("canvas.chart").await.len(), 2);
    visitor.choose("app", "beside:shop").await;
    visitor.browser.until_address("app=game&", true).await;
    visitor.choose("app", "beside:game").await;
    visitor.settle().await;
    visitor.browser.until_address("app=game&", true).await;
    visitor.leave().await;
}

#[tokio::test]
async fn statistics_sort_by_each_column_and_ask_for_the_period_before_when_told_to() {
    let visitor = open(&format!("{}&platform=all,ios,android", month())).await;
    unfold(&visitor, "statistics", "tbody tr").await;
    let drawn = column(&visitor, 1).await;
    assert_eq!(drawn.len(), 3);
    // The fourth column is the mean; the first press puts the largest first.
    visitor
        .browser
        .press("table.statistics th:nth-child(4) .sort")
        .await;
    visitor.browser.until_painted().await;
    let down = column(&visitor, 1).await;
    visitor
        .browser
        .press("table.statistics th:nth-child(4) .sort")
        .await;
    visitor.browser.until_painted().await;
    let mut up = column(&visitor, 1).await;
    up.reverse();
    assert_eq!(up, down);
    assert!(
        down[0].contains("安卓") && down[2].contains("iOS"),
        "{down:?}"
    );
    let sorted = "return document.querySelector('table.statistics th:nth-child(4)').ariaSort";
    assert_eq!(
        visitor.browser.run::<String>(sorted, &[]).await,
        "ascending"
    );
    assert!(column(&visitor, 10).await.iter().all(|text| text == "–"));
    visitor.browser.press("details.statistics .next").await;
    visitor
        .browser
        .until_address("compare=previous", true)
        .await;
    visitor.settle().await;
    let changes = "[...document.querySelectorAll('table.statistics tbody td:last-child')].every(one => one.textContent.includes('%'))";
    visitor.browser.until("changes in percent", changes).await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_mark_of_ones_own_is_drawn_travels_in_the_address_and_can_be_removed() {
    let visitor = open(&month()).await;
    let before = visitor.picture().await;
    unfold(&visitor, "marks", "form").await;
    let set = |name: &str, value: &str| {
        format!(
            "const field = document.querySelector('input[name={name}]'); field.value = '{value}';
            field.dispatchEvent(new Event('input', {{bubbles: true}}))"
        )
    };
    let refused = "return document.querySelector('[data-testid=add-mark]').disabled";
    assert!(
        visitor.browser.run::<bool>(refused, &[]).await,
        "without a label"
    );
    for (name, value) in [("mark-day", "2026-10-12"), ("mark-label", "换 CDN")] {
        visitor
            .browser
            .run::<Option<()>>(&set(name, value), &[])
            .await;
    }
    visitor.browser.press("[data-testid=add-mark]").await;
    let address = "marks=2026-10-12~%E6%8D%A2%20CDN";
    visitor.browser.until_address(address, true).await;
    visitor.settle().await;
    assert_ne!(visitor.picture().await.to_bits(), before.to_bits());
    let own = visitor.browser.texts("ul.marks li").await;
    assert!(own.iter().any(|text| text.contains("换 CDN")), "{own:?}");
    visitor.browser.press("ul.marks button").await;
    visitor.browser.until_address("marks=", false).await;
    visitor.settle().await;
    assert_eq!(visitor.picture().await.to_bits(), before.to_bits());
    visitor.leave().await;
}

#[tokio::test]
async fn the_guide_tells_how_to_read_the_module_in_the_readers_language() {
    let visitor = open(&month()).await;
    unfold(&visitor, "guide", "h2").await;
    let text = visitor.browser.text("details.guide").await;
    assert!(text.contains("不能相加") && text.contains("1.8"), "{text}");
    visitor.choose("more", "en").await;
    let english = "document.querySelector('details.guide')?.innerText.includes('add up')";
    visitor.browser.until("the guide in English", english).await;
    visitor.leave().await;
}

#[tokio::test]
async fn what_changed_stands_above_the_chart_and_leads_to_its_slice() {
    let house = House::demo().await;
    let days = last_days(60);
    let since: Day = days.end().plus(-20);
    house.simulator().hold_levels();
    house.simulator().move_level(Move {
        app: "shop".to_owned(),
        module: Module::Launch,
        metric: "total".to_owned(),
        slice: Slice {
            platform: Platform::Android,
            ..Slice::ALL
        },
        since,
        factor: 1.2,
    });
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(60)))
        .await;
    let there = "document.querySelector('.findings li')";
    visitor.browser.until("what changed", there).await;
    let told = visitor.browser.texts(".findings li").await;
    assert_eq!(told.len(), 1, "{told:?}");
    let (_, month, day) = since.parts();
    for words in [
        format!("{month}月{day}日"),
        "安卓".to_owned(),
        "%".to_owned(),
    ] {
        assert!(told[0].contains(&words), "«{words}» in {told:?}");
    }
    visitor.browser.press(".findings .line").await;
    visitor
        .browser
        .until_address("platform=android", true)
        .await;
    visitor.browser.until_address("ios", false).await;
    visitor.settle().await;
    visitor.leave().await;
}

//! What is heard: a chart as a whole, and its days one after the other.

use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::{Visitor, launch};

/// A chart of two lines whose newest days are still provisional.
async fn reader(lang: &'static str) -> Visitor {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP.lang(lang)).await;
    visitor.allow_clipboard().await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(30)))
        .await;
    visitor
}

/// What the live region says, once it says something else than before.
async fn heard(visitor: &Visitor, key: &str, before: &str) -> String {
    visitor.key(key, false).await;
    let said =
        "(document.querySelector('.panels > [role=status] [data-testid=said]')?.textContent ?? '')";
    let new = format!("{said} && {said} !== \"{before}\"");
    visitor.browser.until("something that is heard", &new).await;
    visitor.browser.run(&format!("return {said}"), &[]).await
}

/// A row of the table, rounded as the chart says it: seconds with two decimals.
async fn seconds(visitor: &Visitor, day: &str) -> Vec<f64> {
    visitor.table().await;
    let cells = visitor
        .browser
        .texts(&format!("table.values td[data-day='{day}'] span"))
        .await;
    let number = |text: &String| text.parse::<f64>().unwrap() / 1000.0;
    cells.iter().map(number).collect()
}

#[tokio::test]
async fn the_keys_walk_the_days_and_each_is_said() {
    let visitor = reader("zh-CN").await;
    let (first, second) = (
        seconds(&visitor, "2026-09-30").await,
        seconds(&visitor, "2026-10-01").await,
    );
    let last = seconds(&visitor, "2026-10-29").await;
    visitor.tab_to("canvas.chart").await;
    // The region is there before anything is said in it.
    let silent = visitor.browser.texts(".panels > [role=status]").await;
    assert_eq!(silent, [""]);

    let said = heard(&visitor, "Home", "").await;
    let wanted = format!(
        "9月30日周三，iOS {:.2} 秒；安卓 {:.2} 秒",
        first[0], first[1]
    );
    assert!(said.starts_with(&wanted), "{said}, not {wanted}");

    let said = heard(&visitor, "ArrowRight", &said).await;
    let step = |line: usize| {
        let (now, before) = (second[line], first[line]);
        let by = format!("{:.2}", (now - before).abs());
        match by.as_str() {
            "0.00" => "与前一天相同".to_owned(),
            _ if now > before => format!("比前一天高 {by}"),
            _ => format!("比前一天低 {by}"),
        }
    };
    let wanted = format!(
        "10月1日周四，iOS {:.2} 秒，{}；安卓 {:.2} 秒，{}",
        second[0],
        step(0),
        second[1],
        step(1)
    );
    assert!(said.starts_with(&wanted), "{said}, not {wanted}");

    let said = heard(&visitor, "End", &said).await;
    let wanted = format!("10月29日周四，iOS {:.2} 秒，暂定，", last[0]);
    assert!(said.starts_with(&wanted), "{said}, not {wanted}");

    // A mouse is followed by the eye.
    visitor.hover(visitor.point(0.5).await).await;
    visitor
        .browser
        .until(
            "silence",
            "!document.querySelector('[data-testid=said]')?.textContent",
        )
        .await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_release_is_said_on_its_day() {
    let visitor = reader("en").await;
    let marks = visitor.house.get("api/v1/apps").await;
    let marks: serde_json::Value = serde_json::from_str(marks.text()).unwrap();
    let marks = marks["apps"][0]["marks"].as_array().unwrap();
    let range = last_days(30);
    let (index, label) = marks
        .iter()
        .find_map(|mark| {
            let index = range.index(mark["day"].as_str()?.parse().ok()?)?;
            Some((index, mark["label"].as_str()?.to_owned()))
        })
        .expect("a release in these days");
    visitor.tab_to("canvas.chart").await;
    let mut said = heard(&visitor, "Home", "").await;
    for _ in 0..index {
        said = heard(&visitor, "ArrowRight", &said).await;
    }
    assert!(said.contains(" seconds, "), "{said}");
    assert!(said.ends_with(&format!(", {label} released")), "{said}");
    visitor.leave().await;
}

#[tokio::test]
async fn a_chart_is_named_by_its_summary() {
    let house = House::demo().await;
    // A day that nobody tells.
    let range = last_days(30);
    let without = Effect::Broken(simulator::List::Fields, simulator::Gap::Empty);
    let last = shared::day::DayRange::new(range.start(), range.start()).unwrap();
    house
        .simulator()
        .script(Fault::new(without).path(BOOT).window(last));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(30)))
        .await;
    let label = "return document.querySelector('canvas.chart').getAttribute('aria-label')";
    let said: String = visitor.browser.run(label, &[]).await;
    let lines: Vec<&str> = said.split('；').collect();
    assert_eq!(lines.len(), 2, "{said}");
    for (line, name) in lines.iter().zip(["iOS", "安卓"]) {
        let start = format!("{name}：30 天，平均 ");
        assert!(line.starts_with(&start) && line.contains(" 秒"), "{said}");
        assert!(line.contains(" 天暂定"), "{said}");
    }
    // Each finding that the page lists is part of it.
    let findings = visitor.browser.texts(".findings .line").await;
    let told = lines.iter().filter(|line| line.contains("日起")).count();
    assert!(told <= findings.len() * 2, "{said} {findings:?}");
    visitor.browser.press(".figures li:first-child .line").await;
    visitor.browser.until_address("hide=ios", true).await;
    visitor.settle().await;
    let said: String = visitor.browser.run(label, &[]).await;
    assert!(
        said.starts_with("安卓：30 天"),
        "a hidden line is not said: {said}"
    );
    visitor.leave().await;
}

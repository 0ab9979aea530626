//! What is heard: a chart as a whole, and its days one after the other.

use shared::day::{Day, DayRange};
use shared::module::Module;
use simulator::{BOOT, Effect, Fault, Move};
use tests::House;
use tests::chromium::Screen;
use tests::house::{last_days, slice};
use tests::visitor::{Visitor, chart, launch};

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
    let number = |text: &String| Some(text.parse::<f64>().ok()? / 1000.0);
    cells.iter().filter_map(number).collect()
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
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP.lang("en")).await;
    visitor.allow_clipboard().await;
    let apps = visitor.house.get(shared::paths::APPS).await;
    let apps: serde_json::Value = serde_json::from_str(apps.text()).unwrap();
    let mark = &apps["apps"][0]["marks"][0];
    let day: Day = mark["day"].as_str().unwrap().parse().unwrap();
    let label = mark["label"].as_str().unwrap();
    let (index, range) = (4, DayRange::new(day.plus(-4), day.plus(5)).unwrap());
    visitor
        .open(&format!(
            "{}&metric=total&platform=ios,android",
            chart("shop", Module::Launch, range)
        ))
        .await;
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
    // The first half has days and no values.
    let range = last_days(60);
    let first = DayRange::new(range.start(), range.start().plus(29)).unwrap();
    let nothing = Fault::new(Effect::NoValues).path(BOOT).window(first);
    house.simulator().script(nothing);
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(60)))
        .await;
    let label = "return document.querySelector('canvas.chart').getAttribute('aria-label')";
    let said: String = visitor.browser.run(label, &[]).await;
    let lines: Vec<&str> = said.split('；').collect();
    assert_eq!(lines.len(), 2, "{said}");
    for (line, name) in lines.iter().zip(["iOS", "安卓"]) {
        let start = format!("{name}：60 天，平均 ");
        assert!(line.starts_with(&start) && line.contains(" 秒"), "{said}");
        assert!(line.contains(" 天暂定，30 天缺失"), "{said}");
    }
    visitor.browser.press(".figures li:first-child .line").await;
    visitor.browser.until_address("hide=ios", true).await;
    visitor.settle().await;
    let said: String = visitor.browser.run(label, &[]).await;
    assert!(
        said.starts_with("安卓：60 天"),
        "a hidden line is not said: {said}"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn what_a_line_did_is_part_of_its_summary() {
    let house = House::demo().await;
    let since = last_days(18).start();
    house.simulator().hold_levels();
    house.simulator().move_level(Move {
        app: "shop".to_owned(),
        module: Module::Launch,
        metric: "total".to_owned(),
        slice: slice("android"),
        since,
        factor: 1.15,
    });
    let visitor = Visitor::at(house, Screen::LAPTOP.lang("en")).await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(60)))
        .await;
    let label = "return document.querySelector('canvas.chart').getAttribute('aria-label')";
    let said: String = visitor.browser.run(label, &[]).await;
    let (ios, android) = said.split_once("; ").unwrap();
    assert!(!ios.contains(" since "), "{said}");
    assert!(
        android.contains(" seconds, up 1") && android.contains("% since 12 Oct, "),
        "{said}"
    );
    visitor.leave().await;
}

//! Reports of a demo in which one slice slowed down.

use std::sync::Arc;

use relay::clock::Clock;
use relay::config::Config;
use relay::demo;
use shared::apps::DayMark;
use shared::module::Module;
use simulator::{BOOT, Move, Running, Simulator};

use super::*;

/// 2026-11-02, half past nine in the morning in Beijing: a Monday.
const NOW: i64 = 1_793_583_000;

/// A demo whose levels stand, but for one that rose by 9 % on 21 October, after a release.
async fn slowed() -> (Running, Config, Clock) {
    let clock = Clock::fixed(NOW);
    let told = clock.clone();
    let running = Simulator::start(Arc::new(move || told.now()))
        .await
        .unwrap();
    running.simulator().hold_levels();
    running.simulator().move_level(Move {
        app: "shop".to_owned(),
        module: Module::Launch,
        metric: "total".to_owned(),
        slice: "android.low".parse().unwrap(),
        since: "2026-10-21".parse().unwrap(),
        factor: 1.09,
    });
    let mut config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
    config.apps[0].marks = vec![DayMark {
        day: "2026-10-20".parse().unwrap(),
        label: "v2.3_1".to_owned(),
    }];
    (running, config, clock)
}

const VIEW: &str = "app=shop&module=launch&platform=android&level=low";

#[tokio::test]
async fn a_report_tells_each_change_in_a_sentence_and_names_cost_no_call() {
    let (running, config, clock) = slowed().await;
    let relay = Relay::here(config, clock).await.unwrap();
    let told = async |format, lang| tell(&relay, None, VIEW, format, lang).await.unwrap();
    let zh = told(Format::Text, Lang::Zh).await;
    let calls = running.simulator().count(BOOT);
    let lines: Vec<&str> = zh.lines().collect();
    assert_eq!(lines.len(), 2, "{zh}");
    assert_eq!(lines[0], "2026-10-05 至 2026-11-01：1 处变化");
    let start = "变差：商城小程序 · 启动总耗时 · 安卓 · 低档机 · 10月21日起 ";
    assert!(lines[1].starts_with(start), "{zh}");
    assert!(lines[1].contains(" s，+"), "{zh}");
    assert!(
        lines[1].ends_with("，v2.3_1 发布后 1 天（时间相近）"),
        "{zh}"
    );
    let en = told(Format::Text, Lang::En).await;
    assert!(
        en.contains("Worse: ") && en.contains("1 day after v2.3_1 (near in time)"),
        "{en}"
    );
    let json = told(Format::Json, Lang::Zh).await;
    let json: Changes = serde_json::from_str(&json).unwrap();
    assert_eq!(json.findings.len(), 1);
    assert_eq!(running.simulator().count(BOOT), calls);
}

#[tokio::test]
async fn markdown_is_a_list_with_links_in_which_names_stand_as_they_are() {
    let (_running, config, clock) = slowed().await;
    let relay = Relay::here(config, clock).await.unwrap();
    let address = Some("https://intra.example/perf/");
    let told = tell(&relay, address, VIEW, Format::Markdown, Lang::Zh)
        .await
        .unwrap();
    assert!(
        told.starts_with("**2026-10-05 至 2026-11-01：1 处变化**\n\n- **变差** "),
        "{told}"
    );
    assert!(told.contains("v2.3\\_1"), "{told}");
    let link = "[看图](https://intra.example/perf/chart?app=shop&module=launch&metric=total";
    assert!(told.contains(link), "{told}");
}

#[tokio::test]
async fn where_nothing_is_found_one_sentence_says_so() {
    let (_running, config, clock) = slowed().await;
    let relay = Relay::here(config, clock).await.unwrap();
    for format in [Format::Text, Format::Markdown] {
        let told = tell(&relay, None, "app=news", format, Lang::Zh)
            .await
            .unwrap();
        assert!(
            told.ends_with("没有发现变化。") && told.lines().count() == 1,
            "{told}"
        );
    }
    let refused = tell(&relay, None, "app=nobody", Format::Text, Lang::Zh).await;
    assert!(refused.unwrap_err().to_string().contains("alias"));
}

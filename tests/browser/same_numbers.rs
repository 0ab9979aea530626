//! One view, one set of numbers: what is drawn, told, saved and served is the same.

use tests::House;
use tests::chromium::Screen;
use tests::drawn::{Drawn, RECORD};
use tests::house::last_days;
use tests::visitor::Visitor;

/// The two hues of the light theme, in the order of the series.
const HUES: [&str; 2] = ["#2F6FDE", "#C2570C"];

#[tokio::test]
async fn canvas_table_files_and_picture_hold_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.save_into(folder.path()).await;
    let source = serde_json::json!({ "source": RECORD });
    let method = "Page.addScriptToEvaluateOnNewDocument";
    visitor.browser.devtools(method, source).await;
    let days = last_days(28);
    let (start, end) = (days.start(), days.end());
    let view =
        format!("app=shop&module=launch&metric=total&start={start}&end={end}&platform=ios,android");
    visitor.open(&format!("chart?{view}")).await;
    let canvas: Drawn = visitor.browser.run("return window.drawn", &[]).await;
    let table = visitor.table().await;
    visitor.share().await;
    let (_, saved) = visitor.saved("svg", folder.path()).await;
    let (_, csv) = visitor.saved("csv", folder.path()).await;
    let served = visitor.house.get(&format!("chart.svg?{view}")).await;
    let reply = visitor.house.reply(&view).await;

    let csv = String::from_utf8(csv).unwrap();
    let csv: Vec<Vec<&str>> = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(csv.len(), 2 * days.count());
    let saved = Drawn::of_svg(std::str::from_utf8(&saved).unwrap());
    let served = Drawn::of_svg(served.text());
    for (place, series) in reply.series.iter().enumerate() {
        let values = series.values.iter();
        let texts: Vec<String> = values
            .map(|value| value.map_or_else(String::new, |value| value.to_string()))
            .collect();
        let slice = series.slice.to_string();
        let in_csv = csv.iter().filter(|row| row[4] == slice);
        assert_eq!(in_csv.map(|row| row[11]).collect::<Vec<_>>(), texts);
        let in_table = table.iter().rev().map(|row| row[place].replace('–', ""));
        assert_eq!(in_table.collect::<Vec<_>>(), texts);
        // Drawn in seconds, and a zero is a mark on the line's break.
        let values = series.values.iter().flatten().map(|value| value.get());
        let values = values
            .filter(|value| *value != 0.0)
            .map(|value| value / 1000.0);
        let values: Vec<f64> = values.collect();
        assert!(values.len() >= 20, "{values:?}");
        for drawn in [&canvas, &saved, &served] {
            drawn.assert_shows(HUES[place], &values);
        }
    }
    visitor.leave().await;
}

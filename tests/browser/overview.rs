//! The first page: every metric of an app, what got worse first; several apps a row each.

use shared::module::Module;
use tests::House;
use tests::chromium::Screen;

use tests::visitor::Visitor;

#[tokio::test]
async fn one_app_shows_every_metric_as_a_tile_and_counts_them() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open("?app=shop&last=28d").await;
    let tiles = "return [...document.querySelectorAll('.tile')].map(one => one.dataset.module)";
    let tiles: Vec<String> = visitor.browser.run(tiles, &[]).await;
    for module in Module::ALL {
        assert!(
            tiles.iter().any(|tile| tile == module.slug()),
            "{module} in {tiles:?}"
        );
    }
    let counts = visitor.browser.text(".counts").await;
    let sum: usize = counts
        .split_whitespace()
        .filter_map(|word| word.parse::<usize>().ok())
        .sum();
    let lines = visitor.browser.texts(".tile .figures li").await;
    assert_eq!(sum, lines.len(), "{counts}: {lines:?}");
    let worse: Vec<bool> = visitor
        .browser
        .run("return [...document.querySelectorAll('.tile')].map(one => !!one.querySelector('.worse'))", &[])
        .await;
    let first_good = worse.iter().position(|worse| !worse).unwrap_or(worse.len());
    assert!(
        worse[first_good..].iter().all(|worse| !worse),
        "what got worse stands first: {worse:?}"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn a_tile_leads_to_its_chart_and_back() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open("?app=shop&last=28d").await;
    let overview = visitor.browser.address().await;
    visitor.browser.press(".tile[data-module=memory]").await;
    visitor
        .browser
        .until_address("/chart?app=shop&module=memory&metric=", true)
        .await;
    visitor.settle().await;
    assert_eq!(visitor.browser.texts("canvas.chart").await.len(), 1);
    visitor.browser.back().await;
    visitor.browser.until_address("/chart", false).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.address().await, overview);
    assert!(visitor.browser.texts(".tile").await.len() > 5);
    visitor.leave().await;
}

#[tokio::test]
async fn several_apps_are_a_table_with_a_row_each_that_leads_to_the_app() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open("").await;
    let apps = visitor.house.simulator().apps();
    let rows = visitor.browser.texts("table.portfolio tbody th").await;
    assert_eq!(
        rows,
        apps.iter().map(|app| app.name.clone()).collect::<Vec<_>>()
    );
    let figures = visitor
        .browser
        .texts("table.portfolio tbody td .value")
        .await;
    assert!(figures.len() >= apps.len() * 5, "{figures:?}");
    visitor.browser.press("table.portfolio tbody a").await;
    visitor.browser.until_address("app=shop", true).await;
    visitor.settle().await;
    assert!(!visitor.browser.texts(".tile").await.is_empty());
    visitor.leave().await;
}

//! Budgets of an app: told with it, and followed while the relay runs.

use shared::apps::Apps;
use shared::budget::{Bound, Budget, Measure};
use shared::paths;
use shared::view::Alias;
use tests::House;

async fn told(house: &House) -> Vec<Vec<Budget>> {
    let apps: Apps = house.get(paths::APPS).await.json();
    apps.apps.into_iter().map(|app| app.budgets).collect()
}

fn budget(view: &str, bound: &str) -> String {
    format!("[[budget]]\nview = \"{view}\"\nmeasure = \"mean\"\n{bound}\n")
}

#[tokio::test]
async fn the_budgets_of_an_app_are_told_with_it_and_follow_their_file_while_the_relay_runs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.toml");
    let write = |text: String| std::fs::write(&file, text).unwrap();
    write(budget("module=launch&metric=total&last=14d", "over = 3000"));
    let house = House::with(|config| {
        config.apps[0].former_aliases = vec![Alias::new("mall").unwrap()];
        config.apps[0].budgets_file = Some(file.clone());
    })
    .await;
    let first = Budget {
        view: "app=shop&module=launch&metric=total&last=14d".to_owned(),
        measure: Measure::Mean,
        bound: Bound::Over(3000.0),
        min_days: 14,
    };
    assert_eq!(told(&house).await, [vec![first.clone()], vec![], vec![]]);
    let answer = house.get(paths::APPS).await;
    let text = r#""measure":"mean","over":3000.0,"min_days":14"#;
    assert!(answer.text().contains(text), "{}", answer.text());

    let second = budget("app=mall&module=open-rate", "under = 97.5\nmin_days = 3");
    write(format!("{second}{}", budget("module=memory", "over = 300")));
    let changed = told(&house).await.remove(0);
    let views: Vec<&str> = changed.iter().map(|one| one.view.as_str()).collect();
    assert_eq!(
        views,
        ["app=shop&module=open-rate", "app=shop&module=memory"]
    );
    assert_eq!(changed[0].bound, Bound::Under(97.5));
    assert_eq!(changed[0].min_days, 3);

    for slip in [
        budget("module=launch", "over = \"much\""),
        budget("app=news&module=launch", "over = 1"),
        "[[budget".to_owned(),
    ] {
        write(slip);
        assert_eq!(told(&house).await[0], changed);
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(told(&house).await[0], changed);
    write(budget("module=launch&metric=total&last=14d", "over = 3000"));
    assert_eq!(told(&house).await[0], [first]);
}

//! What a check finds, and what is deleted.

use super::*;

async fn change(path: &Path, statement: &'static str) {
    let history = file(path).await;
    sqlx::query(statement)
        .execute(&history.0.pool)
        .await
        .unwrap();
    history.close().await;
}

fn configured() -> Vec<(String, String)> {
    vec![("shop".to_owned(), "wx1".to_owned())]
}

#[tokio::test]
async fn a_check_counts_every_app_and_leaves_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let source = source(&filled(&folder).await).await;
    let report = source.verify(&quiet).await.unwrap();
    source.close().await;
    assert_eq!((report.fault_count, &report.faults), (0, &Vec::new()));
    assert!(report.bytes > 10_000, "{}", report.bytes);
    let told: Vec<_> = report
        .apps
        .iter()
        .map(|app| (&*app.appid, app.aliases.join(","), app.days, app.versions))
        .collect();
    let expected = [
        ("wx1", "mall,shop".to_owned(), 2, 4),
        ("wx2", "game".to_owned(), 1, 1),
    ];
    assert_eq!(told, expected);
    let bounds = (report.apps[0].oldest, report.apps[0].newest);
    assert_eq!(bounds, (Some(day("2026-10-01")), Some(day("2026-10-02"))));
    assert_eq!(names(&folder), ["days.db"]);
}

#[tokio::test]
async fn every_row_that_a_relay_could_not_read_is_told_with_its_key() {
    for (statement, words) in [
        (
            "UPDATE day_version SET body = '[' WHERE appid = 'wx2'",
            "the body: ",
        ),
        (
            "UPDATE day_version SET day = 20260230 WHERE appid = 'wx2'",
            "20260230 is no day",
        ),
        (
            "UPDATE day_version SET module = 'x' WHERE appid = 'wx2'",
            "«x» is no module",
        ),
        (
            "UPDATE day_version SET slice = 'x' WHERE appid = 'wx2'",
            "«x» is no slice",
        ),
        (
            "UPDATE day_version SET measured = 8 WHERE appid = 'wx2'",
            "the body holds 1",
        ),
        (
            "UPDATE day_version SET first_seen = -1 WHERE appid = 'wx2'",
            "below 0",
        ),
        (
            "UPDATE day_version SET last_asked = 'soon' WHERE appid = 'wx2'",
            "row 5",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder).await;
        change(&store, statement).await;
        let source = source(&store).await;
        let report = source.verify(&quiet).await.unwrap();
        assert_eq!(report.fault_count, 1, "{statement}: {:?}", report.faults);
        let fault = &report.faults[0];
        assert!(fault.starts_with("wx2") && fault.contains(words), "{fault}");
    }
}

#[tokio::test]
async fn a_version_that_a_set_back_clock_confirmed_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    change(
        &store,
        "UPDATE day_version SET last_asked = first_seen - 500 WHERE appid = 'wx2'",
    )
    .await;
    let report = source(&store).await.verify(&quiet).await.unwrap();
    assert_eq!(report.fault_count, 0, "{:?}", report.faults);
}

#[tokio::test]
async fn many_faults_are_counted_and_few_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let history = file(&store).await;
    let days = (0..100).map(|offset| (day("2026-01-01").plus(offset), points("1")));
    history
        .write(&key(), days.collect(), noon(6), SETTLE_DAYS)
        .await
        .unwrap();
    history.close().await;
    change(&store, "UPDATE day_version SET measured = 7").await;
    let report = source(&store).await.verify(&quiet).await.unwrap();
    assert_eq!((report.fault_count, report.faults.len()), (105, 50));
}

#[tokio::test]
async fn an_app_goes_with_everything_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let opened = source(&store).await;
    let found = opened.find("mall", &configured()).await.unwrap();
    assert_eq!((&*found.appid, found.days), ("wx1", 2));
    opened.close().await;
    let (relay, operator) = (file(&store).await, file(&store).await);
    let before = relay.generation("wx1", Module::Memory);
    let deleted = operator.delete("wx1").await.unwrap();
    assert_eq!((deleted.days, deleted.versions), (2, 4));
    relay.refresh_generations().await.unwrap();
    assert_ne!(relay.generation("wx1", Module::Memory), before);
    let left = rows(&operator).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].0, "wx2");
    assert_eq!(operator.appid_of("shop").await, Ok(None));
    assert_eq!(operator.appid_of("game").await, Ok(Some("wx2".to_owned())));
    let today = day("2026-10-07");
    assert_eq!(operator.calls("wx1", today).await, Ok(0));
    assert_eq!(operator.stopped("wx1", today).await, Ok(None));
    assert_eq!(operator.known_quota("wx1", today).await, Ok(None));
}

#[tokio::test]
async fn an_app_is_found_by_alias_or_appid_and_an_unknown_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let source = source(&filled(&folder).await).await;
    for (name, appid) in [("shop", "wx1"), ("game", "wx2"), ("wx2", "wx2")] {
        let found = source.find(name, &configured()).await.unwrap();
        assert_eq!(found.appid, appid, "{name}");
    }
    let told = source.find("bank", &configured()).await.unwrap_err();
    let told = told.to_string();
    assert!(told.contains("no app «bank» is known"), "{told}");
    assert!(
        told.contains("shop (wx1)") && told.contains("game (wx2)"),
        "{told}"
    );
    let other = vec![("shop".to_owned(), "wx8".to_owned())];
    let told = source.find("shop", &other).await.unwrap_err().to_string();
    assert!(
        told.contains("wx8") && told.contains("Name the AppID"),
        "{told}"
    );
}

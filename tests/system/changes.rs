//! What changed: told with its slice, day and release, and nothing told where nothing changed.

use shared::changes::{Changes, Verdict};
use shared::module::Module;
use shared::paths;
use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::house::slice;
use tests::monday::{MONDAY, collect, day, monday, slow_down};

/// Every app of the simulator.
const APPS: [&str; 3] = ["shop", "news", "game"];

async fn changes(house: &House, view: &str) -> Changes {
    let answer = house.get(&format!("{}?{view}", paths::CHANGES)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn on_monday_the_slice_that_slowed_down_is_told_with_its_day_and_release_and_nothing_else() {
    let house = monday().await;
    slow_down(&house);
    collect(&house, &APPS, &Module::ALL).await;
    let told = changes(&house, "").await;
    let [one] = told.findings.as_slice() else {
        panic!("{:#?}", told.findings);
    };
    assert_eq!((one.app.as_str(), one.module), ("shop", Module::Launch));
    assert_eq!((one.metric.as_str(), one.line), ("total", 0));
    assert_eq!(one.slice, slice("android.low"));
    let off = one.since.since(day(MONDAY).plus(-12));
    assert!(off.abs() <= 1, "{}", one.since);
    assert_eq!(one.mark.as_ref().unwrap().label, "v2.3.1");
    assert_eq!(one.verdict, Verdict::Worse);
    let percent = one.change_percent.unwrap();
    assert!((7.5..10.5).contains(&percent), "{percent}");
    assert_eq!(told.view, "start=2026-10-05&end=2026-11-01");
    assert_eq!(
        one.link,
        "chart?app=shop&module=launch&metric=total&start=2026-10-05&end=2026-11-01\
         &platform=android&level=low"
    );
    assert_eq!(house.simulator().count(BOOT), 0, "history alone is asked");
}

#[tokio::test]
async fn where_nothing_changed_nothing_is_told() {
    let house = monday().await;
    collect(&house, &APPS, &Module::ALL).await;
    assert_eq!(changes(&house, "").await.findings, []);
}

#[tokio::test]
async fn slices_that_the_view_names_are_fetched_and_counted_and_the_others_are_not() {
    let house = monday().await;
    slow_down(&house);
    let of_launch = "app=shop&module=launch";
    assert_eq!(changes(&house, of_launch).await.findings, []);
    assert_eq!(house.simulator().count(BOOT), 0);
    let named = format!("{of_launch}&platform=all,android&level=low");
    let told = changes(&house, &named).await;
    // 93 days of two slices, 30 days a call.
    assert_eq!(house.simulator().count(BOOT), 2 * 4);
    assert_eq!(told.findings.len(), 1);
    assert_eq!(told.findings[0].slice, slice("android.low"));
    let apps: shared::apps::Apps = house.get(paths::APPS).await.json();
    assert_eq!(apps.apps[0].quota.unwrap().used, 8);
    // Now history holds them, and a view without filters tells the same.
    let again = changes(&house, of_launch).await;
    assert_eq!(again.findings, told.findings);
    assert_eq!(house.simulator().count(BOOT), 2 * 4);
}

#[tokio::test]
async fn only_changes_that_began_in_the_days_of_the_view_are_told() {
    let house = monday().await;
    slow_down(&house);
    let view = |days: &str| format!("app=shop&module=launch&platform=android&level=low&{days}");
    for (days, count) in [
        ("last=14d", 1),
        ("last=9d", 0),
        ("start=2026-08-01&end=2026-11-01", 1),
        ("start=2026-08-01&end=2026-10-10", 0),
    ] {
        let told = changes(&house, &view(days)).await;
        assert_eq!(told.findings.len(), count, "{days}");
    }
    let other = view("last=28d&metric=download");
    assert_eq!(changes(&house, &other).await.findings, []);
}

#[tokio::test]
async fn what_is_refused_elsewhere_is_refused_here_and_asks_nobody() {
    let house = House::with(|config| {
        config.limits.max_days = 200;
        config.limits.max_calls = 20;
    })
    .await;
    for (view, slug, parameter) in [
        ("app=nobody", "app-unknown", Some("app")),
        ("app=shop,nobody", "app-unknown", Some("app")),
        ("module=weather", "view-invalid", Some("module")),
        ("last=0d", "view-invalid", Some("last")),
        (
            "start=1999-01-01&end=1999-02-01",
            "view-invalid",
            Some("start"),
        ),
        ("last=201d", "view-too-long", Some("last")),
        // Five modules of four calls fit; two slices of them do not.
        ("app=shop&platform=ios,android", "too-many-calls", None),
    ] {
        let answer = house.get(&format!("{}?{view}", paths::CHANGES)).await;
        assert_eq!(answer.slug(), slug, "{view}");
        assert_eq!(answer.problem().parameter.as_deref(), parameter, "{view}");
    }
    assert_eq!(house.simulator().count(BOOT), 0);
    changes(&house, "app=shop&platform=ios").await;
    assert_eq!(house.simulator().count(BOOT), 20);
}

#[tokio::test]
async fn settled_days_that_could_not_be_asked_are_told_and_no_silence_is_made_of_them() {
    let house = House::start().await;
    house
        .simulator()
        .script(Fault::new(Effect::Errcode(48001)).slice(slice("ios")));
    let view = "app=shop&module=launch&platform=all,ios";
    let answer = house.get(&format!("{}?{view}", paths::CHANGES)).await;
    assert_eq!(answer.slug(), "upstream-not-authorised");
    assert_eq!(answer.problem().errcode, Some(48001));
}

#[tokio::test]
async fn a_reader_who_holds_the_same_changes_is_told_so_until_a_release_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let marks = folder.path().join("marks.csv");
    std::fs::write(&marks, "day,label\n").unwrap();
    let mut house = monday().await;
    house.stop().await;
    let file = marks.clone();
    house.change(move |config| {
        config.apps[0].marks.clear();
        config.apps[0].marks_file = Some(file);
    });
    house.start_again().await;
    slow_down(&house);
    let path = format!(
        "{}?app=shop&module=launch&platform=android&level=low",
        paths::CHANGES
    );
    let first = house.get(&path).await;
    let etag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "private, no-cache");
    assert_eq!(first.json::<Changes>().findings[0].mark, None);
    let again = async || {
        let request = house.request(&path).header("if-none-match", &etag);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!([again().await, again().await], [304, 304]);
    std::fs::write(&marks, "day,label\n2026-10-20,v2.3.1\n").unwrap();
    assert_eq!(again().await, 200);
}

#[tokio::test]
async fn a_calendar_of_ones_own_says_which_days_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calendar.csv");
    let rows = (0..12).map(|back| format!("{},off,店庆\n", day(MONDAY).plus(back - 12)));
    std::fs::write(
        &file,
        format!("day,kind,name\n{}", rows.collect::<String>()),
    )
    .unwrap();
    let mut house = monday().await;
    slow_down(&house);
    let view = "app=shop&module=launch&platform=android&level=low";
    assert_eq!(changes(&house, view).await.findings.len(), 1);
    house.stop().await;
    house.change(move |config| config.calendar_file = Some(file));
    house.start_again().await;
    assert_eq!(changes(&house, view).await.findings, []);
}

//! Days off and working weekends, as the relay's calendar knows them.

use shared::calendar::{CalendarDays, CalendarKind};
use shared::paths;
use simulator::BOOT;
use tests::House;

async fn days(house: &House, dates: &str) -> Vec<(String, CalendarKind, String, String)> {
    let answer = house.get(&format!("{}?{dates}", paths::CALENDAR)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told: CalendarDays = answer.json();
    let days = told.days.into_iter();
    days.map(|one| (one.day.to_string(), one.kind, one.zh, one.en))
        .collect()
}

#[tokio::test]
async fn of_the_days_between_two_dates_those_that_differ_are_told_with_their_holiday() {
    let house = House::start().await;
    let told = days(&house, "start=2025-09-27&end=2025-10-12&colour=red").await;
    let row =
        |day: &str, kind, zh: &str, en: &str| (day.to_owned(), kind, zh.to_owned(), en.to_owned());
    let national = |day: &str, kind| row(day, kind, "国庆节", "National Day");
    let mid_autumn = |day: &str, kind| row(day, kind, "中秋", "Mid-autumn Festival");
    // 2025-10-04 and 05 are a weekend and belong to the holiday all the same.
    for day in ["2025-10-01", "2025-10-04", "2025-10-05", "2025-10-08"] {
        let is_off = |one: &&(String, CalendarKind, String, String)| one.0 == day;
        let found = told.iter().find(is_off);
        let off = [
            national(day, CalendarKind::Off),
            mid_autumn(day, CalendarKind::Off),
        ];
        assert!(
            found.is_some_and(|one| off.contains(one)),
            "{day}: {told:?}"
        );
    }
    let worked: Vec<_> = told
        .iter()
        .filter(|one| one.1 == CalendarKind::Work)
        .map(|one| (one.0.as_str(), one.2.is_empty()))
        .collect();
    assert_eq!(worked, [("2025-09-28", false), ("2025-10-11", false)]);
    assert_eq!(told.len(), 2 + 8);
    assert_eq!(days(&house, "start=2025-09-13&end=2025-09-14").await, []);
    assert_eq!(house.simulator().count(BOOT), 0, "nobody is asked");
}

#[tokio::test]
async fn a_calendar_of_ones_own_is_told_over_what_is_built_in_and_followed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calendar.csv");
    std::fs::write(&file, "day,kind,name\n2026-10-21,off,店庆\n").unwrap();
    let house = House::with(|config| config.calendar_file = Some(file.clone())).await;
    let dates = "start=2026-10-19&end=2026-10-25";
    let anniversary = |name: &str| {
        let (zh, en) = (name.to_owned(), name.to_owned());
        vec![("2026-10-21".to_owned(), CalendarKind::Off, zh, en)]
    };
    assert_eq!(days(&house, dates).await, anniversary("店庆"));
    let path = format!("{}?{dates}", paths::CALENDAR);
    let first = house.get(&path).await;
    assert_eq!(first.header("cache-control"), "private, no-cache");
    assert_eq!(first.header("content-type"), "application/json");
    let etag = first.header("etag").to_owned();
    let again = async || {
        let request = house.request(&path).header("if-none-match", &etag);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(again().await, 304);
    std::fs::write(&file, "day,kind,name\n2026-10-21,off,店庆日\n").unwrap();
    assert_eq!(again().await, 200);
    assert_eq!(days(&house, dates).await, anniversary("店庆日"));
}

#[tokio::test]
async fn dates_that_are_lacking_or_no_dates_are_told_by_their_parameter() {
    let house = House::with(|config| config.limits.max_days = 31).await;
    for (query, slug, parameter) in [
        ("", "view-invalid", "start"),
        ("last=28d", "view-invalid", "start"),
        ("start=2026-10-01", "view-invalid", "start"),
        ("end=2026-10-01", "view-invalid", "end"),
        ("start=2026-10-01&end=soon", "view-invalid", "end"),
        ("start=2026-02-30&end=2026-03-01", "view-invalid", "start"),
        ("start=2026-10-02&end=2026-10-01", "view-invalid", "start"),
        (
            "start=2026-10-01&start=2026-10-01&end=2026-10-02",
            "view-invalid",
            "start",
        ),
        ("start=2026-10-01&end=2026-11-01", "view-too-long", "start"),
    ] {
        let answer = house.get(&format!("{}?{query}", paths::CALENDAR)).await;
        assert_eq!(answer.slug(), slug, "{query}");
        let told = answer.problem().parameter;
        assert_eq!(told.as_deref(), Some(parameter), "{query}");
    }
    assert_eq!(
        days(&house, "start=2026-10-01&end=2026-10-31").await.len(),
        8
    );
}

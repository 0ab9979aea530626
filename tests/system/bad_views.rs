//! Views that are refused: each with a problem of the right type that names the parameter.

use tests::House;

/// Query, type, parameter.
const BAD: [(&str, &str, &str); 58] = [
    // Required, or empty.
    ("", "view-invalid", "app"),
    ("module=launch", "view-invalid", "app"),
    ("app=shop", "view-invalid", "module"),
    ("app=&module=launch", "view-invalid", "app"),
    ("app&module=launch", "view-invalid", "app"),
    ("app=shop&module=", "view-invalid", "module"),
    ("app=shop&module=launch&metric=", "view-invalid", "metric"),
    ("app=shop&module=launch&last=", "view-invalid", "last"),
    ("app=shop&module=launch&hide=", "view-invalid", "hide"),
    // The app.
    ("app=Shop&module=launch", "view-invalid", "app"),
    ("app=-shop&module=launch", "view-invalid", "app"),
    ("app=shop,&module=launch", "view-invalid", "app"),
    ("app=a_b&module=launch", "view-invalid", "app"),
    (
        "app=abcdefghijklmnopqrstuvwxyz0123456&module=launch",
        "view-invalid",
        "app",
    ),
    (
        "app=a1,a2,a3,a4,a5,a6,a7,a8,a9,b1,b2,b3,b4,b5,b6,b7,b8,b9,c1,c2,c3&module=launch",
        "view-invalid",
        "app",
    ),
    ("app=nobody&module=launch", "app-unknown", "app"),
    ("app=shop,nobody&module=launch", "app-unknown", "app"),
    // The module and the metrics.
    ("app=shop&module=speed", "view-invalid", "module"),
    ("app=shop&module=Launch", "view-invalid", "module"),
    ("app=shop&module=10018", "view-invalid", "module"),
    ("app=shop&module=launch,memory", "view-invalid", "module"),
    ("app=shop&module=%ff", "view-invalid", "module"),
    (
        "app=shop&module=launch&metric=total,",
        "view-invalid",
        "metric",
    ),
    (
        "app=shop&module=launch&metric=%zz",
        "view-invalid",
        "metric",
    ),
    (
        "app=shop&module=launch&metric=a%00b",
        "view-invalid",
        "metric",
    ),
    // The days.
    (
        "app=shop&module=launch&start=2026-10-01",
        "view-invalid",
        "start",
    ),
    (
        "app=shop&module=launch&end=2026-10-01",
        "view-invalid",
        "end",
    ),
    (
        "app=shop&module=launch&start=2026-10-02&end=2026-10-01",
        "view-invalid",
        "start",
    ),
    (
        "app=shop&module=launch&start=2026-02-29&end=2026-03-01",
        "view-invalid",
        "start",
    ),
    (
        "app=shop&module=launch&start=2026-10-01&end=tomorrow",
        "view-invalid",
        "end",
    ),
    (
        "app=shop&module=launch&start=1999-12-31&end=2026-10-01",
        "view-invalid",
        "start",
    ),
    (
        "app=shop&module=launch&start=2026-10-01&end=2026-10-02&last=7d",
        "view-invalid",
        "last",
    ),
    (
        "app=shop&module=launch&end=2026-10-02&last=7d",
        "view-invalid",
        "last",
    ),
    (
        "app=shop&module=launch&start=2020-01-01&end=2026-10-01",
        "view-too-long",
        "start",
    ),
    ("app=shop&module=launch&last=0d", "view-invalid", "last"),
    ("app=shop&module=launch&last=401d", "view-invalid", "last"),
    ("app=shop&module=launch&last=58w", "view-invalid", "last"),
    ("app=shop&module=launch&last=14m", "view-invalid", "last"),
    ("app=shop&module=launch&last=7", "view-invalid", "last"),
    ("app=shop&module=launch&last=7+d", "view-invalid", "last"),
    // The filters, in both spellings.
    (
        "app=shop&module=launch&platform=windows",
        "view-invalid",
        "platform",
    ),
    (
        "app=shop&module=launch&platform=iOS",
        "view-invalid",
        "platform",
    ),
    (
        "app=shop&module=launch&device=3",
        "view-invalid",
        "platform",
    ),
    ("app=shop&module=launch&level=best", "view-invalid", "level"),
    (
        "app=shop&module=launch&device_level=4",
        "view-invalid",
        "level",
    ),
    (
        "app=shop&module=launch&network=5g",
        "view-invalid",
        "network",
    ),
    (
        "app=shop&module=launch&networktype=2g",
        "view-invalid",
        "network",
    ),
    // Given twice, in one spelling or two.
    ("app=shop&app=shop&module=launch", "view-invalid", "app"),
    (
        "app=shop&module=launch&platform=ios&device=1",
        "view-invalid",
        "platform",
    ),
    (
        "app=shop&module=launch&start=2026-10-01&from=2026-10-01&end=2026-10-02",
        "view-invalid",
        "start",
    ),
    // The comparison.
    (
        "app=shop&module=launch&compare=before",
        "view-invalid",
        "compare",
    ),
    (
        "app=shop&module=launch&last=7d&compare=2026-09-01~2026-09-06",
        "view-invalid",
        "compare",
    ),
    (
        "app=shop&module=launch&compare=2026-09-07~2026-09-01",
        "view-invalid",
        "compare",
    ),
    // What changes the picture alone.
    ("app=shop&module=launch&smooth=5", "view-invalid", "smooth"),
    (
        "app=shop&module=launch&scale=linear",
        "view-invalid",
        "scale",
    ),
    ("app=shop&module=launch&grid=metric", "view-invalid", "grid"),
    (
        "app=shop&module=launch&marks=2026-10-01",
        "view-invalid",
        "marks",
    ),
    ("app=shop&module=launch&theme=blue", "view-invalid", "theme"),
];

#[tokio::test]
async fn every_bad_view_is_refused_with_a_problem_that_names_the_parameter() {
    let house = House::start().await;
    for (query, slug, parameter) in BAD {
        for address in [
            "api/v1/performance",
            "api/v1/plan",
            "api/v1/performance.csv",
        ] {
            // Without a module a plan is that of the overview.
            if address == "api/v1/plan" && parameter == "module" && !query.contains("module") {
                continue;
            }
            let answer = house.get(&format!("{address}?{query}")).await;
            let problem = answer.problem();
            assert_eq!(answer.slug(), slug, "{address}?{query}");
            assert_eq!(
                problem.parameter.as_deref(),
                Some(parameter),
                "{address}?{query}"
            );
            assert!(problem.value.is_some(), "{address}?{query}");
            assert!(!problem.advice.is_empty() && problem.request_id.is_some());
            assert!(!problem.retryable, "the same would be refused again");
        }
    }
    assert_eq!(house.simulator().calls().len(), 0, "WeChat is not asked");
}

#[tokio::test]
async fn a_stream_of_a_bad_view_is_refused_before_it_begins() {
    let house = House::start().await;
    let answer = house.stream("app=shop&module=launch&last=9x").await;
    assert_eq!(
        (answer.status, answer.slug().as_str()),
        (400, "view-invalid")
    );
    assert_eq!(answer.problem().parameter.as_deref(), Some("last"));
}

#[tokio::test]
async fn a_view_of_more_than_4096_bytes_is_refused_as_too_long() {
    let house = House::start().await;
    let metrics = vec!["m".repeat(20); 1].join("");
    let ids: Vec<String> = (0..250)
        .map(|number| format!("{metrics}{number}"))
        .collect();
    let view = format!("app=shop&module=launch&metric={}", ids.join(","));
    let answer = house.performance(&view).await;
    assert_eq!(
        (answer.status, answer.slug().as_str()),
        (414, "uri-too-long")
    );
}

#[tokio::test]
async fn too_many_calls_are_refused_with_what_is_allowed() {
    let house = House::with(|config| config.limits.max_calls = 3).await;
    let answer = house.performance("app=shop&module=launch&last=120d").await;
    let problem = answer.problem();
    assert_eq!(answer.slug(), "too-many-calls");
    assert_eq!((problem.planned, problem.allowed), (Some(4), Some(3)));
    assert_eq!(house.simulator().calls().len(), 0);
    assert_eq!(
        house
            .performance("app=shop&module=launch&last=90d")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn more_than_48_slices_or_too_many_days_are_too_long() {
    let house = House::with(|config| config.limits.max_days = 30).await;
    let answer = house.performance("app=shop&module=launch&last=31d").await;
    assert_eq!(answer.slug(), "view-too-long");
    assert_eq!(
        house
            .performance("app=shop&module=launch&last=30d")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn advice_is_in_the_readers_language() {
    let house = House::start().await;
    let ask = |query: &'static str, languages: &'static str| {
        let request = house.request(&format!("api/v1/performance?{query}"));
        request.header("accept-language", languages)
    };
    let advice = async |query, languages| {
        let response = ask(query, languages).send().await.unwrap();
        tests::Answer::read(response).await.problem().advice
    };
    let chinese = advice("app=shop", "zh-CN,zh;q=0.9").await;
    let english = advice("app=shop", "en-GB,en;q=0.9").await;
    assert!(english.is_ascii(), "{english}");
    assert!(!chinese.is_ascii(), "{chinese}");
    assert_eq!(advice("app=shop&lang=zh", "en").await, chinese);
}

#[tokio::test]
async fn what_chat_programs_add_to_a_link_changes_nothing() {
    let house = House::start().await;
    let view = "app=shop&module=launch&start=2026-10-01&end=2026-10-07";
    let plain = house.reply(view).await;
    let added = format!("{view}&from=singlemessage&isappinstalled=0&utm_source=x");
    let shared = house.reply(&added).await;
    assert_eq!(shared.view, plain.view);
    assert_eq!(shared.notices, plain.notices);
    let unknown = house.reply(&format!("{view}&colour=red")).await;
    assert_eq!(unknown.view, plain.view);
    assert_eq!(unknown.notices[0].parameter.as_deref(), Some("colour"));
}

//! The addresses themselves: bytes, sizes, tags, rights and problems.

use relay::config::FontPlace;
use reqwest::{Method, StatusCode};
use shared::changes::{Changes, Verdict};
use shared::module::Module;
use shared::paths;
use shared::view::Alias;
use simulator::{Effect, Fault};
use tests::house::slice;
use tests::monday::{collect, monday, slow_down};
use tests::{Answer, House};

use super::{VIEW, pixels, png, svg, texts};

fn is_a_picture(answer: &Answer, media_type: &str) {
    assert_eq!(answer.status, 200, "{}", answer.asked);
    assert_eq!(answer.header("content-type"), media_type);
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert!(
        answer.header("etag").starts_with("W/\""),
        "{}",
        answer.asked
    );
}

#[tokio::test]
async fn the_same_view_is_the_same_bytes_and_each_part_of_the_look_changes_them() {
    let house = House::start().await;
    let plain = svg(&house, VIEW).await;
    is_a_picture(&plain, "image/svg+xml; charset=utf-8");
    assert!(svg(&house, VIEW).await.body == plain.body);
    let pixel = png(&house, VIEW).await;
    is_a_picture(&pixel, "image/png");
    assert!(png(&house, VIEW).await.body == pixel.body);
    let mut bodies = vec![(plain.body.clone(), pixel.body)];
    for look in [
        "width=1199",
        "height=631",
        "lang=en",
        "theme=dark",
        "smooth=3",
    ] {
        let query = format!("{VIEW}&{look}");
        let other = (svg(&house, &query).await, png(&house, &query).await);
        assert_ne!(other.0.header("etag"), plain.header("etag"), "{look}");
        let other = (other.0.body, other.1.body);
        let is_new = |(drawn, pixel): &(_, _)| *drawn != other.0 && *pixel != other.1;
        assert!(bodies.iter().all(is_new), "{look}");
        bodies.push(other);
    }
    let twice = format!("{VIEW}&ratio=2");
    assert!(
        svg(&house, &twice).await.body == plain.body,
        "an SVG has no pixels"
    );
    assert!(png(&house, &twice).await.body != bodies[0].1);
}

#[tokio::test]
async fn a_png_has_the_pixels_that_were_asked_for_on_a_ground_of_its_own() {
    let house = House::start().await;
    for (look, width, height, ground) in [
        ("", 1200, 630, [0xFC, 0xFC, 0xFA]),
        ("&width=320&height=200", 320, 200, [0xFC, 0xFC, 0xFA]),
        (
            "&width=400&height=300&ratio=2&theme=dark",
            800,
            600,
            [0x14, 0x17, 0x1A],
        ),
    ] {
        let answer = png(&house, &format!("{VIEW}{look}")).await;
        let (wide, high, colours) = pixels(&answer.body);
        assert_eq!((wide, high), (width, height), "{look}");
        for corner in [0, colours.len() - 3] {
            assert_eq!(colours[corner..corner + 3], ground, "{look}");
        }
        // A rule a day, two lines, words: a blank sheet has none of them.
        let drawn = colours.chunks_exact(3).filter(|pixel| **pixel != ground);
        assert!(drawn.count() > 2_000, "{look}");
    }
}

#[tokio::test]
async fn whoever_holds_a_picture_is_not_sent_it_again() {
    let house = House::start().await;
    for path in [paths::CHART_SVG, paths::CHART_PNG] {
        let address = format!("{path}?{VIEW}");
        let first = house.get(&address).await;
        let tag = first.header("etag").to_owned();
        let again = house.request(&address).header("if-none-match", &tag);
        let again = Answer::read(again.send().await.unwrap()).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), tag);
        let other = format!("{address}&theme=dark");
        let other = house.request(&other).header("if-none-match", &tag);
        assert_eq!(other.send().await.unwrap().status(), StatusCode::OK);
        let head = reqwest::Client::new().head(format!("{}/{address}", house.url()));
        let head = Answer::read(head.send().await.unwrap()).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        let length = head.header("content-length").parse();
        assert_eq!(length, Ok(first.body.len()), "{path}");
    }
}

#[tokio::test]
async fn a_picture_says_what_it_shows() {
    let house = House::demo().await;
    let query = format!("{VIEW}&compare=previous&marks=2026-10-20~v9");
    let answer = svg(&house, &query).await;
    let texts = texts(answer.text());
    let link = format!("{}/chart?app=shop", house.url());
    for what in [
        "商城小程序 · 启动总耗时",
        "iOS与安卓 · 全部机型 · 2026年10月16日–29日，比前一周期",
        "安卓",
        "v9",
        "数据至 2026年10月",
        "天暂定",
        "细线为对比期",
        "模拟数据",
        &link,
    ] {
        assert!(
            texts.iter().any(|text| text.contains(what)),
            "{what}: {texts:#?}"
        );
    }
    let name = "inline; filename=\"bootlens-launch-2026-10-16-2026-10-29.svg\"";
    assert_eq!(answer.header("content-disposition"), name);
}

#[tokio::test]
async fn what_is_wrong_with_the_address_is_told_as_by_the_data() {
    let house = House::with(|config| {
        config.apps[0].former_aliases = vec![Alias::new("mall").unwrap()];
    })
    .await;
    for path in [paths::CHART_SVG, paths::CHART_PNG] {
        for (query, slug, parameter, value) in [
            ("app=shop", "view-invalid", "module", ""),
            ("module=launch", "view-invalid", "app", ""),
            ("app=nobody&module=launch", "app-unknown", "app", "nobody"),
            (&format!("{VIEW}&width=319"), "view-invalid", "width", "319"),
            (
                &format!("{VIEW}&height=1601"),
                "view-invalid",
                "height",
                "1601",
            ),
            (&format!("{VIEW}&ratio=3"), "view-invalid", "ratio", "3"),
            (
                &format!("{VIEW}&as_of=2026"),
                "view-invalid",
                "as_of",
                "2026",
            ),
            (
                "app=shop&module=launch&last=400d&compare=1d",
                "view-invalid",
                "compare",
                "1d",
            ),
        ] {
            let answer = house.get(&format!("{path}?{query}")).await;
            assert_eq!(answer.slug(), slug, "{query}");
            let problem = answer.problem();
            assert_eq!(problem.parameter.as_deref(), Some(parameter), "{query}");
            assert_eq!(problem.value.as_deref(), Some(value), "{query}");
        }
        let width = house.get(&format!("{path}?{VIEW}&width=9")).await.problem();
        assert!(width.advice.contains("320 至 2400"), "{}", width.advice);
        let foreign = house.request(&format!("{path}?{VIEW}"));
        let foreign = foreign.header("host", "evil.example");
        let foreign = Answer::read(foreign.send().await.unwrap()).await;
        assert_eq!(foreign.slug(), "host-unknown");
        let post = format!("{}/{path}?{VIEW}", house.url());
        let post = reqwest::Client::new().request(Method::POST, post);
        let post = Answer::read(post.send().await.unwrap()).await;
        assert_eq!(post.slug(), "method-not-allowed");
        let former = house
            .get(&format!("{path}?{}", VIEW.replace("shop", "mall")))
            .await;
        let now = house.get(&format!("{path}?{VIEW}")).await;
        assert!(
            former.status == 200 && former.body == now.body,
            "by its former name"
        );
    }
}

#[tokio::test]
async fn without_a_typeface_for_chinese_there_are_no_pixels_and_the_remedy_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let place = FontPlace::Folder(folder.path().to_owned());
    let house = House::with(|config| config.fonts = place).await;
    let answer = png(&house, VIEW).await;
    assert_eq!((answer.status, answer.slug().as_str()), (503, "no-font"));
    let problem = answer.problem();
    assert!(problem.advice.contains("font_file"), "{}", problem.advice);
    assert!(
        problem.detail.contains("fonts-noto-cjk"),
        "{}",
        problem.detail
    );
    assert!(house.data_calls().is_empty(), "nobody was asked in vain");
    is_a_picture(&svg(&house, VIEW).await, "image/svg+xml; charset=utf-8");
}

#[tokio::test]
async fn with_as_of_what_was_known_then_is_drawn_and_nobody_asked() {
    let house = House::start().await;
    let known = svg(&house, VIEW).await;
    let calls = house.data_calls().len();
    let then = format!(
        "{}&as_of=202610292359",
        VIEW.replace("last=14d", "start=2026-10-16&end=2026-10-29")
    );
    let before = svg(&house, &then).await;
    is_a_picture(&before, "image/svg+xml; charset=utf-8");
    let said = texts(before.text());
    assert!(
        said.iter().any(|text| text == "这些天没有数据"),
        "{said:#?}"
    );
    assert!(png(&house, &then).await.status == 200);
    assert_eq!(house.data_calls().len(), calls);
    let now = svg(&house, &then.replace("202610292359", "202610300930")).await;
    assert!(now.body == known.body, "as it is known now");
}

#[tokio::test]
async fn parts_that_failed_are_said() {
    let house = House::start().await;
    let fault = Fault::new(Effect::Errcode(48001)).slice(slice("android"));
    house.simulator().script(fault);
    let answer = svg(&house, VIEW).await;
    is_a_picture(&answer, "image/svg+xml; charset=utf-8");
    let said = texts(answer.text());
    assert!(said.iter().any(|text| text == "1 段没取到"), "{said:#?}");
    let alone = VIEW.replace("ios,", "");
    assert_eq!(svg(&house, &alone).await.slug(), "upstream-not-authorised");
}

#[tokio::test]
async fn what_changed_is_marked_as_it_was_known_and_of_kept_days_alone() {
    let house = monday().await;
    slow_down(&house);
    collect(&house, &["shop"], &[Module::Launch]).await;
    let view = "app=shop&module=launch&metric=total";
    let found: Changes = house
        .get(&format!("{}?{view}", paths::CHANGES))
        .await
        .json();
    let found = &found.findings[0];
    assert_eq!(found.verdict, Verdict::Worse);
    let (_, query) = found.link.split_once('?').unwrap();
    let triangle = "stroke=\"#B3261E\"";
    let answer = svg(&house, query).await;
    assert!(answer.text().contains(triangle), "{}", answer.text());
    let before = found.since.to_string().replace('-', "");
    let then = svg(&house, &format!("{query}&as_of={before}0930")).await;
    assert!(!then.text().contains(triangle), "nobody knew it then");
    let other = query.replace("level=low", "level=high");
    let calls = house.data_calls().len();
    let other = svg(&house, &other).await;
    assert!(!other.text().contains(triangle), "of other lines");
    assert_eq!(
        house.data_calls().len() - calls,
        1,
        "for the days shown alone"
    );
}

#[tokio::test]
async fn other_sites_may_show_a_picture_only_where_somebody_may_embed() {
    for (ancestors, policy) in [
        (vec![], "same-origin"),
        (vec!["https://wiki.example".to_owned()], "cross-origin"),
    ] {
        let house = House::with(|config| config.access.frame_ancestors = ancestors).await;
        for answer in [svg(&house, VIEW).await, png(&house, VIEW).await] {
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("cross-origin-resource-policy"), policy);
        }
        let data = house.performance(VIEW).await;
        assert_eq!(data.header("cross-origin-resource-policy"), "same-origin");
    }
}

#[tokio::test]
async fn the_earliest_minute_that_can_be_asked_for_has_a_picture_without_data() {
    let house = House::start().await;
    let of = |minute: &str| format!("app=shop&module=launch&last=13m&as_of={minute}");
    let earliest = svg(&house, &of("201701090000")).await;
    is_a_picture(&earliest, "image/svg+xml; charset=utf-8");
    assert!(earliest.text().contains("这些天没有数据"));
    let before = svg(&house, &of("201701082359")).await;
    assert_eq!(before.status, 400);
    assert!(before.text().contains("201701090000"), "{}", before.text());
}

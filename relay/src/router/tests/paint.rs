//! What is painted of a view: out of history alone, in the reader's language, and never more than text.

use http::{HeaderMap, HeaderValue, Uri};
use shared::module::Module;
use shared::reply::Reply;
use shared::text::Lang;
use simulator::BOOT;

use super::Relay;
use crate::gate::Admitted;
use crate::paint::{self, Painted, Place, Reader};

const DAYS: &str = "start=2026-09-20&end=2026-10-19";

impl Relay {
    /// What is painted of an address below the root.
    async fn painted(&self, path: &str, lang: Lang) -> Option<Painted> {
        let uri: Uri = path.parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("localhost:8787"));
        let admitted = Admitted::by(&self.state, &uri, &headers, None, None).unwrap();
        let view = paint::asked(Some(&admitted), &self.state, &uri)?;
        let place = Place::at(uri.path()).unwrap();
        let reader = Reader { lang, theme: None };
        let base = self.state.config().base_path.clone();
        paint::paint(&admitted, &self.state, place, view, reader, &base).await
    }

    /// The same of what must be there: a busy machine may take longer than a page waits.
    async fn sure(&self, path: &str, lang: Lang) -> Painted {
        for _ in 0..20 {
            if let Some(painted) = self.painted(path, lang).await {
                return painted;
            }
        }
        panic!("{path} is never painted");
    }

    /// Its body in Chinese.
    async fn body(&self, path: &str) -> String {
        self.sure(path, Lang::Zh).await.body
    }

    /// Lets history know a view.
    async fn warm(&self, view: &str) -> Reply {
        let answer = self.get(&format!("/api/v1/performance?{view}")).await;
        assert_eq!(answer.status, 200, "{view}");
        answer.json()
    }

    /// Lets history know all modules of some apps.
    async fn warm_all(&self, apps: &str) {
        for module in Module::ALL {
            let view = format!("app={apps}&module={module}&{DAYS}&platform=ios,android");
            self.warm(&view).await;
        }
    }

    fn calls(&self) -> usize {
        self.wechat.simulator().count(BOOT)
    }
}

#[tokio::test]
async fn of_what_nobody_asked_nothing_is_painted_and_nobody_is_asked() {
    let relay = Relay::start().await;
    for path in [
        "/",
        "/?app=shop,game",
        "/chart",
        &format!("/chart?app=shop&module=launch&{DAYS}"),
    ] {
        assert_eq!(relay.painted(path, Lang::Zh).await, None, "{path}");
    }
    assert_eq!(relay.calls(), 0);
}

#[tokio::test]
async fn a_chart_has_its_sentence_figures_drawings_and_every_value() {
    let relay = Relay::start().await;
    let view = format!("app=shop&module=launch&metric=total&{DAYS}&platform=ios,android");
    let reply = relay.warm(&view).await;
    let calls = relay.calls();
    let path = format!("/chart?{view}");
    let painted = relay.sure(&path, Lang::Zh).await;
    assert_eq!(relay.calls(), calls, "nobody is asked");
    assert_eq!(
        painted.title,
        "启动各阶段耗时 2026年9月20日–10月19日 · Bootlens"
    );
    let body = painted.body;
    for told in [
        "<span class=\"phrase\"><span>商城小程序</span></span>",
        "<span class=\"phrase\"><span>iOS与安卓</span></span>",
        "<span class=\"phrase\"><span>2026年9月20日–10月19日</span></span>",
        "<span class=\"through\">数据至 10月19日",
        "<div class=\"panels single\">",
        "<svg class=\"drawn wide\" role=\"img\" aria-label=\"商城小程序 · ",
        "<svg class=\"drawn narrow\" role=\"img\"",
        "<p class=\"caveat\">",
        "<th scope=\"row\">2026-10-19 ",
    ] {
        assert!(body.contains(told), "{told}\n{body}");
    }
    assert_eq!(body.matches("<span class=\"value\">").count(), 2);
    for one in &reply.series {
        for value in one.values.iter().flatten() {
            let cell = format!("<td>{}<", value.get());
            assert!(body.contains(&cell), "{cell}");
        }
    }
    let english = relay.sure(&path, Lang::En).await;
    assert_eq!(
        english.title,
        "Launch stages 20 Sep – 19 Oct 2026 · Bootlens"
    );
    assert!(english.body.contains("<summary>Table</summary>"));
    assert!(!english.body.contains("表格"));
}

#[tokio::test]
async fn the_same_history_gives_the_same_bytes() {
    let relay = Relay::start().await;
    relay.warm_all("shop").await;
    for path in [
        "/?app=shop",
        &format!("/chart?app=shop&module=memory&{DAYS}&platform=ios,android"),
    ] {
        let first = relay.sure(path, Lang::En).await;
        assert_eq!(relay.sure(path, Lang::En).await, first, "{path}");
    }
}

#[tokio::test]
async fn hidden_lines_are_named_alone_and_a_compared_period_has_its_column() {
    let relay = Relay::start().await;
    let view =
        format!("app=shop&module=launch&metric=total&{DAYS}&platform=ios,android&compare=previous");
    relay.warm(&view).await;
    let body = relay.body(&format!("/chart?{view}&hide=ios")).await;
    assert!(body.contains("<li class=\"gone\">"), "{body}");
    assert_eq!(body.matches("<span class=\"value\">").count(), 1);
    let heads = body.matches("<th scope=\"col\">").count();
    assert_eq!(heads, 3, "the day, Android, and Android compared");
    assert!(body.contains("<br>安卓 · 对比期</th>"));
    assert!(!body.contains("<br>iOS"));
}

#[tokio::test]
async fn names_from_outside_are_text_wherever_they_stand() {
    let name = "\"><script>alert(1)</script>&";
    let relay = Relay::with(|config| {
        for app in &mut config.apps {
            app.name = name.to_owned();
        }
    })
    .await;
    relay.warm_all("shop,game").await;
    let label = "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E";
    for path in [
        "/?app=shop".to_owned(),
        "/".to_owned(),
        format!(
            "/chart?app=shop,game&module=launch&{DAYS}&platform=ios,android&marks=2026-10-01~{label}"
        ),
        format!("/chart?app=shop&module=launch&{DAYS}&platform=ios,android&embed=1"),
    ] {
        let body = relay.body(&path).await;
        assert!(
            body.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"),
            "{path}"
        );
        for never in ["<script", "<img", "style=", "javascript:"] {
            assert!(!body.contains(never), "{never} in {path}");
        }
    }
}

#[tokio::test]
async fn what_the_relay_does_not_understand_or_know_is_left_to_the_page() {
    let relay = Relay::start().await;
    relay.warm_all("shop").await;
    for path in [
        "/chart?app=nobody&module=launch",
        "/chart?app=shop,nobody&module=launch",
        "/chart?app=shop&module=lunch",
        "/chart?app=shop&app=shop",
        "/chart?app=shop&module=launch&metric=nothing",
    ] {
        assert_eq!(relay.painted(path, Lang::Zh).await, None, "{path}");
        assert_eq!(relay.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn an_overview_has_a_tile_for_each_metric_and_several_apps_a_row_each() {
    let relay = Relay::start().await;
    relay.warm_all("shop,game").await;
    let body = relay.body("/?app=shop").await;
    assert!(
        body.contains("<p class=\"counts\"><a href=\"/changes?app=shop&amp;start="),
        "{body}"
    );
    let tiles = body
        .matches("<a class=\"tile\" href=\"/chart?app=shop&amp;module=")
        .count();
    let sparks = body
        .matches("<svg class=\"drawn spark\" aria-hidden=\"true\">")
        .count();
    assert!(tiles >= 5 && sparks == tiles, "{tiles} {sparks}");
    assert!(body.contains("&amp;platform=ios,android\"><h2>"));
    let table = relay.body("/?app=shop,game").await;
    assert_eq!(
        table.matches("<th scope=\"row\"><a href=\"/?app=").count(),
        2
    );
    assert_eq!(
        table.matches("<th scope=\"col\">").count(),
        1 + Module::ALL.len()
    );
}

#[tokio::test]
async fn inside_another_page_stand_title_chart_and_the_way_to_the_whole() {
    let relay = Relay::with(|config| config.base_path = "/perf".to_owned()).await;
    let view = format!("app=shop&module=launch&metric=total&{DAYS}&platform=ios,android");
    relay.warm(&view).await;
    let body = relay
        .body(&format!("/chart?{view}&lang=en&theme=dark&embed=1"))
        .await;
    assert!(
        body.starts_with("<main class=\"embed\"><h1>商城小程序 · 启动总耗时 · iOS与安卓 · 2026年")
    );
    let way = format!("href=\"/perf/chart?{}\"", view.replace('&', "&amp;"));
    assert!(body.contains(&way), "{body}");
    assert!(!body.contains("<header") && !body.contains("<table"));
}

#[tokio::test]
async fn a_view_too_large_to_be_read_for_nobody_yet_is_left_to_the_page() {
    let relay = Relay::start().await;
    let small = "app=shop&module=memory&last=350d&platform=ios,android";
    let large = "app=shop&module=memory&last=350d&platform=all,ios,android&compare=previous";
    relay.warm(small).await;
    relay.warm(large).await;
    relay.sure(&format!("/chart?{small}"), Lang::Zh).await;
    let path = format!("/chart?{large}");
    assert_eq!(relay.painted(&path, Lang::Zh).await, None);
}

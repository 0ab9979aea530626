//! The page as it is served over HTTP: with what history holds of its view, and nobody asked for it.

use reqwest::Response;
use shared::module::Module;
use tests::House;
use tests::house::{last_days, view};
use tests::machine::machine;
use tests::warm;

async fn page(house: &House, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = house.request(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn text(house: &House, path: &str, headers: &[(&str, &str)]) -> String {
    let response = page(house, path, headers).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

fn is_bare(page: &str) -> bool {
    let bare = page.contains("id=\"loading\"") || page.contains("id=loading");
    assert_ne!(bare, page.contains("id=\"paint\""), "{page}");
    bare
}

#[tokio::test]
async fn the_served_page_holds_every_value_that_the_api_tells_and_asks_nobody() {
    let house = House::start().await;
    let view = warm::launch();
    let reply = warm::views(&house, &[&view]).await.remove(0);
    warm::overview(&house, "shop").await;
    let calls = warm::calls(house.simulator());
    let page = warm::painted(&house, &format!("chart?{view}")).await;
    let mut told = 0;
    for one in &reply.series {
        for value in one.values.iter().flatten() {
            let cell = format!("<td>{}<", value.get());
            assert!(page.contains(&cell), "{cell}");
            told += 1;
        }
    }
    assert!(told > 100, "{told} values");
    assert!(page.contains("数据至 10月29日"));
    assert!(page.contains("<title>启动各阶段耗时 2026年9月30日–10月29日 · Bootlens</title>"));
    let overview = warm::painted(&house, "?app=shop").await;
    assert!(overview.contains("class=\"tile\""));
    assert_eq!(warm::calls(house.simulator()), calls, "nobody was asked");
}

#[tokio::test]
async fn the_page_is_bare_where_nothing_is_kept_or_nothing_may_be_read() {
    let mut house = House::start().await;
    let view = warm::launch();
    let path = format!("chart?{view}");
    for path in ["", "?app=shop", &path, "chart?app=nobody"] {
        assert!(is_bare(&text(&house, path, &[]).await), "{path}");
    }
    assert_eq!(warm::calls(house.simulator()), 0, "nobody was asked");
    warm::views(&house, &[&view]).await;
    warm::painted(&house, &path).await;
    // A token that is none: data is refused, the page is not.
    let tokens = vec![machine("weekly", "weekly-token", "shop")];
    house.reload(|config| config.access.tokens = tokens).await;
    let stranger = [("authorization", "Bearer nobody")];
    let data = format!("{}?{view}", shared::paths::PERFORMANCE);
    assert_eq!(page(&house, &data, &stranger).await.status(), 401);
    assert!(is_bare(&text(&house, &path, &stranger).await));
}

#[tokio::test]
async fn the_tag_covers_what_is_painted_and_head_tells_the_same() {
    let house = House::start().await;
    let view = warm::launch();
    let path = format!("chart?{view}");
    let bare = header(&page(&house, &path, &[]).await, "etag").to_owned();
    warm::views(&house, &[&view]).await;
    let painted = page(&house, &path, &[]).await;
    let tag = header(&painted, "etag").to_owned();
    assert_ne!(tag, bare);
    assert_eq!(header(&painted, "cache-control"), "private, no-cache");
    let vary: Vec<_> = painted.headers().get_all("vary").iter().collect();
    let vary = vary
        .iter()
        .map(|one| one.to_str().unwrap())
        .collect::<Vec<_>>()
        .join(", ");
    let vary = vary.to_lowercase();
    for name in ["cookie", "accept-language", "accept-encoding"] {
        assert!(vary.contains(name), "{name} in {vary}");
    }
    let again = page(&house, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status(), 304);
    assert_eq!(again.text().await.unwrap(), "");
    let dark = [
        ("if-none-match", tag.as_str()),
        ("cookie", "bootlens.theme=dark"),
    ];
    assert_eq!(
        page(&house, &path, &dark).await.status(),
        200,
        "another page"
    );
    let client = reqwest::Client::new();
    let head = client
        .head(format!("{}/{path}", house.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (head.status().as_u16(), header(&head, "etag")),
        (200, tag.as_str())
    );
    assert_eq!(head.text().await.unwrap(), "");
}

#[tokio::test]
async fn cookies_and_then_the_browser_decide_language_and_theme() {
    let house = House::start().await;
    let view = view("shop", Module::Memory, last_days(30));
    warm::views(&house, &[&view]).await;
    let path = format!("chart?{view}");
    let english = ("accept-language", "en-GB,en;q=0.9");
    let chosen = ("cookie", "bootlens.lang=zh; bootlens.theme=dark");
    for (headers, root, word) in [
        (&[][..], "<html lang=\"zh-CN\">", "表格"),
        (&[english], "<html lang=\"en\">", "Table"),
        (
            &[english, chosen],
            "<html lang=\"zh-CN\" data-theme=\"dark\">",
            "表格",
        ),
    ] {
        let page = text(&house, &path, headers).await;
        assert!(page.contains(root), "{root}");
        assert!(
            page.contains(&format!("<summary>{word}</summary>")),
            "{word}"
        );
    }
    let framed = format!("{path}&lang=en&theme=dark&embed=1");
    let page = text(&house, &framed, &[("cookie", "bootlens.lang=zh")]).await;
    assert!(page.contains("<html lang=\"en\" data-theme=\"dark\">"));
    assert!(page.contains("<main class=\"embed\"><h1>"));
}

#[tokio::test]
async fn a_painted_first_visit_fits_as_well() {
    let house = House::start().await;
    warm::overview(&house, "shop").await;
    let all = view("shop", Module::Launch, last_days(30));
    warm::views(&house, &[&all]).await;
    for visit in [
        tests::visit::chart(&house).await,
        tests::visit::overview(&house).await,
    ] {
        let (path, document) = &visit[0];
        let sum = tests::visit::bytes(&visit);
        println!("«{path}»: {sum} bytes, of which the document has {document}");
        assert!(*document > 3_500, "«{path}» is painted: {document} bytes");
        assert!(sum <= tests::visit::LIMIT, "{visit:#?}");
    }
}

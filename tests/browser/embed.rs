//! A chart inside another site's page: only where the configuration names the site.

use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::{READY, Visitor};
use tests::wiki::{Door, Wiki};

fn two_lines() -> String {
    let (start, end) = (last_days(28).start(), last_days(28).end());
    format!(
        "chart?app=shop&module=launch&metric=total&start={start}&end={end}&platform=ios,android"
    )
}

#[tokio::test]
async fn the_copied_code_shows_the_chart_in_another_sites_page() {
    let door = Door::open().await;
    let mut house = House::demo().await;
    house.stop().await;
    house.change(|config| config.access.frame_ancestors = vec![door.origin()]);
    house.start_again().await;
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.allow_clipboard().await;
    visitor.open(&two_lines()).await;
    visitor.share().await;
    visitor.take("embed").await;
    let code = visitor.pasted("text/plain").await;
    assert!(
        code.contains("&amp;lang=zh&amp;theme=light&amp;embed=1\""),
        "{code}"
    );
    assert!(code.contains(" title=\"商城小程序 · 启动总耗时"), "{code}");
    assert!(code.contains("loading=\"lazy\""), "{code}");
    assert!(
        !code.contains("start="),
        "the newest days are shown: {code}"
    );
    // The reader's own choice is another one.
    let dark = "localStorage.setItem('bootlens.theme', 'dark'); localStorage.setItem('bootlens.lang', 'en')";
    visitor.browser.run::<Option<()>>(dark, &[]).await;

    let wiki = Wiki::show(door, &code);
    visitor.browser.open(wiki.url()).await;
    visitor.browser.enter_frame("iframe").await;
    visitor.browser.until("the chart", READY).await;
    visitor.browser.until_painted().await;
    assert!(visitor.picture().await > 0.0);
    let heading = visitor.browser.text("main.embed h1").await;
    assert!(
        heading.starts_with("商城小程序 · 启动总耗时 · iOS与安卓 · 2026年"),
        "{heading}"
    );
    for absent in [
        "header.top",
        "#sentence",
        ".phrase",
        "details",
        "main button",
        "[data-testid=aged]",
    ] {
        assert_eq!(visitor.browser.texts(absent).await.len(), 0, "{absent}");
    }
    assert_eq!(visitor.browser.texts(".figures li").await.len(), 2);
    // Nor does it come in later: by a choice in another tab, or when the browser shows the page again.
    for event in ["storage", "pageshow"] {
        let told = format!("window.dispatchEvent(new Event('{event}'))");
        visitor.browser.run::<Option<()>>(&told, &[]).await;
        let frames =
            "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
            const { lang, dataset } = document.documentElement;
            done([lang, dataset.theme]);
        })))";
        let shown: [String; 2] = visitor.browser.run(frames, &[]).await;
        assert_eq!(shown, ["zh-CN", "light"], "{event}");
    }
    let address: String = visitor.browser.run("return location.search", &[]).await;
    assert!(!address.contains("start="), "{address}");
    let link = "const link = document.querySelector('main.embed footer a');
        return [link.textContent, link.target, link.getAttribute('href')]";
    let [text, target, href]: [String; 3] = visitor.browser.run(link, &[]).await;
    assert_eq!(
        (text.as_str(), target.as_str()),
        ("在 Bootlens 中打开", "_blank")
    );
    assert_eq!(
        href,
        "/chart?app=shop&module=launch&metric=total&platform=ios,android"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn a_site_that_nobody_named_is_refused_and_no_code_is_offered() {
    let visitor = Visitor::at(House::start().await, Screen::LAPTOP).await;
    visitor.open(&two_lines()).await;
    visitor.share().await;
    assert_eq!(visitor.browser.texts("[data-share=embed]").await.len(), 0);
    let code = format!(
        "<iframe src='{}/{}&embed=1'></iframe>",
        visitor.house.url(),
        two_lines()
    );
    let door = Door::open().await;
    let wiki = Wiki::show(door, &code);
    visitor.browser.open(wiki.url()).await;
    visitor.browser.enter_frame("iframe").await;
    let refused = "location.protocol === 'chrome-error:'";
    visitor.browser.until("the refusal", refused).await;
    assert_eq!(visitor.browser.texts("main").await.len(), 0);
}

//! Behind a sign-in whose session ends while somebody reads.

use tests::chromium::Screen;
use tests::postgres::free_port;
use tests::sign_in::{USER, configure};
use tests::visitor::{Visitor, launch};
use tests::{House, SignIn};

#[tokio::test]
async fn a_session_that_ends_in_the_middle_leads_over_the_sign_in_back_to_the_whole_address() {
    let (port, sign_in) = (free_port(), SignIn::open().await);
    let house = House::with(|config| configure(config, port)).await;
    let proxy = sign_in.nginx(port, house.url()).await;
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    let browser = &visitor.browser;
    let at_the_sign_in = "document.title == 'Sign in'";

    // A deep link of a colleague, whose parameters hold everything that a query may.
    let marks = "marks=2026-10-12~v9%2C%E7%BA%A2%26x%3D1";
    let asked = format!(
        "{}/perf/{}&compare=previous&{marks}&colour=red&rd=%2Felsewhere",
        proxy.url(),
        launch(28)
    );
    browser.open(&asked).await;
    browser.until("the sign-in", at_the_sign_in).await;
    browser.press("#enter").await;
    visitor.settle().await;
    assert_eq!(browser.address().await, asked);
    let user =
        "fetch('api/v1/apps').then(given => given.json()).then(apps => { window.apps = apps })";
    browser.run::<Option<()>>(user, &[]).await;
    browser.until("the apps", "window.apps").await;
    let told: serde_json::Value = browser.run("return window.apps", &[]).await;
    assert_eq!(told["user"], USER);
    let apps = told["apps"].as_array().expect("apps").iter();
    assert!(
        apps.clone().count() > 0 && apps.clone().all(|app| app["alias"] != "game"),
        "{told}"
    );

    // The session ends; the next question is answered 401, and the page stays and says so.
    sign_in.end_all();
    visitor.choose("metric", "memory").await;
    browser
        .until(
            "the state",
            "document.querySelector('.state[data-state=signed-out]')",
        )
        .await;
    let said = browser.text(".state[data-state=signed-out]").await;
    assert!(
        said.contains("登录已过期") && said.contains("重新登录"),
        "{said}"
    );
    let address = browser.address().await;
    assert!(
        address.contains("module=memory") && address.contains(marks),
        "{address}"
    );
    browser.press(".state .next").await;
    browser.until("the sign-in", at_the_sign_in).await;
    browser.press("#enter").await;
    visitor.settle().await;
    assert_eq!(browser.address().await, address);
    assert_eq!(sign_in.begun(), 2);
    visitor.leave().await;
}

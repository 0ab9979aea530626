//! A sign-in in front of the relay that has run out: the sixth state, with the whole address.

use shared::module::Module;
use tests::Porch;
use tests::house::last_days;
use tests::porch::{ALWAYS, Act};
use tests::visitor::{chart, launch};

use super::Guest;

const PAGE: &str = "<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1>";

fn login() -> Act {
    Act::SignIn("http://127.0.0.1:1/login".to_owned())
}

#[tokio::test]
async fn every_way_to_ask_for_a_sign_in_is_understood() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    let ways = [
        login(),
        Act::Own(401, "text/plain", "Unauthorized"),
        Act::Own(401, "application/json", "{}"),
        Act::Own(200, "text/html; charset=utf-8", PAGE),
    ];
    for (way, metric) in ways
        .into_iter()
        .zip(["memory", "pageswitch", "memory", "pageswitch"])
    {
        guest.porch.script("/api/", ALWAYS, way);
        let module = Module::ALL
            .into_iter()
            .find(|one| one.slug().replace('-', "") == metric);
        guest.choose("metric", module.unwrap().slug()).await;
        let said = guest.state("signed-out").await;
        assert!(
            said.contains("登录已过期") && said.contains("重新登录"),
            "{said}"
        );
        guest.porch.clear();
        guest.choose("metric", "launch").await;
        guest
            .browser
            .until("no state", "!document.querySelector('.state')")
            .await;
        guest.settle().await;
    }
    guest.leave().await;
}

#[tokio::test]
async fn signing_in_again_leads_back_to_the_whole_address() {
    let guest = Guest::new().await;
    let gate = Porch::before("http://127.0.0.1:1").await;
    gate.script("/login", ALWAYS, Act::Own(200, "text/html", PAGE));
    guest.open(&format!("{}&colour=red", launch(28))).await;
    let sign_in = format!("{}/login", gate.url());
    guest
        .porch
        .script("/", ALWAYS, Act::SignIn(sign_in.clone()));
    guest.choose("metric", "memory").await;
    guest.state("signed-out").await;
    let address = guest.browser.address().await;
    assert!(
        address.contains("module=memory") && address.contains("colour=red"),
        "{address}"
    );
    guest.browser.press(".state .next").await;
    guest
        .browser
        .until("the sign-in", "document.title == 'Sign in'")
        .await;
    let (_, back) = guest
        .browser
        .address()
        .await
        .split_once("?rd=")
        .map(|(at, back)| (at.to_owned(), back.to_owned()))
        .unwrap();
    assert_eq!(format!("{}{back}", guest.porch.url()), address);
    guest.porch.clear();
    guest.open(back.trim_start_matches('/')).await;
    assert_eq!(guest.browser.address().await, address);
    guest.leave().await;
}

#[tokio::test]
async fn a_sign_in_that_runs_out_in_the_middle_of_an_answer_is_no_broken_line() {
    let guest = Guest::new().await;
    guest
        .porch
        .script("/api/v1/performance", ALWAYS, Act::Cut(900));
    guest.porch.script("/api/v1/apps", |n| n > 0, login());
    guest.go(&launch(28)).await;
    let said = guest.state("signed-out").await;
    assert!(said.contains("登录已过期"), "{said}");
    // Alone, a broken line is what it is.
    guest.porch.clear();
    guest
        .porch
        .script("/api/v1/performance", ALWAYS, Act::Cut(900));
    guest.go(&launch(30)).await;
    guest.state("failed").await;
    guest.leave().await;
}

#[tokio::test]
async fn what_is_shown_stays_while_the_reader_is_signed_out() {
    let guest = Guest::new().await;
    // One window of two failed: asked for again, it finds the sign-in.
    let days = last_days(60);
    let gone = simulator::Fault::new(simulator::Effect::Http(503)).path(simulator::BOOT);
    let window = shared::day::DayRange::new(days.start(), days.start().plus(29)).unwrap();
    guest.house.simulator().script(gone.window(window));
    guest.open(&chart("shop", Module::Launch, days)).await;
    guest.state("partial").await;
    guest.porch.script("/api/", ALWAYS, login());
    guest.browser.press(".state .next").await;
    guest.state("signed-out").await;
    assert!(guest.is_there("canvas.chart").await);
    // Signed in by another tab, the reader comes back to this one.
    guest.house.simulator().clear_faults();
    guest.porch.clear();
    let back = "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))";
    guest.browser.run::<Option<()>>(back, &[]).await;
    guest
        .browser
        .until("no state", "!document.querySelector('.state')")
        .await;
    guest.settle().await;
    guest.leave().await;
}

#[tokio::test]
async fn an_account_that_the_sign_in_refuses_is_told_so() {
    let guest = Guest::new().await;
    guest.porch.script(
        "/api/",
        ALWAYS,
        Act::Own(403, "text/html", "<h1>Forbidden</h1>"),
    );
    guest.go(&launch(28)).await;
    let said = guest.state("signed-out").await;
    assert!(
        said.contains("没有权限") && said.contains("管理员"),
        "{said}"
    );
    guest.porch.clear();
    guest.browser.press(".state .next").await;
    guest.settle().await;
    // A proxy that finds no relay is no sign-in.
    guest.porch.script(
        "/api/",
        ALWAYS,
        Act::Own(502, "text/html", "<h1>Bad gateway</h1>"),
    );
    guest.choose("metric", "memory").await;
    let said = guest.state("failed").await;
    assert!(said.contains("连接不上"), "{said}");
    guest.leave().await;
}

#[tokio::test]
async fn an_overview_whose_reader_is_signed_out_says_it_once() {
    let guest = Guest::new().await;
    guest.porch.script("/api/v1/performance", ALWAYS, login());
    guest.go("?app=shop&last=28d").await;
    guest.state("signed-out").await;
    guest.porch.clear();
    guest.browser.press(".state .next").await;
    guest.settle().await;
    assert!(guest.is_there(".tile").await);
    guest.leave().await;
}

//! The way out of a company: a proxy that every call must take, and a certificate of the company's own.

mod way_out;

use relay::config::Config;
use shared::module::Module;
use simulator::{BOOT, STABLE_TOKEN};
use tests::House;
use tests::house::{last_days, view};

use way_out::{Ca, NAME, WayOut};

fn week() -> String {
    view("shop", Module::Memory, last_days(7))
}

/// A relay that calls WeChat by a name that only the proxy knows.
async fn house(change: impl FnOnce(&mut Config)) -> (House, WayOut) {
    let way_out = WayOut::open().await;
    let house = House::with(|config| {
        let wechat = config.upstream.hosts.remove(0);
        way_out.lead_to(&wechat);
        config.upstream.hosts = vec![format!("https://{NAME}")];
        config.upstream.proxy = Some(way_out.url("egress", "hush"));
        config.upstream.ca_file = Some(way_out.ca.file());
        change(config);
    })
    .await;
    (house, way_out)
}

#[tokio::test]
async fn every_call_leaves_by_the_proxy_and_trusts_the_companys_certificate() {
    let (house, way_out) = house(|_| ()).await;
    let reply = house.reply(&week()).await;
    assert!(!reply.series.is_empty() && reply.failures.is_empty());
    // The token was had by the same way as the data.
    for path in [STABLE_TOKEN, BOOT] {
        assert!(house.simulator().count(path) > 0, "{path}");
    }
    let asked = way_out.asked();
    assert!(!asked.is_empty());
    assert!(
        asked.iter().all(|one| *one == format!("{NAME}:443")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_told_with_the_remedy() {
    let other = Ca::new();
    for vouches in [None, Some(other.file())] {
        let (house, way_out) = house(|config| config.upstream.ca_file = vouches).await;
        let answer = house.performance(&week()).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (502, "upstream-unavailable")
        );
        let problem = answer.problem();
        for word in ["certificate", "upstream.ca_file"] {
            assert!(problem.detail.contains(word), "{}", problem.detail);
        }
        assert!(!way_out.asked().is_empty(), "it was tried");
        assert!(
            house.simulator().calls().is_empty(),
            "nothing was told to whoever answered"
        );
    }
}

#[tokio::test]
async fn a_proxy_that_lets_nobody_out_is_named_and_its_password_is_not() {
    let (house, way_out) = house(|_| ()).await;
    let wrong = way_out.url("egress", "not-the-word");
    let refused = House::with(|config| {
        config.upstream.hosts = vec![format!("https://{NAME}")];
        config.upstream.proxy = Some(wrong);
        config.upstream.ca_file = Some(way_out.ca.file());
    })
    .await;
    let answer = refused.performance(&week()).await;
    assert_eq!(answer.slug(), "upstream-unavailable");
    assert!(
        answer.problem().detail.contains("upstream.proxy"),
        "{}",
        answer.text()
    );
    assert!(!answer.text().contains("not-the-word"), "{}", answer.text());
    assert_eq!(house.reply(&week()).await.failures, []);
}

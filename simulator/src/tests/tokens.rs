//! Tokens live, are replaced and die as the two endpoints promise.

use super::{Bench, ask, errcode, text};
use crate::TOKEN;

async fn works(bench: &Bench, token: &str) -> i64 {
    let body = ask(10022, "2026-09-01", "2026-09-02");
    errcode(&bench.boot_with(token, &body).await)
}

#[tokio::test]
async fn a_stable_token_stays_until_five_minutes_before_its_end() {
    let bench = Bench::new().await;
    let first = bench.stable(false).await;
    assert_eq!(first["expires_in"], 7200);
    bench.wait(6899);
    let same = bench.stable(false).await;
    assert_eq!(same["access_token"], first["access_token"]);
    assert_eq!(same["expires_in"], 301);
    bench.wait(1);
    let next = bench.stable(false).await;
    assert_ne!(next["access_token"], first["access_token"]);
    assert_eq!(next["expires_in"], 7200);
    let (first, next) = (text(&first["access_token"]), text(&next["access_token"]));
    bench.wait(299);
    assert_eq!(works(&bench, &first).await, 0);
    bench.wait(1);
    assert_eq!(works(&bench, &first).await, 42001);
    assert_eq!(works(&bench, &next).await, 0);
}

#[tokio::test]
async fn a_forced_refresh_kills_the_token_before_and_rests_thirty_seconds() {
    let bench = Bench::new().await;
    let first = bench.token().await;
    let second = text(&bench.stable(true).await["access_token"]);
    assert_ne!(first, second);
    assert_eq!(works(&bench, &first).await, 40001);
    assert_eq!(works(&bench, &second).await, 0);
    bench.wait(29);
    assert_eq!(bench.stable(true).await["access_token"], second.as_str());
    bench.wait(1);
    assert_ne!(bench.stable(true).await["access_token"], second.as_str());
}

#[tokio::test]
async fn twenty_refreshes_can_be_forced_in_a_day() {
    let bench = Bench::new().await;
    for _ in 0..20 {
        assert!(bench.stable(true).await["access_token"].is_string());
        bench.wait(30);
    }
    assert_eq!(bench.stable(true).await["errcode"], 45009);
    assert!(bench.stable(false).await["access_token"].is_string());
    bench.wait(24 * 3600);
    assert!(bench.stable(true).await["access_token"].is_string());
}

#[tokio::test]
async fn the_plain_endpoint_makes_a_new_token_and_leaves_the_old_one_five_minutes() {
    let bench = Bench::new().await;
    let shop = bench.shop();
    let path = format!(
        "{TOKEN}?grant_type=client_credential&appid={}&secret={}",
        shop.appid, shop.secret
    );
    let stable = bench.token().await;
    let first = text(&bench.call("GET", &path, "").await.json()["access_token"]);
    let second = text(&bench.call("GET", &path, "").await.json()["access_token"]);
    assert_ne!(first, second);
    bench.wait(299);
    assert_eq!(works(&bench, &first).await, 0);
    bench.wait(1);
    assert_eq!(works(&bench, &first).await, 42001);
    assert_eq!(works(&bench, &second).await, 0);
    assert_eq!(works(&bench, &stable).await, 0);
}

#[tokio::test]
async fn tokens_end_when_told_and_after_their_lifetime() {
    let bench = Bench::new().await;
    let token = bench.token().await;
    assert_eq!(works(&bench, "").await, 41001);
    assert_eq!(works(&bench, "made-up").await, 40001);
    bench.simulator().expire_tokens();
    assert_eq!(works(&bench, &token).await, 42001);
    let token = bench.token().await;
    assert_eq!(works(&bench, &token).await, 0);
    bench.simulator().invalidate_tokens();
    assert_eq!(works(&bench, &token).await, 40001);
    bench.simulator().set_token_lifetime(600);
    let token = bench.token().await;
    bench.wait(600);
    assert_eq!(works(&bench, &token).await, 42001);
}

#[tokio::test]
async fn an_added_app_has_tokens_and_data_of_its_own() {
    let bench = Bench::new().await;
    let mut other = bench.shop();
    other.appid = "wx5109000000000009".to_owned();
    bench.simulator().add_app(other.clone());
    let path = format!(
        "{TOKEN}?grant_type=client_credential&appid={}&secret={}",
        other.appid, other.secret
    );
    let token = text(&bench.call("GET", &path, "").await.json()["access_token"]);
    let body = ask(10022, "2026-09-01", "2026-09-03");
    let theirs = bench.boot_with(&token, &body).await.json();
    assert_eq!(theirs["errcode"], 0);
    assert_ne!(theirs, bench.boot(&body).await.json());
}

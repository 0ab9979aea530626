//! A platform's tokens: the ticket, its own, those for apps, and the refresh tokens between.

use serde_json::{Value, json};

use super::{Bench, ask, errcode, text};
use crate::{AUTHORIZER_TOKEN, COMPONENT_TOKEN, Event, Platform, QUERY_AUTH, QUOTA};

const HALF_A_DAY: i64 = 12 * 3600;

/// A bench with the demo's platform.
pub(super) async fn bench() -> (Bench, Platform) {
    let bench = Bench::new().await;
    let platform = Platform::demo();
    bench.simulator().add_platform(platform.clone());
    (bench, platform)
}

impl Bench {
    pub(super) async fn component(&self, platform: &Platform) -> Value {
        let body = json!({
            "component_appid": platform.component_appid,
            "component_appsecret": platform.secret,
            "component_verify_ticket": platform.ticket,
        });
        let reply = self.call("POST", COMPONENT_TOKEN, &body.to_string()).await;
        reply.json()
    }

    /// An app's token by a name that the platform's may have in the query.
    async fn authorizer(&self, name: &str, token: &str, refresh_token: &str) -> Value {
        let body = json!({
            "component_appid": Platform::demo().component_appid,
            "authorizer_appid": self.shop().appid,
            "authorizer_refresh_token": refresh_token,
        });
        let path = format!("{AUTHORIZER_TOKEN}?{name}={token}");
        self.call("POST", &path, &body.to_string()).await.json()
    }

    async fn component_token(&self) -> String {
        text(&self.component(&Platform::demo()).await["component_access_token"])
    }

    /// The shop's token by way of the platform.
    pub(super) async fn acting(&self, refresh_token: &str) -> String {
        let token = self.component_token().await;
        let given = self.authorizer("access_token", &token, refresh_token).await;
        text(&given["authorizer_access_token"])
    }

    async fn code(&self, token: &str) -> i64 {
        let body = ask(10022, "2026-09-01", "2026-09-02");
        errcode(&self.boot_with(token, &body).await)
    }
}

#[tokio::test]
async fn a_component_token_is_given_for_appid_secret_and_a_fresh_ticket() {
    let (bench, platform) = bench().await;
    let given = bench.component(&platform).await;
    assert_eq!(given["expires_in"], 7200);
    assert!(text(&given["component_access_token"]).len() >= 512);
    let changed = |change: fn(&mut Platform)| {
        let mut changed = platform.clone();
        change(&mut changed);
        changed
    };
    let cases = [
        (
            changed(|it| it.component_appid = "wxnobody".to_owned()),
            40013,
        ),
        (changed(|it| it.secret = "wrong".to_owned()), 40125),
        (changed(|it| it.ticket = "wrong".to_owned()), 61006),
        (changed(|it| it.ticket = String::new()), 61006),
    ];
    for (wrong, code) in cases {
        assert_eq!(bench.component(&wrong).await["errcode"], code);
    }
    bench.wait(HALF_A_DAY);
    assert!(bench.component(&platform).await["expires_in"].is_number());
    bench.wait(1);
    assert_eq!(bench.component(&platform).await["errcode"], 61005);
}

#[tokio::test]
async fn a_ticket_that_is_set_replaces_all_and_one_that_is_pushed_none() {
    let (bench, mut platform) = bench().await;
    let old = platform.clone();
    let component = platform.component_appid.clone();
    platform.ticket = bench
        .simulator()
        .push(&component, Event::Ticket)
        .ticket
        .unwrap();
    for known in [&old, &platform] {
        assert!(bench.component(known).await["expires_in"].is_number());
    }
    bench.simulator().set_ticket(&component, "ticket@@@new");
    for known in [&old, &platform] {
        assert_eq!(bench.component(known).await["errcode"], 61006);
    }
    platform.ticket = "ticket@@@new".to_owned();
    assert!(bench.component(&platform).await["expires_in"].is_number());
}

#[tokio::test]
async fn an_authorised_platform_gets_an_apps_token_by_either_name_of_its_own() {
    let (bench, platform) = bench().await;
    let shop = bench.shop().appid;
    let component = platform.component_appid;
    let own = bench.component_token().await;
    let ask = async |refresh_token: &str| {
        bench.authorizer("access_token", &own, refresh_token).await["errcode"].clone()
    };
    assert_eq!(ask("any").await, 61003);
    let refresh_token = bench.simulator().authorize(&component, &shop);
    assert_eq!(ask("any").await, 61023);
    for name in ["access_token", "component_access_token"] {
        let given = bench.authorizer(name, &own, &refresh_token).await;
        assert_eq!(given["expires_in"], 7200);
        assert_eq!(given["authorizer_refresh_token"], refresh_token.as_str());
        let token = text(&given["authorizer_access_token"]);
        assert!(token.len() >= 512);
        assert_eq!(bench.code(&token).await, 0);
        let body = json!({ "cgi_path": QUOTA });
        assert_eq!(errcode(&bench.with(QUOTA, &token, &body).await), 0);
    }
    let last = bench.simulator().calls().pop().unwrap();
    assert_eq!(last.appid, Some(shop));
    assert_eq!(
        bench.code(&own).await,
        40001,
        "a platform's own token opens no data"
    );
    let again = bench.simulator().authorize(&component, &bench.shop().appid);
    assert_eq!(ask(&refresh_token).await, 61023);
    assert_eq!(ask(&again).await, Value::Null);
}

#[tokio::test]
async fn component_tokens_are_missing_bad_expired_or_anothers() {
    let (bench, platform) = bench().await;
    let refresh_token = bench
        .simulator()
        .authorize(&platform.component_appid, &bench.shop().appid);
    let code = async |token: &str| {
        bench
            .authorizer("access_token", token, &refresh_token)
            .await["errcode"]
            .clone()
    };
    assert_eq!(code("").await, 41001);
    assert_eq!(code("made-up").await, 40001);
    assert_eq!(code(&bench.token().await).await, 40001);
    let token = bench.component_token().await;
    bench.simulator().expire_tokens();
    bench.simulator().invalidate_tokens();
    assert_eq!(code(&token).await, Value::Null);
    bench.simulator().expire_component_tokens();
    assert_eq!(code(&token).await, 42001);
    assert_eq!(code(&bench.component_token().await).await, Value::Null);
    let mut other = platform.clone();
    other.component_appid = "wx5109000000000101".to_owned();
    bench.simulator().add_platform(other.clone());
    let theirs = text(&bench.component(&other).await["component_access_token"]);
    assert_eq!(code(&theirs).await, 61011);
}

#[tokio::test]
async fn a_new_authorizer_token_leaves_the_one_before_five_minutes() {
    let (bench, platform) = bench().await;
    let refresh_token = bench
        .simulator()
        .authorize(&platform.component_appid, &bench.shop().appid);
    let first = bench.acting(&refresh_token).await;
    let second = bench.acting(&refresh_token).await;
    assert_ne!(first, second);
    bench.wait(299);
    assert_eq!(bench.code(&first).await, 0);
    bench.wait(1);
    assert_eq!(bench.code(&first).await, 42001);
    assert_eq!(bench.code(&second).await, 0);
    bench.simulator().expire_tokens();
    assert_eq!(bench.code(&second).await, 42001);
    bench.simulator().invalidate_tokens();
    assert_eq!(bench.code(&second).await, 40001);
}

#[tokio::test]
async fn a_withdrawn_authorisation_kills_its_tokens_alone() {
    let (bench, platform) = bench().await;
    let component = platform.component_appid;
    let shop = bench.shop().appid;
    let refresh_token = bench.simulator().authorize(&component, &shop);
    let (acting, own) = (bench.acting(&refresh_token).await, bench.token().await);
    bench.simulator().withdraw(&component, &shop);
    assert_eq!(bench.code(&acting).await, 40001);
    assert_eq!(bench.code(&own).await, 0);
    let token = bench.component_token().await;
    let asked = bench
        .authorizer("access_token", &token, &refresh_token)
        .await;
    assert_eq!(asked["errcode"], 61003);
}

#[tokio::test]
async fn without_the_permission_set_the_data_are_refused() {
    let (bench, platform) = bench().await;
    let (component, shop) = (platform.component_appid, bench.shop().appid);
    let refresh_token = bench.simulator().authorize(&component, &shop);
    let token = bench.acting(&refresh_token).await;
    bench
        .simulator()
        .set_permissions(&component, &shop, &[17, 19]);
    assert_eq!(bench.code(&token).await, 61007);
    bench.simulator().set_permissions(&component, &shop, &[18]);
    assert_eq!(bench.code(&token).await, 0);
}

#[tokio::test]
async fn rotating_refresh_tokens_are_new_each_time_and_the_old_good_five_minutes() {
    let (bench, platform) = bench().await;
    let first = bench
        .simulator()
        .authorize(&platform.component_appid, &bench.shop().appid);
    bench.simulator().rotate_refresh_tokens(true);
    let token = bench.component_token().await;
    let renew = async |refresh_token: &str| {
        let given = bench
            .authorizer("access_token", &token, refresh_token)
            .await;
        given["authorizer_refresh_token"]
            .as_str()
            .map(str::to_owned)
    };
    let second = renew(&first).await.unwrap();
    assert_ne!(first, second);
    bench.wait(299);
    assert!(renew(&first).await.is_some());
    bench.wait(1);
    assert_eq!(renew(&first).await, None);
    assert!(renew(&second).await.is_some());
}

#[tokio::test]
async fn a_code_stands_for_an_authorisation_once() {
    let (bench, platform) = bench().await;
    let shop = bench.shop().appid;
    let component = platform.component_appid.clone();
    let redeem = async |code: &str| {
        let token = bench.component_token().await;
        let body = json!({ "component_appid": component, "authorization_code": code });
        let path = format!("{QUERY_AUTH}?component_access_token={token}");
        bench.call("POST", &path, &body.to_string()).await.json()
    };
    let event = || Event::Authorized {
        appid: shop.clone(),
    };
    let code = || {
        bench
            .simulator()
            .push(&component, event())
            .authorization_code
            .unwrap()
    };
    let first = code();
    let given = redeem(&first).await["authorization_info"].clone();
    assert_eq!(given["authorizer_appid"], shop.as_str());
    assert_eq!(given["expires_in"], 7200);
    let sets = given["func_info"].as_array().unwrap();
    assert!(sets.iter().any(|set| set["funcscope_category"]["id"] == 18));
    assert_eq!(
        bench.code(&text(&given["authorizer_access_token"])).await,
        0
    );
    let refresh_token = text(&given["authorizer_refresh_token"]);
    assert_eq!(bench.code(&bench.acting(&refresh_token).await).await, 0);
    assert_eq!(redeem(&first).await["errcode"], 61010);
    assert_eq!(redeem("made-up").await["errcode"], 61010);
    let late = code();
    bench.wait(600);
    assert_eq!(redeem(&late).await["errcode"], 61010);
}

#[tokio::test]
async fn calls_show_which_token_came_with_them_and_never_its_text() {
    let (bench, platform) = bench().await;
    let refresh_token = bench
        .simulator()
        .authorize(&platform.component_appid, &bench.shop().appid);
    bench.simulator().keep_bodies();
    let token = bench.acting(&refresh_token).await;
    bench.code(&token).await;
    bench.code(&token).await;
    bench.code(&bench.acting(&refresh_token).await).await;
    bench.code("made-up").await;
    let calls = bench.simulator().calls();
    let of_data = calls.iter().filter(|call| call.path == crate::BOOT);
    let numbers: Vec<_> = of_data.map(|call| call.token).collect();
    assert_eq!(numbers, [Some(2), Some(2), Some(4), None]);
    assert!(!format!("{calls:?}").contains(&token[..64]));
    assert!(!format!("{platform:?}").contains(&platform.secret));
}

#[tokio::test]
async fn a_barred_platform_is_told_its_address() {
    let (bench, platform) = bench().await;
    bench.simulator().bar_ip(true);
    let refused = bench.component(&platform).await;
    assert_eq!(refused["errcode"], 61004);
    assert!(text(&refused["errmsg"]).contains("requestIP: 203.0.113.7"));
}

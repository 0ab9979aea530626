//! What a page sees: neither token nor secret, nor the AppID, which helps nobody either.

use serde_json::Value;
use shared::module::Module;
use simulator::{BOOT, Effect, Fault, STABLE_TOKEN};
use tests::House;
use tests::house::{last_days, view};

/// The token that the relay holds: `stable_token` gives everyone the same.
async fn token(house: &House) -> String {
    let app = house.simulator().apps().remove(0);
    let body = serde_json::json!({
        "grant_type": "client_credential", "appid": app.appid, "secret": app.secret,
    });
    let url = format!("{}{STABLE_TOKEN}", house.upstream.url());
    let asked = reqwest::Client::new()
        .post(url)
        .body(body.to_string())
        .send()
        .await;
    let text = asked.unwrap().text().await.unwrap();
    let reply: Value = serde_json::from_str(&text).unwrap();
    reply["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_answer_holds_token_secret_or_appid() {
    let query = view("shop", Module::Launch, last_days(40));
    for effect in [
        None,
        Some(Effect::Errcode(40001)),
        Some(Effect::Errcode(40164)),
        Some(Effect::Cut),
        Some(Effect::HalfBody),
        Some(Effect::Html),
    ] {
        let house = House::start().await;
        let token = token(&house).await;
        if let Some(effect) = effect {
            house.simulator().script(Fault::new(effect).path(BOOT));
        }
        let app = house.simulator().apps().remove(0);
        let mut answers = vec![house.stream(&query).await];
        for path in [
            format!("api/v1/performance?{query}"),
            format!("api/v1/performance.csv?{query}"),
            format!("api/v1/plan?{query}"),
            "api/v1/apps".to_owned(),
            format!("api/v1/calendar?{query}"),
            "api/v1/openapi.json".to_owned(),
            "readyz".to_owned(),
            format!("chart?{query}"),
            "nowhere".to_owned(),
        ] {
            answers.push(house.get(&path).await);
        }
        assert_eq!(answers.len(), 10);
        for answer in answers {
            let mut whole = answer.text().to_owned();
            whole.push_str(&format!("{:?}", answer.headers));
            for secret in [token.as_str(), &app.secret, &app.appid, "access_token="] {
                assert!(!whole.contains(secret), "{}", answer.asked);
            }
        }
        let used = house
            .data_calls()
            .iter()
            .any(|call| call.appid.as_ref() == Some(&app.appid));
        assert!(used, "it was the token that the relay used");
    }
}

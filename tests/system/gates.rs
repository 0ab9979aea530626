//! What holds back an app's calls after a failure, and what each code lets a reader know.

use std::time::Duration;

use shared::apps::Apps;
use shared::module::Module;
use simulator::{BOOT, Effect, Fault, STABLE_TOKEN};
use tests::House;
use tests::house::{last_days, slice, view};

fn memory(app: &str) -> String {
    view(app, Module::Memory, last_days(5))
}

fn refusal(code: i64) -> Fault {
    Fault::new(Effect::Errcode(code)).path(BOOT)
}

#[tokio::test]
async fn a_minute_that_is_used_up_is_waited_for_and_then_asked_again() {
    let house = House::start().await;
    // Two seconds before the next minute.
    house.clock.set(house.clock.now() + 58);
    house.simulator().script(refusal(45011).first(1));
    for _ in 0..3 {
        let told = house.performance(&memory("shop")).await;
        assert_eq!(told.slug(), "upstream-quota-minute");
        assert_eq!(told.header("retry-after"), "2");
    }
    assert_eq!(house.data_calls().len(), 1);
    assert_eq!(house.reply(&memory("news")).await.failures, []);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(house.reply(&memory("shop")).await.failures, []);
}

#[tokio::test]
async fn a_busy_system_is_asked_twice_more() {
    let house = House::start().await;
    house.simulator().script(refusal(-1).first(2));
    let reply = house.reply(&memory("shop")).await;
    assert_eq!((reply.failures.len(), reply.calls.upstream), (0, 1));
    assert_eq!(house.data_calls().len(), 3);
    for series in &reply.series {
        let truth = house.truth(Module::Memory, series, last_days(5));
        assert_eq!(series.values, truth);
    }
}

#[tokio::test]
async fn what_holds_for_the_account_is_not_asked_for_every_window() {
    let house = House::with(|config| config.upstream.concurrency = 2).await;
    let appid = house.appid("shop");
    house.simulator().script(refusal(48001).appid(&appid));
    let year = view("shop", Module::Launch, last_days(390));
    for _ in 0..3 {
        let told = house.performance(&year).await;
        assert_eq!(told.slug(), "upstream-not-authorised");
        assert_eq!(told.problem().errcode, Some(48001));
        assert!(told.problem().rid.is_some());
    }
    let calls = house.data_calls().len();
    assert!((1..=2).contains(&calls), "{calls} calls for 13 windows");
    let apps: Apps = house.get(shared::paths::APPS).await.json();
    let used = apps.apps[0].quota.unwrap().used;
    assert_eq!(
        used,
        u64::try_from(calls).unwrap(),
        "what was not made is not counted"
    );
    assert_eq!(house.reply(&memory("news")).await.failures, []);
}

#[tokio::test]
async fn a_token_that_is_refused_as_a_wrong_secret_stops_the_app() {
    let house = House::start().await;
    let fault = Fault::new(Effect::Errcode(40001)).path(STABLE_TOKEN);
    house.simulator().script(fault);
    for days in [5, 390] {
        let told = house
            .performance(&view("shop", Module::Launch, last_days(days)))
            .await;
        let problem = told.problem();
        assert_eq!(told.slug(), "upstream-credential");
        assert!(problem.detail.contains("AppSecret"), "{}", problem.detail);
    }
    assert_eq!(house.simulator().count(STABLE_TOKEN), 1);
    assert_eq!(house.data_calls().len(), 0);
}

#[tokio::test]
async fn a_code_that_nobody_knows_keeps_code_words_and_rid_and_stops_nothing() {
    let house = House::start().await;
    house.simulator().script(refusal(77777).first(1));
    let told = house.performance(&memory("shop")).await;
    let problem = told.problem();
    assert_eq!(told.slug(), "upstream-reply");
    assert_eq!(problem.errcode, Some(77777));
    assert!(problem.rid.is_some());
    for words in ["77777", "It said: refused rid:"] {
        assert!(problem.detail.contains(words), "{}", problem.detail);
    }
    assert_eq!(house.reply(&memory("shop")).await.failures, []);
}

#[tokio::test]
async fn a_reader_is_told_the_sentence_of_the_code_in_their_language_and_whom_to_ask() {
    let house = House::with(|config| config.contact = Some("性能组".to_owned())).await;
    house.simulator().script(refusal(40243));
    let advice = async |lang: &str| {
        let view = format!("{}&lang={lang}", memory("shop"));
        house.performance(&view).await.problem().advice
    };
    let english = advice("en").await;
    assert!(
        english.contains("frozen") && english.contains("性能组"),
        "{english}"
    );
    let chinese = advice("zh").await;
    assert!(
        chinese.contains("冻结") && chinese.contains("性能组"),
        "{chinese}"
    );
}

#[tokio::test]
async fn a_failure_inside_a_reply_tells_the_sentence_of_its_code_in_chinese() {
    let house = House::start().await;
    house
        .simulator()
        .script(refusal(47001).slice(slice("android")));
    let view = format!("{}&platform=ios,android&lang=en", memory("shop"));
    let reply = house.reply(&view).await;
    let advice = &reply.failures[0].problem.advice;
    assert!(advice.contains("微信没有看懂这次请求"), "{advice}");
}

//! A handler that panics.

use axum::routing::get;

use super::*;
use crate::logged::Logged;

const SECRET: &str = "marked-secret-0123456789";

async fn fails() -> &'static str {
    panic!("no token but {SECRET}")
}

#[tokio::test]
async fn a_panic_is_a_problem_that_holds_nothing_of_its_words() {
    let logged = Logged::here();
    let relay = Relay::start().await;
    let routes = axum::Router::new().route("/fails", get(fails));
    let routes = super::super::layers(routes, &relay.state).with_state(relay.state.clone());

    let answer = ask(routes, Method::GET, "/fails", &[]).await;

    assert_eq!((answer.status, answer.slug().as_str()), (500, "internal"));
    let told = format!("{}{:?}", answer.text(), answer.headers);
    let logged = logged.text();
    assert!(logged.contains("a request panicked"), "{logged}");
    assert!(logged.contains("status=500"), "{logged}");
    for text in [&told, &logged] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

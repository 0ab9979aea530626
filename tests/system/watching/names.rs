//! What a request is called, and who may call it so.

use tests::House;

use super::{Caller, PROXY, STRANGER, rights};

const GIVEN: &str = "proxy-0123.abc_XYZ";
const APPS: &str = "api/v1/apps";

async fn named(caller: &Caller, id: &str) -> (String, Option<String>) {
    let answer = caller.get(APPS, &[("x-request-id", id)]).await;
    let told = answer.header("x-request-id").to_owned();
    // Nobody is signed in: the problem says its name too.
    (told, answer.problem().request_id)
}

#[tokio::test]
async fn a_proxy_that_is_believed_names_requests_and_nobody_else_does() {
    let house = House::with(rights).await;
    let proxy = Caller::at(PROXY, house.url());
    let told = named(&proxy, GIVEN).await;
    assert_eq!(told, (GIVEN.to_owned(), Some(GIVEN.to_owned())));
    let stranger = Caller::at(STRANGER, house.url());
    let (told, problem) = named(&stranger, GIVEN).await;
    assert_ne!(told, GIVEN);
    assert_eq!(Some(told), problem);
    for odd in ["short", "a blank in it", "quote\"quote", &"x".repeat(65)] {
        let (told, _) = named(&proxy, odd).await;
        assert!(told.len() == 32 && told != odd, "{odd}: {told}");
    }
}

#[tokio::test]
async fn a_proxy_without_its_secret_names_nothing() {
    let house = House::with(|config| {
        rights(config);
        let secret = "the-proxys-own-secret".to_owned();
        config.access.proxy_secret = Some(relay::config::SecretSource::inline(secret));
    })
    .await;
    let proxy = Caller::at(PROXY, house.url());
    assert_ne!(named(&proxy, GIVEN).await.0, GIVEN);
    let secret = ("x-bootlens-proxy", "the-proxys-own-secret");
    let headers = [secret, ("x-request-id", GIVEN)];
    let answer = proxy.get(APPS, &headers).await;
    assert_eq!(answer.header("x-request-id"), GIVEN);
}

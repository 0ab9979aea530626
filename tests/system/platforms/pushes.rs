//! The address that WeChat pushes to: what WeChat signed is taken, and everybody else learns
//! nothing.

use std::time::{Duration, Instant};

use reqwest::Method;
use simulator::{COMPONENT_TOKEN, Event, Platform, Push};
use tests::{Answer, Behind, House, Store};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{no_ticket_file, platform, right, soon};
use crate::ways::one_day;

const PATH: &str = "/wechat/agency/events";

/// The largest message that is read.
const LARGEST: usize = 64 * 1024;

async fn send(
    behind: &Behind,
    method: Method,
    path: &str,
    body: impl Into<reqwest::Body>,
) -> Answer {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}{path}", behind.events);
    let asked = client.request(method, url).body(body).send().await;
    Answer::read(asked.unwrap()).await
}

async fn post(behind: &Behind, push: &Push) -> Answer {
    let path = format!("{PATH}?{}", push.query);
    send(behind, Method::POST, &path, push.body.clone()).await
}

/// 403, nothing said, and no header that tells anything.
fn learns_nothing(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 403, "{what}");
    assert_eq!(answer.text(), "", "{what}");
    for name in answer.headers.keys() {
        let needed = ["content-length", "date", "connection"];
        assert!(needed.contains(&name.as_str()), "{what}: {name}");
    }
}

fn compose(house: &House, behind: &Behind, event: Event) -> Push {
    house
        .simulator()
        .push(&behind.platform.component_appid, event)
}

/// Nothing of what was sent so far has brought a ticket.
async fn still_without(house: &House) {
    let told = house.performance(&one_day(0)).await;
    assert_eq!(told.slug(), "upstream-credential");
    assert_eq!(house.simulator().count(COMPONENT_TOKEN), 0);
}

#[tokio::test]
async fn whatever_wechat_has_signed_is_answered_success() {
    let (house, behind) = platform(&Store::memory(), |_| {}).await;
    let appid = house.appid("shop");
    let events = [
        Event::Ticket,
        Event::Authorized {
            appid: appid.clone(),
        },
        Event::UpdateAuthorized {
            appid: appid.clone(),
        },
        Event::Unauthorized {
            appid: appid.clone(),
        },
        Event::Authorized { appid },
        Event::Other {
            kind: "notify_third_fasteregister",
        },
        Event::Other {
            kind: "nothing_that_is_documented",
        },
        Event::Other { kind: "" },
    ];
    for event in events {
        let answer = post(&behind, &compose(&house, &behind, event.clone())).await;
        assert_eq!(
            (answer.status, answer.text()),
            (200, "success"),
            "{event:?}"
        );
    }
    soon(&house, 0).await;
}

#[tokio::test]
async fn what_is_not_wechats_learns_nothing_and_changes_nothing() {
    let (house, behind) = platform(&Store::memory(), no_ticket_file).await;
    let push = compose(&house, &behind, Event::Ticket);
    let path = format!("{PATH}?{}", push.query);
    let body = push.body.as_str();

    for method in [
        Method::GET,
        Method::HEAD,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
    ] {
        let answer = send(&behind, method.clone(), &path, body.to_owned()).await;
        learns_nothing(&answer, method.as_str());
    }
    for other in [
        "/",
        "/wechat",
        "/wechat/agency",
        "/wechat/agency/events/",
        "/wechat//events",
        "/wechat/another/events",
        "/WECHAT/agency/events",
        "/wechat/agency/events/more",
        "/x/wechat/agency/events",
        "/livez",
        "/readyz",
        "/metrics",
        "/api/v1/apps",
        "/wechat/agency%2Fevents",
        "/wechat/agency%00/events",
    ] {
        let path = format!("{other}?{}", push.query);
        let answer = send(&behind, Method::POST, &path, body.to_owned()).await;
        learns_nothing(&answer, other);
        learns_nothing(&send(&behind, Method::GET, other, "").await, other);
    }
    // Without each part of the query, and with each part changed.
    learns_nothing(
        &send(&behind, Method::POST, PATH, body.to_owned()).await,
        "no query",
    );
    for name in ["msg_signature", "timestamp", "nonce"] {
        let mut parts: Vec<&str> = push.query.split('&').collect();
        let place = parts
            .iter()
            .position(|part| part.starts_with(&format!("{name}=")));
        let place = place.unwrap();
        let changed = format!("{}0", parts[place]);
        let mut other = parts.clone();
        other[place] = &changed;
        parts.remove(place);
        for query in [parts.join("&"), other.join("&")] {
            let path = format!("{PATH}?{query}");
            learns_nothing(
                &send(&behind, Method::POST, &path, body.to_owned()).await,
                &query,
            );
        }
    }
    // The signature of a plain push is no signature of the message.
    let plain = push
        .query
        .split('&')
        .find_map(|part| part.strip_prefix("signature="));
    let msg = push.query.rsplit_once("msg_signature=").unwrap().0;
    let path = format!("{PATH}?{msg}msg_signature={}", plain.unwrap());
    learns_nothing(
        &send(&behind, Method::POST, &path, body.to_owned()).await,
        "plain signature",
    );
    for body in [
        "",
        "<xml></xml>",
        "{}",
        "<xml><Encrypt></Encrypt></xml>",
        "<xml",
        "\u{0}",
    ] {
        let path = format!("{PATH}?{}", push.query);
        learns_nothing(&send(&behind, Method::POST, &path, body).await, body);
    }
    still_without(&house).await;
    // The very message, untouched, is taken.
    assert_eq!(post(&behind, &push).await.status, 200);
    soon(&house, 0).await;
}

#[tokio::test]
async fn every_changed_byte_of_a_message_is_refused() {
    let (house, behind) = platform(&Store::memory(), no_ticket_file).await;
    let push = compose(&house, &behind, Event::Ticket);
    let path = format!("{PATH}?{}", push.query);
    let start = push.body.find("<Encrypt>").unwrap();
    let end = push.body.find("</Encrypt>").unwrap();
    let inside = start + "<Encrypt><![CDATA[".len()..end - "]]>".len();
    let mut tried = 0;
    for place in (start..end).filter(|place| !inside.contains(place) || place % 5 == 0) {
        for other in [b'A', b'b', b'=', b' ', 0xff] {
            let mut body = push.body.clone().into_bytes();
            if body[place] == other {
                continue;
            }
            body[place] = other;
            let answer = send(&behind, Method::POST, &path, body).await;
            learns_nothing(&answer, &format!("byte {place}"));
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
    still_without(&house).await;
    assert_eq!(post(&behind, &push).await.status, 200);
    soon(&house, 0).await;
}

#[tokio::test]
async fn a_message_for_another_platform_or_by_other_keys_is_refused() {
    let (house, behind) = platform(&Store::memory(), no_ticket_file).await;
    let ours = &behind.platform;
    let others = [
        Platform {
            component_appid: "wx51090000000000ff".to_owned(),
            ..ours.clone()
        },
        Platform {
            component_appid: "wx51090000000000fe".to_owned(),
            message_token: "anotherMessageToken".to_owned(),
            ..ours.clone()
        },
        Platform {
            component_appid: "wx51090000000000fd".to_owned(),
            message_aes_key: "anotherMessageAesKeyOfTheDemoPlatform123456".to_owned(),
            ..ours.clone()
        },
    ];
    for other in others {
        let appid = other.component_appid.clone();
        house.simulator().add_platform(other);
        let push = house.simulator().push(&appid, Event::Ticket);
        // Our own AppID outside does not help: what counts stands inside.
        for body in [
            push.body.clone(),
            push.body.replace(&appid, &ours.component_appid),
        ] {
            let path = format!("{PATH}?{}", push.query);
            learns_nothing(&send(&behind, Method::POST, &path, body).await, &appid);
        }
    }
    still_without(&house).await;
}

#[tokio::test]
async fn a_message_may_have_64_kib_and_not_a_byte_more() {
    let (house, behind) = platform(&Store::memory(), no_ticket_file).await;
    let push = compose(&house, &behind, Event::Ticket);
    let path = format!("{PATH}?{}", push.query);
    // Blanks after the XML belong to no element.
    let of_length = |length: usize| {
        let blanks = " ".repeat(length - push.body.len());
        format!("{}{blanks}", push.body)
    };
    for length in [LARGEST + 1, LARGEST * 4] {
        let answer = send(&behind, Method::POST, &path, of_length(length)).await;
        learns_nothing(&answer, &length.to_string());
    }
    // A length that is announced is refused before anything of it comes.
    let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n");
    let (text, took) = raw(&behind, &head).await;
    assert!(text.starts_with("HTTP/1.1 403 "), "{text}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    still_without(&house).await;
    let answer = send(&behind, Method::POST, &path, of_length(LARGEST)).await;
    assert_eq!((answer.status, answer.text()), (200, "success"));
    soon(&house, 0).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for_beyond_ten_seconds() {
    let (house, behind) = platform(&Store::memory(), no_ticket_file).await;
    let push = compose(&house, &behind, Event::Ticket);
    let (length, half) = (push.body.len(), &push.body[..push.body.len() / 2]);
    let head = format!(
        "POST {PATH}?{} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{half}",
        push.query
    );
    let (text, took) = raw(&behind, &head).await;
    assert!(text.starts_with("HTTP/1.1 403 "), "{text}");
    assert!(text.ends_with("\r\n\r\n"), "{text}");
    let seconds = took.as_secs_f64();
    assert!((9.5..14.0).contains(&seconds), "{seconds} s");
    still_without(&house).await;
}

/// What is answered to these bytes, up to the end of its head, and how long that took.
async fn raw(behind: &Behind, bytes: &str) -> (String, Duration) {
    let since = Instant::now();
    let mut stream = TcpStream::connect(behind.events).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        let mut piece = [0; 1024];
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut piece)).await;
        let count = read.unwrap().unwrap();
        if count == 0 {
            break;
        }
        text.extend_from_slice(&piece[..count]);
    }
    (String::from_utf8(text).unwrap(), since.elapsed())
}

#[tokio::test]
async fn a_ticket_that_arrives_after_a_newer_one_is_left_aside() {
    for store in Store::lasting().await {
        let (house, behind) = platform(&store, no_ticket_file).await;
        let component = &behind.platform.component_appid;
        let simulator = house.simulator();
        let now = house.clock.now();
        let old = simulator.push_at(component, Event::Ticket, now - 600);
        let new = simulator.push_at(component, Event::Ticket, now);
        let newest = new.ticket.clone().unwrap();
        // Only the newest is good at all, so that a swap would show.
        simulator.set_ticket(component, &newest);
        for push in [&new, &old, &old] {
            assert_eq!(post(&behind, push).await.text(), "success");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        right(&house, 0).await;
        // The next one counts.
        let next = simulator.push_at(component, Event::Ticket, now + 600);
        simulator.set_ticket(component, next.ticket.as_deref().unwrap());
        post(&behind, &next).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        simulator.expire_component_tokens();
        simulator.expire_tokens();
        right(&house, 1).await;
        let refused = |call: &simulator::Call| {
            call.path == COMPONENT_TOKEN && call.answered != simulator::Answered::Ok
        };
        assert!(!simulator.calls().iter().any(refused), "on {}", store.name);
    }
}

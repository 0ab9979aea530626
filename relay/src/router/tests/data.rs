//! What data addresses answer when all is well.

use http::Method;
use shared::apps::Apps;
use shared::day::Utc;
use shared::reply::{Calls, NoticeCode, Plan, Reply};
use shared::stream::{Joiner, Line};
use shared::view::{Days, parse};

use super::Relay;

const VIEW: &str =
    "app=shop&module=memory&start=2026-10-01&end=2026-10-05&platform=ios,android&compare=previous";

fn data() -> String {
    format!("/api/v1/performance?{VIEW}")
}

#[tokio::test]
async fn a_reply_is_json_with_the_headers_of_data() {
    let relay = Relay::start().await;
    let answer = relay.get(&data()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let reply: Reply = answer.json();
    assert_eq!(reply.view, VIEW);
    assert!(reply.series.len() >= 4);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert_eq!(answer.header("vary"), "Accept, Accept-Encoding");
    assert_eq!(answer.header("cache-status"), "Bootlens; fwd=miss");
    assert!(answer.header("etag").starts_with("W/\""));
    assert!(answer.header("server-timing").starts_with("reply;dur="));
    assert_eq!(answer.header("x-request-id").len(), 32);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(
        answer
            .header("content-security-policy")
            .contains("default-src 'none'")
    );
}

#[tokio::test]
async fn a_reader_who_holds_the_same_is_told_so_whatever_the_picture_and_unknown_parameters() {
    let relay = Relay::start().await;
    let first = relay.get(&data()).await;
    let etag = first.header("etag").to_owned();
    for address in [
        data(),
        format!("{}&smooth=7&theme=dark&hide=ios", data()),
        format!("{}&nobody-knows=1", data()),
    ] {
        let again = relay
            .ask(Method::GET, &address, &[("if-none-match", &etag)])
            .await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{address}");
        assert_eq!(again.header("etag"), etag);
        assert_eq!(again.header("cache-status"), "Bootlens; hit");
    }
    let other = format!("/api/v1/performance?{}", VIEW.replace("10-05", "10-06"));
    let other = relay
        .ask(Method::GET, &other, &[("if-none-match", &etag)])
        .await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn unknown_parameters_are_told_and_trackers_are_not() {
    let relay = Relay::start().await;
    let address = format!("{}&nobody-knows=1&utm_source=chat", data());
    let reply: Reply = relay.get(&address).await.json();
    let told: Vec<_> = reply
        .notices
        .iter()
        .filter(|notice| notice.code == NoticeCode::UnknownParameter)
        .map(|notice| notice.parameter.as_deref())
        .collect();
    assert_eq!(told, [Some("nobody-knows")]);
}

#[tokio::test]
async fn the_pieces_of_the_stream_joined_equal_the_json() {
    let relay = Relay::start().await;
    let answer = relay
        .ask(
            Method::GET,
            &data(),
            &[
                ("accept", "application/x-ndjson"),
                ("accept-encoding", "br"),
            ],
        )
        .await;
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("x-accel-buffering"), "no");
    assert_eq!(answer.header("vary"), "Accept, Accept-Encoding");
    assert_eq!(answer.header("cache-status"), "Bootlens; fwd=miss");
    assert!(answer.header("server-timing").starts_with("plan;dur="));
    assert_eq!(answer.header("etag"), "");
    let view = parse(VIEW, &[]).unwrap().view;
    let Days::Range(range) = view.days else {
        panic!("a view with dates");
    };
    assert_eq!(answer.header("content-encoding"), "br");
    let mut text = String::new();
    std::io::Read::read_to_string(
        &mut brotli::Decompressor::new(answer.body.as_slice(), 4096),
        &mut text,
    )
    .unwrap();
    let lines: Vec<Line> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(matches!(lines.first(), Some(Line::Plan { .. })));
    let mut joiner = Joiner::new(view.clone(), view.module.unwrap(), range);
    let mut done = None;
    for line in lines {
        assert!(done.is_none(), "a line after done");
        match line {
            Line::Series { series } => joiner.add(series),
            Line::Done(last) => done = Some(last),
            _ => {}
        }
    }
    let mut joined = joiner.finish(done.unwrap());
    let mut whole: Reply = relay.get(&data()).await.json();
    for reply in [&mut joined, &mut whole] {
        reply.calls = Calls::default();
        reply.fetched_at = Utc(0);
    }
    assert_eq!(joined, whole);
}

#[tokio::test]
async fn csv_has_a_row_for_each_day_of_each_series() {
    let relay = Relay::start().await;
    let reply: Reply = relay.get(&data()).await.json();
    let answer = relay.get(&format!("/api/v1/performance.csv?{VIEW}")).await;
    assert_eq!(
        answer.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"bootlens-memory-2026-10-01-2026-10-05.csv\""
    );
    let text = answer.text();
    assert!(text.starts_with("\u{feff}day,app,module,period,"));
    assert_eq!(text.matches("\r\n").count(), 1 + reply.series.len() * 5);
    assert!(text.contains("\r\n2026-10-01,shop,memory,current,ios,all,all,"));
    assert!(text.contains("\r\n2026-09-26,shop,memory,compared,ios,all,all,"));
    let wide = relay
        .get(&format!("/api/v1/performance.csv?{VIEW}&layout=wide"))
        .await;
    assert_eq!(wide.text().lines().count(), 6);
}

#[tokio::test]
async fn whole_replies_are_compressed_for_those_who_take_it() {
    let relay = Relay::start().await;
    for coding in ["br", "gzip"] {
        let answer = relay
            .ask(Method::GET, &data(), &[("accept-encoding", coding)])
            .await;
        assert_eq!(answer.header("content-encoding"), coding);
        assert_eq!(answer.header("vary"), "Accept, Accept-Encoding");
    }
}

#[tokio::test]
async fn a_plan_tells_the_calls_and_asks_nobody() {
    let relay = Relay::start().await;
    let plan: Plan = relay.get(&format!("/api/v1/plan?{VIEW}")).await.json();
    assert_eq!(plan.view, VIEW);
    // The days of both periods touch, so that one window holds them.
    assert_eq!(plan.calls.planned, 2);
    assert_eq!(plan.quota.len(), 1);
    assert!(relay.wechat.simulator().calls().is_empty());
}

#[tokio::test]
async fn the_apps_are_listed_without_what_is_secret() {
    let relay = Relay::start().await;
    let answer = relay.get("/api/v1/apps").await;
    let apps: Apps = answer.json();
    assert!(apps.demo);
    assert_eq!(apps.today.to_string(), "2026-10-20");
    let aliases: Vec<&str> = apps.apps.iter().map(|app| app.alias.as_str()).collect();
    assert_eq!(aliases, ["shop", "news", "game"]);
    for app in relay.wechat.simulator().apps() {
        assert!(!answer.text().contains(&app.appid) && !answer.text().contains(&app.secret));
    }
}

//! What WeChat hands out is sealed at rest: the database alone opens nothing, and a state key that
//! is lost is no dead end.

use std::path::Path;

use relay::config::SecretSource;
use simulator::{Event, QUERY_AUTH};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tests::way::STATE_KEY;
use tests::{Behind, House, Store};

use super::{asked, platform, restart, right, soon};
use crate::ways::one_day;

/// Another key that seals.
const OTHER_KEY: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

/// Letters that are looked for at a time: long texts are split over the pages of a file.
const PIECE: usize = 20;

/// Everything that a store holds: a file's bytes, or each row of each table of a server as text.
async fn contents(store: &Store) -> Vec<u8> {
    if let Some(file) = store.text().strip_prefix("sqlite://") {
        let files = tests::relay::bytes(Path::new(file));
        assert!(!files.is_empty(), "a store that is there");
        return files.into_iter().flat_map(|(_, bytes)| bytes).collect();
    }
    let mut connection = connect(store).await;
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert!(tables.iter().any(|table| table == "sealed"), "{tables:?}");
    let mut all = Vec::new();
    for table in tables {
        let rows = AssertSqlSafe(format!("SELECT each::text FROM {table} AS each"));
        let rows: Vec<String> = sqlx::query_scalar(rows)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        all.extend(rows.concat().into_bytes());
    }
    all
}

async fn connect(store: &Store) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(store.text()).await.unwrap()
}

/// Whether any piece of a text stands among bytes.
fn holds(bytes: &[u8], text: &str) -> bool {
    let letters = text.as_bytes();
    let pieces = letters.chunks(PIECE).filter(|piece| piece.len() >= 12);
    pieces.into_iter().any(|piece| {
        let mut windows = bytes.windows(piece.len());
        windows.any(|window| window == piece)
    })
}

/// Everything that opens something.
fn secrets(house: &House, behind: &Behind) -> Vec<String> {
    let platform = &behind.platform;
    let mut secrets = house.simulator().handed_out(&platform.component_appid);
    secrets.extend([
        platform.secret.clone(),
        platform.message_token.clone(),
        platform.message_aes_key.clone(),
        behind.app.secret.clone(),
        STATE_KEY.to_owned(),
    ]);
    secrets
}

#[tokio::test]
async fn the_database_alone_opens_nothing() {
    for store in Store::lasting().await {
        let (mut house, behind) = platform(&store, super::no_ticket_file).await;
        house.simulator().rotate_refresh_tokens(true);
        behind.push(&house.upstream, Event::Ticket).await;
        soon(&house, 0).await;
        let appid = house.appid("shop");
        behind
            .push(&house.upstream, Event::UpdateAuthorized { appid })
            .await;
        for _ in 0..400 {
            if house.simulator().count(QUERY_AUTH) == 1 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        house.simulator().expire_tokens();
        house.simulator().expire_component_tokens();
        right(&house, 1).await;
        let secrets = secrets(&house, &behind);
        // The app's token and the platform's, each replaced once; tickets, and what rotated.
        let of = |kind: &str| secrets.iter().filter(|one| one.starts_with(kind)).count();
        assert!(secrets.iter().filter(|one| one.len() == 512).count() >= 4);
        assert!(of("ticket@@@") >= 2 && of("refreshtoken@@@") >= 2);

        // While it runs, its log beside it, and after it has ended.
        for ended in [false, true] {
            if ended {
                house.stop().await;
            }
            let bytes = contents(&store).await;
            assert!(
                holds(&bytes, "third-party/wx5109000000000100"),
                "what is sealed is there"
            );
            for secret in &secrets {
                let found = holds(&bytes, secret);
                assert!(!found, "{} letters of {}", secret.len(), store.name);
            }
        }
        // The search finds each of them where it does stand.
        let mut connection = connect(&store).await;
        connection
            .execute("CREATE TABLE planted (said TEXT)")
            .await
            .unwrap();
        for secret in &secrets {
            let planting = sqlx::query("INSERT INTO planted (said) VALUES ($1)");
            planting
                .bind(secret.clone())
                .execute(&mut connection)
                .await
                .unwrap();
        }
        let bytes = contents(&store).await;
        for secret in &secrets {
            assert!(
                holds(&bytes, secret),
                "{} letters of {}",
                secret.len(),
                store.name
            );
        }
    }
}

#[tokio::test]
async fn nothing_that_a_platform_holds_is_told_to_readers_or_shown() {
    let (house, behind) = platform(&Store::memory(), |_| {}).await;
    right(&house, 0).await;
    behind.push(&house.upstream, Event::Ticket).await;
    let shown = format!("{behind:?} {:?} {:?}", house.simulator(), behind.platform());
    let mut told = vec![shown];
    let appid = house.appid("shop");
    behind
        .push(&house.upstream, Event::Unauthorized { appid })
        .await;
    for path in [
        format!("api/v1/performance?{}", one_day(1)),
        format!("api/v1/performance.csv?{}", one_day(1)),
        "api/v1/apps".to_owned(),
        "readyz".to_owned(),
        "wechat/agency/events".to_owned(),
    ] {
        let answer = house.get(&path).await;
        told.push(format!("{} {:?}", answer.text(), answer.headers));
    }
    let known = secrets(&house, &behind);
    assert!(
        holds(known.concat().as_bytes(), &known[0]),
        "the search finds"
    );
    for told in told {
        for secret in &known {
            assert!(!holds(told.as_bytes(), secret), "{told}");
        }
    }
}

#[tokio::test]
async fn under_another_state_key_the_files_are_used_and_data_come() {
    for store in Store::lasting().await {
        let (mut house, behind) = platform(&store, |_| {}).await;
        right(&house, 0).await;
        house.change(|config| {
            config.state_key = Some(SecretSource::inline(OTHER_KEY.to_owned()));
        });
        restart(&mut house).await;
        right(&house, 1).await;
        assert_eq!(asked(&house), (2, 2), "asked anew on {}", store.name);
        // From then on what is kept is sealed by that key.
        house.simulator().rotate_refresh_tokens(true);
        house.simulator().expire_tokens();
        right(&house, 2).await;
        house.clock.set(house.clock.now() + super::GRACE);
        restart(&mut house).await;
        house.simulator().expire_tokens();
        right(&house, 3).await;
        assert_eq!(asked(&house), (2, 4), "on {}", store.name);
        drop(behind);
    }
}

#[tokio::test]
async fn without_its_state_key_the_relay_asks_for_no_token_that_it_could_not_keep() {
    let store = Store::file();
    let (mut house, behind) = platform(&store, |_| {}).await;
    behind.write("state-key", STATE_KEY);
    let file = behind.file("state-key");
    house.change(|config| config.state_key = Some(SecretSource::file(file.clone())));
    restart(&mut house).await;
    right(&house, 0).await;
    std::fs::remove_file(&file).unwrap();
    right(&house, 1).await;
    house.simulator().expire_tokens();
    for number in 2..6 {
        let told = house.performance(&one_day(number)).await;
        assert_eq!(told.slug(), "upstream-credential");
        let detail = told.problem().detail;
        assert!(detail.contains("state_key_file"), "{detail}");
    }
    assert_eq!(asked(&house), (1, 1));
    // A new one opens nothing that was kept; the files stand in.
    behind.write("state-key", OTHER_KEY);
    right(&house, 2).await;
    assert_eq!(
        asked(&house),
        (1, 2),
        "the platform's own token is in memory"
    );
}

//! Files that vanish, or hold something else, while the relay runs.

use simulator::demonstration;

use super::*;
use estate::{ask_of, marked};

/// What becomes of a file.
enum Change {
    Gone,
    Folder,
    Holds(Vec<u8>),
}

/// Each kind of damage to a file that holds a secret; what it then holds is a secret as well.
fn changes(name: &str, planted: &str) -> Vec<Change> {
    let text = |text: String| Change::Holds(text.into_bytes());
    let mut changes = vec![
        Change::Gone,
        Change::Folder,
        text(String::new()),
        text(format!("{planted} {planted}")),
        text(planted.to_owned()),
        text(format!("Authorization {planted}")),
        text(format!("Authorization: {planted}\u{7}")),
        Change::Holds([planted.as_bytes(), &[0xff, 0xfe, 0x00]].concat()),
    ];
    if name == "private.pem" {
        let wrong = demonstration::wrong();
        for key in [&wrong.p256_private_key, &wrong.rsa_1024_private_key] {
            changes.push(text(demonstration::pem("PRIVATE KEY", key)));
        }
    }
    changes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_vanish_or_hold_garbage_are_told_without_what_they_held_or_hold() {
    let files = [
        ("own", "own"),
        ("token", "file"),
        ("header", "served"),
        ("agency", "third"),
        ("ticket", "third"),
        ("message-token", "third"),
        ("message-key", "third"),
        ("state-key", "third"),
        ("refresh", "third"),
        ("signed", "signed"),
        ("symmetric", "signed"),
        ("private.pem", "signed"),
    ];
    let wrong = demonstration::wrong();
    let cases = files.map(async |(name, app)| {
        let estate = Estate::new().await;
        let relay = estate.site.start(&[]).await;
        let mut told = Told::default();
        let planted = marked(&format!("planted in {name}"), 32);
        let mut secrets = vec![
            ("the planted".to_owned(), planted.clone()),
            (
                "the other key".to_owned(),
                wrong.p256_private_key[40..].to_owned(),
            ),
            (
                "the short key".to_owned(),
                wrong.rsa_1024_private_key[40..].to_owned(),
            ),
        ];
        let file = estate.site.file(name);
        for (change, number) in changes(name, &planted).into_iter().zip(1..) {
            let _ = std::fs::remove_dir(&file);
            match change {
                Change::Gone => std::fs::remove_file(&file).unwrap(),
                Change::Folder => std::fs::create_dir(&file).unwrap(),
                Change::Holds(bytes) => std::fs::write(&file, bytes).unwrap(),
            }
            // A token that is held would need no file.
            estate.site.simulator().invalidate_tokens();
            estate.site.simulator().expire_component_tokens();
            let (answer, pushed) = estate.push(Event::Ticket).await;
            told.answer(&answer);
            secrets.extend(pushed);
            for answer in ask_of(&relay, app, number).await {
                told.answer(&answer);
            }
            let check = format!("check --app {app}");
            say(&estate, &[&check], &mut told).await;
        }
        tokio::time::sleep(LAST_LINE).await;
        let log = relay.last_words();
        // A refresh token's file is read, and what is kept goes on where it can't be.
        let name_is_told = log.contains(&format!("{name}: "));
        assert!(
            name_is_told || name.starts_with("state"),
            "{name} was never read:\n{log}"
        );
        told.add("the log", log);
        secrets.extend(estate.secrets());
        assert_eq!(told.leak(&secrets), None, "{name}");
    });
    let cases = stream::iter(cases.map(Box::pin)).buffer_unordered(AT_ONCE);
    cases.collect::<Vec<()>>().await;
}

//! Where days are kept, and which of them are fetched every day.

use super::{Config, Folder, error, with_app};
use crate::config::HistoryPlace;

fn load(top: &str) -> Config {
    Folder::new(&with_app(top)).load(&[]).unwrap()
}

#[test]
fn days_are_kept_in_a_file_beside_the_configuration_unless_said_otherwise() {
    let folder = Folder::new(&with_app(""));
    let config = folder.load(&[]).unwrap();
    let file = folder.path("bootlens.db");
    assert_eq!(config.history, HistoryPlace::Sqlite(file));
    let other = load("history = \"sqlite:///var/lib/days.db\"\n");
    assert_eq!(other.history.to_string(), "sqlite:///var/lib/days.db");
    assert_eq!(
        load("history = \"memory:\"\n").history,
        HistoryPlace::Memory
    );
}

#[test]
fn a_place_that_is_none_is_refused_and_so_are_two_passwords() {
    let told = error(&with_app("history = \"mysql://a@b/c\"\n"));
    assert!(told.contains("history: sqlite://FILE"), "{told}");
    let both = "history = \"postgres://b:hush@db/x\"\nhistory_password = \"hush\"\n";
    let told = error(&with_app(both));
    assert!(told.contains("one of the two is expected"), "{told}");
    assert!(!told.contains("hush"), "{told}");
}

#[test]
fn a_state_key_must_be_one_that_can_seal() {
    let good = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let config = load(&format!("state_key = \"{good}\"\n"));
    assert!(config.to_toml().contains("state_key = \"[redacted]\""));
    for bad in ["short", "MDEyMw=="] {
        let told = error(&with_app(&format!("state_key = \"{bad}\"\n")));
        assert!(
            told.contains("state_key: 32 random bytes as base64"),
            "{told}"
        );
        assert!(!told.contains(bad), "{told}");
    }
}

#[test]
fn days_are_collected_in_the_morning_unless_said_otherwise() {
    let collect = load("").collect;
    assert_eq!(collect.at.unwrap().to_string(), "09:30");
    let slices: Vec<String> = collect.slices.iter().map(ToString::to_string).collect();
    assert_eq!(slices, ["all", "ios", "android"]);
    let off = load("[collect]\nat = \"off\"\nslices = [\"ios.high\", \"ios.high\"]\n").collect;
    assert_eq!((off.at, off.slices.len()), (None, 1));
    for (line, text) in [
        ("at = \"9:30\"", "collect.at: a time from"),
        ("at = \"24:00\"", "collect.at: a time from"),
        ("slices = [\"iso\"]", "collect.slices: «iso» is no slice"),
        ("slices = []", "collect.slices: at least one"),
    ] {
        let told = error(&with_app(&format!("[collect]\n{line}\n")));
        assert!(told.contains(text), "{told}");
    }
}

#[test]
fn a_former_alias_belongs_to_one_app_alone() {
    let two = |former: &str| {
        format!(
            "{}former_aliases = [\"mall\"]\n[apps.other]\nappid = \"wxffffffffffffffff\"\n\
             credential.secret_file = \"shop.secret\"\nformer_aliases = [\"{former}\"]\n",
            with_app("")
        )
    };
    let config = Folder::new(&two("store")).load(&[]).unwrap();
    let alias = shared::view::Alias::new("mall").unwrap();
    assert_eq!(config.current_alias(&alias).unwrap().as_str(), "shop");
    for taken in ["mall", "shop", "other"] {
        let told = error(&two(taken));
        assert!(
            told.contains(&format!("«{taken}» is the alias of another app")),
            "{told}"
        );
    }
}

#[test]
fn an_appid_is_accepted_for_an_app_that_there_is() {
    let folder = Folder::new(&with_app(""));
    let mut flags = folder.flags();
    flags.accept_appid = Some("shop".to_owned());
    let config = folder.load_with(&flags, &[]).unwrap();
    assert_eq!(config.accept_appid.unwrap().as_str(), "shop");
    flags.accept_appid = Some("nobody".to_owned());
    let told = folder.load_with(&flags, &[]).unwrap_err().join("\n");
    assert!(told.contains("no app «nobody» is configured"), "{told}");
}

//! Addresses that lead nowhere or to somebody else, each with a password, and configurations that
//! are wrong or shown.

use std::fs;

use tests::{Store, Tap};

use super::*;
use estate::marked;

/// The relay on a configuration: what it says where it does not start, and all that it tells where
/// it does; with what the commands say.
async fn all_of(estate: &Estate, starts: bool) -> Told {
    let mut told = Told::default();
    if starts {
        let relay = estate.site.start(&[]).await;
        ask(&relay, 0, &mut told).await;
        tokio::time::sleep(LAST_LINE).await;
        told.add("the log", relay.last_words());
    } else {
        let (code, said) = estate.site.refused(&[]).await;
        assert_eq!(code, Some(1), "{said}");
        told.add("the refusal", said);
    }
    let get = format!("get {} --format json", view("third", 1));
    let flags = ["serve --print-config", "serve --check-config"];
    let commands = ["check --app signed --json", "quota own", &get];
    say(estate, &[&flags[..], &commands].concat(), &mut told).await;
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_refuses_and_hosts_that_are_none_are_told_without_passwords_and_tokens() {
    // A name that nobody has may be looked for as long as that.
    const SHORT: &str = "timeout = \"500ms\"";
    const DAYS: &str = "history = \"sqlite://days.db\"";
    let password = marked("proxy password", 24);
    let cases = [
        "refusing",
        "gone",
        "tls",
        "nowhere",
        "port",
        "tls-over-proxy",
        "second",
    ];
    let cases = cases.map(async |case| {
        let estate = Estate::new().await;
        let here = estate.tap.url();
        let tls = here.replace("http://", "https://");
        let proxy = Tap::on(Vec::new()).await;
        for start in ["/", ""] {
            proxy.echo(start, Echo::Text(407));
        }
        let to = |address: &str| format!("{SHORT}\nproxy = \"http://keeper:{password}@{address}\"");
        let refusing = to(&proxy.address().to_string());
        match case {
            "refusing" => estate.configure(&here, DAYS, &refusing),
            "gone" => estate.configure(&here, DAYS, &to("127.0.0.1:1")),
            "tls" => estate.configure(&tls, DAYS, SHORT),
            "nowhere" => estate.configure("http://nowhere.invalid", DAYS, SHORT),
            "port" => estate.configure("http://127.0.0.1:1", DAYS, SHORT),
            "tls-over-proxy" => estate.configure(&tls, DAYS, &refusing),
            _ => estate.configure(&format!("http://127.0.0.1:1\", \"{here}"), DAYS, ""),
        }
        let told = all_of(&estate, true).await;
        if case.contains("proxy") || case == "refusing" {
            assert!(proxy.echoed() > 0, "{case}: the proxy was never asked");
        }
        let mut secrets = estate.secrets();
        secrets.push(("the proxy's password".to_owned(), password.clone()));
        assert_eq!(told.leak(&secrets), None, "{case}");
    });
    stream::iter(cases)
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<()>>()
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_databases_password_is_told_nowhere_whether_it_opens_or_not() {
    let password = marked("database password", 24);
    let store = Store::postgres().await;
    let open = |text: &str| store.text().replacen("bootlens@", text, 1);
    let wrong = "history = \"postgres://bootlens";
    let file = "history_password_file = \"database\"";
    for (starts, top) in [
        (
            true,
            format!("history = \"{}\"", open(&format!("bootlens:{password}@"))),
        ),
        (
            true,
            format!("history = \"{}?password={password}\"", open("bootlens@")),
        ),
        (true, format!("history = \"{}\"\n{file}", open("bootlens@"))),
        (false, format!("{wrong}:{password}@127.0.0.1:1/days\"")),
        (
            false,
            format!("{wrong}@127.0.0.1:1/days?password={password}\""),
        ),
        (
            false,
            format!("{wrong}@127.0.0.1:1/days?pasword={password}\""),
        ),
        (false, format!("{wrong}:{password}@nowhere.invalid/days\"")),
        (false, format!("{wrong}:{password}@127.0.0.1:x/days\"")),
        (
            false,
            format!("{wrong}:{password}@127.0.0.1:1/days\"\n{file}"),
        ),
        (false, format!("{wrong}@127.0.0.1:1/days\"\n{file}")),
        (
            false,
            format!("history = \"mysql://bootlens:{password}@127.0.0.1/days\""),
        ),
    ] {
        let estate = Estate::new().await;
        estate.write("database", &password);
        estate.configure(&estate.tap.url(), &top, "");
        let told = all_of(&estate, starts).await;
        let mut secrets = estate.secrets();
        secrets.push(("the database's password".to_owned(), password.clone()));
        assert_eq!(told.leak(&secrets), None, "{top}");
    }
}

#[tokio::test]
async fn a_line_of_pgpass_that_is_no_line_is_not_quoted_in_the_log() {
    let password = marked("pgpass", 24);
    let mut estate = Estate::new().await;
    let pgpass = estate.site.file("pgpass");
    fs::write(&pgpass, format!("127.0.0.1:1:days {password}\n")).unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(&pgpass, private).unwrap();
    estate.configure(
        &estate.tap.url(),
        "history = \"postgres://b@127.0.0.1:1/days\"",
        "",
    );
    for log in ["trace", "sqlx_postgres::options::pgpass=trace"] {
        estate.site.log = Some(log);
        estate.site.environment = vec![("PGPASSFILE", pgpass.display().to_string())];
        let (code, said) = estate.site.refused(&[]).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("can't be opened"), "{said}");
        assert!(!said.contains(&password), "{said}");
    }
}

#[tokio::test]
async fn a_configuration_with_faults_is_told_without_the_secrets_in_it() {
    let secret = marked("inline secret", 32);
    let secrets = [("the secret".to_owned(), secret.clone())];
    let estate = Estate::new().await;
    let app = "[apps.shop]\nappid = \"wx0123456789abcdef\"\n[apps.shop.credential]\n";
    for (text, code) in [
        (format!("{app}secret = \"{secret}\"\n"), 0),
        (format!("{app}secret = \"{secret}\n"), 1),
        (format!("{app}secret = {secret}\n"), 1),
        (format!("{app}secret = [\"{secret}\"]\n"), 1),
        (format!("{app}secret = \"{secret} {secret}\"\n"), 1),
        (format!("{app}secert = \"{secret}\"\n"), 1),
        (format!("{app}secret_file = \"{secret}\"\n"), 1),
        (
            format!("{app}secret = \"{secret}\"\nsecret_file = \"{secret}\"\n"),
            1,
        ),
        (format!("{app}kind = \"{secret}\"\n"), 1),
        (
            format!("{app}kind = \"token-server\"\nurl = \"http://a:{secret}@b/?k={secret}\"\n"),
            0,
        ),
        (
            format!("{app}kind = \"token-server\"\nurl = \"{secret}\"\nheader = \"{secret}\"\n"),
            1,
        ),
        (
            format!("{app}secret = \"{secret}\"\n[upstream]\nproxy = \"http://a:{secret}@b/c\"\n"),
            1,
        ),
        (
            format!("{app}secret = \"{secret}\"\n[upstream]\nhosts = [\"http://a:{secret}@b\"]\n"),
            1,
        ),
        (
            format!("public_url = \"https://a:{secret}@b/\"\n{app}secret = \"{secret}\"\n"),
            1,
        ),
        (
            format!("state_key = \"{secret}\"\n{app}secret = \"{secret}\"\n"),
            1,
        ),
        (
            app.replace("wx0123456789abcdef", &secret) + &*format!("secret = \"{secret}\"\n"),
            1,
        ),
    ] {
        estate.write("bootlens.toml", &text);
        for flag in ["--print-config", "--check-config"] {
            let (ended, said) = estate.site.run(&["serve", flag]).await;
            assert_eq!(ended, Some(code), "{text}{said}");
            let mut told = Told::default();
            told.add(flag, said);
            assert_eq!(told.leak(&secrets), None, "{text}");
        }
    }
}

#[tokio::test]
async fn a_relay_that_does_not_answer_is_told_without_the_password_in_its_address() {
    let estate = Estate::new().await;
    let secret = marked("reader", 24);
    estate.write("reader", &secret);
    let server = format!("http://reader:{secret}@127.0.0.1:1/perf?key={secret}");
    let get = ["get", "app=own&module=launch&last=7d", "--format", "json"];
    let rest = ["--server", &server, "--token-file", "reader"];
    let (code, said) = estate.site.run(&[&get[..], &rest].concat()).await;
    assert_eq!(code, Some(1));
    assert!(
        said.contains("http://127.0.0.1:1/perf does not answer"),
        "{said}"
    );
    let mut told = Told::default();
    told.add("get", said);
    assert_eq!(told.leak(&[("the reader's".to_owned(), secret)]), None);
}

#[tokio::test]
async fn a_panic_of_the_program_is_told_by_its_place_alone() {
    // What can't be written makes the standard library panic, in its own words.
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let estate = Estate::new().await;
    let mut command = std::process::Command::new(tests::demo::program());
    command
        .args(["serve", "--print-config"])
        .current_dir(estate.site.file(""))
        .stdout(full);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(said.contains("a fault of the program at"), "{said}");
    assert!(!said.contains("No space left"), "{said}");
}

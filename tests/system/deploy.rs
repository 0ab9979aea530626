//! The samples of `deploy/`: each is read by the program that it is for, as far as this machine has it,
//! and each agrees with those that it is used with.

mod image;
mod proxied;
mod signed_in;

use std::path::PathBuf;
use std::process::{Command, Output};

use tests::proxies::{caddy, nginx, nginx_folder, sample, swapped};

use crate::documentation::{Sample, load};

/// Files of a kind in a folder of `deploy/`.
fn files(folder: &str, kind: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(sample(folder)).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == kind));
    files.sort();
    files
}

fn text(path: &str) -> String {
    std::fs::read_to_string(sample(path)).unwrap()
}

/// What a program says, which must be content.
fn content(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let said = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
    assert!(status.success(), "{command:?}: {said}");
    said
}

#[test]
fn every_configuration_of_a_relay_is_read() {
    let folders = ["nginx", "caddy", "systemd", "docker"];
    let samples: Vec<_> = folders
        .iter()
        .flat_map(|folder| files(folder, "toml"))
        .collect();
    assert!(samples.len() >= 7, "{samples:?}");
    for file in samples {
        let sample = Sample {
            place: file.display().to_string(),
            kind: "toml".to_owned(),
            text: std::fs::read_to_string(&file).unwrap(),
        };
        match load(&sample) {
            Ok(config) => {
                assert!(!config.apps.is_empty(), "{}", sample.place);
                assert!(
                    !config.access.trusted_proxies.is_empty(),
                    "{}",
                    sample.place
                );
            }
            Err(errors) => panic!("{}:\n{}", sample.place, errors.join("\n")),
        }
    }
}

#[test]
fn nginx_takes_every_sample_without_a_word() {
    let samples = files("nginx", "conf");
    assert_eq!(samples.len(), 5, "four servers and the secret");
    for file in samples {
        let name = file.file_name().unwrap().to_str().unwrap();
        if name == "secret.conf" {
            continue;
        }
        let folder = nginx_folder(name, &[]);
        let said = content(nginx(folder.path()).args(["-t", "-q"]));
        assert_eq!(said, "", "{name}");
        // Whoever may be believed is named anew, or nobody is.
        let text = text(&format!("nginx/{name}"));
        for header in [
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Prefix",
            "X-Forwarded-For",
            "X-Real-IP",
            "Forwarded",
            "X-Forwarded-User",
            "X-Forwarded-Groups",
        ] {
            let set = format!("proxy_set_header {header} ");
            assert!(text.contains(&set), "{name}: {header}");
        }
    }
}

#[test]
fn caddy_takes_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("Caddyfile"), text("caddy/Caddyfile")).unwrap();
    let said = content(&mut caddy(folder.path(), &["validate"]));
    assert!(said.contains("Valid configuration"), "{said}");
}

#[test]
fn the_unit_is_sound_and_gives_away_little() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("bootlens.service");
    // The program lies where this build put it; what it is allowed does not depend on that.
    let program = ("/usr/local/bin/bootlens", "/bin/true");
    std::fs::write(&unit, swapped("systemd/bootlens.service", &[program])).unwrap();
    let said = content(Command::new("systemd-analyze").arg("verify").arg(&unit));
    assert_eq!(said, "");
    let mut command = Command::new("systemd-analyze");
    let said = content(command.args(["security", "--offline=true"]).arg(&unit));
    let (_, rest) = said.split_once("Overall exposure level").expect(&said);
    let level = rest.split_whitespace().nth(2).unwrap();
    assert!(level.parse::<f64>().unwrap() <= 2.0, "{said}");
    // What the configuration takes from systemd, systemd is told to give.
    let unit = text("systemd/bootlens.service");
    let config = text("systemd/bootlens.toml");
    let taken = config.split("/run/credentials/bootlens.service/").skip(1);
    let taken: Vec<&str> = taken.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(taken.len(), 2);
    for name in taken {
        let line = format!("\nLoadCredential={name}:/etc/bootlens/secrets/{name}\n");
        assert!(unit.contains(&line), "{name}");
    }
}

#[test]
fn the_sign_in_and_nginx_agree() {
    let table: toml::Table = text("oauth2-proxy/oauth2-proxy.cfg").parse().unwrap();
    let nginx = text("nginx/oauth2-proxy.conf");
    let address = table["http_address"].as_str().unwrap();
    assert!(nginx.contains(&format!("server {address};")));
    let back = table["redirect_url"].as_str().unwrap();
    assert_eq!(back, "https://intra.example/oauth2/callback");
    assert!(nginx.contains("location /oauth2/ {") && nginx.contains("server_name intra.example;"));
    // Without the one no header comes, without the other the redirect is not heeded.
    for key in [
        "set_xauthrequest",
        "reverse_proxy",
        "cookie_secure",
        "cookie_httponly",
    ] {
        assert_eq!(table[key].as_bool(), Some(true), "{key}");
    }
}

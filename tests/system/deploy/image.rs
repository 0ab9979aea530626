//! The image and what is composed of it, as far as it can be seen without building it.

use std::path::Path;
use std::process::Command;

use tests::House;
use tests::proxies::{nginx, nginx_folder, sample};
use yaml_rust2::{Yaml, YamlLoader};

use super::{content, text};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The words after an instruction, for each line of it.
fn instructions<'a>(dockerfile: &'a str, name: &str) -> Vec<Vec<&'a str>> {
    let lines = dockerfile.lines().filter_map(|line| {
        let rest = line.strip_prefix(name)?.strip_prefix(' ')?;
        Some(rest.split_whitespace().collect())
    });
    lines.collect()
}

#[test]
fn the_image_is_built_of_what_is_there_and_runs_as_nobody_special() {
    let dockerfile = text("docker/Dockerfile");
    let copied: Vec<&str> = instructions(&dockerfile, "COPY")
        .into_iter()
        .filter(|words| !words[0].starts_with("--from="))
        .flat_map(|words| words[..words.len() - 1].to_vec())
        .collect();
    for source in &copied {
        assert!(root().join(source).exists(), "{source}");
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap().iter();
    for member in members.map(|member| member.as_str().unwrap()) {
        assert!(copied.contains(&member), "{member} is not copied");
    }
    let ignored = std::fs::read_to_string(root().join(".dockerignore")).unwrap();
    for line in ignored.lines() {
        assert!(!copied.contains(&line), "{line} is both copied and ignored");
    }
    let wanted = manifest["workspace"]["package"]["rust-version"]
        .as_str()
        .unwrap();
    let from = instructions(&dockerfile, "FROM");
    assert_eq!(from[0][0], format!("rust:{wanted}-bookworm"));
    let user: u32 = instructions(&dockerfile, "USER")[0][0].parse().unwrap();
    assert!(user > 0 && dockerfile.contains(&format!("--uid {user} ")));
    assert!(
        dockerfile.contains("fonts-noto-cjk"),
        "a face for chart.png"
    );
    assert!(!dockerfile.contains("curl"), "nothing more than is needed");
}

#[tokio::test]
async fn the_image_knows_whether_its_relay_takes_requests() {
    let dockerfile = text("docker/Dockerfile");
    let line = dockerfile
        .lines()
        .find(|line| line.starts_with("HEALTHCHECK"));
    let (_, words) = line.and_then(|line| line.split_once(" CMD ")).unwrap();
    let words: Vec<String> = serde_json::from_str(words).unwrap();
    let mut house = House::start().await;
    let port = house.url().rsplit_once(':').unwrap().1.to_owned();
    let well = async || {
        let words: Vec<String> = words
            .iter()
            .map(|word| word.replace("8787", &port))
            .collect();
        let run = move || Command::new(&words[0]).args(&words[1..]).output().unwrap();
        let output = tokio::task::spawn_blocking(run).await.unwrap();
        output.status.success()
    };
    assert!(well().await, "it serves");
    house.stop().await;
    assert!(!well().await, "it has stopped");
}

#[test]
fn the_composition_holds_together() {
    let all = YamlLoader::load_from_str(&text("docker/compose.yaml")).unwrap();
    let services = &all[0]["services"];
    let names = |yaml: &Yaml| -> Vec<String> {
        let keys = yaml.as_hash().unwrap().keys();
        keys.map(|key| key.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(services), ["relay-1", "relay-2", "nginx", "database"]);
    let relay = &services["relay-1"];
    assert_eq!(relay, &services["relay-2"]);
    assert_eq!(relay["read_only"].as_bool(), Some(true));
    assert_eq!(relay["cap_drop"][0].as_str(), Some("ALL"));
    // Files are there, but for secrets, which each house writes.
    let folder = sample("docker");
    for service in names(services) {
        let mounts = services[service.as_str()]["volumes"].as_vec();
        for mount in mounts.into_iter().flatten() {
            let from = mount.as_str().unwrap().split(':').next().unwrap();
            let named = all[0]["volumes"].as_hash().unwrap();
            let is_named = named.contains_key(&Yaml::String(from.to_owned()));
            assert!(is_named || folder.join(from).exists(), "{service}: {from}");
        }
    }
    let dockerfile = relay["build"]["dockerfile"].as_str().unwrap();
    let context = relay["build"]["context"].as_str().unwrap();
    assert!(folder.join(context).join(dockerfile).exists());
    // What the relay's configuration names is what is composed.
    let config = text("docker/bootlens.toml");
    let trusted = services["nginx"]["networks"]["inside"]["ipv4_address"].as_str();
    assert!(config.contains(&format!("[\"{}/32\"]", trusted.unwrap())));
    for secret in names(&all[0]["secrets"]) {
        assert!(
            config.contains(&format!("\"/run/secrets/{secret}\"")),
            "{secret}"
        );
    }
    let environment = &services["database"]["environment"];
    let user = environment["POSTGRES_USER"].as_str().unwrap();
    let name = environment["POSTGRES_DB"].as_str().unwrap();
    assert!(config.contains(&format!("postgres://{user}@database/{name}\"")));
}

#[test]
fn nginx_takes_what_stands_before_the_two_relays() {
    let swaps = [
        ("relay-1:8787", "127.0.0.1:1"),
        ("relay-2:8787", "127.0.0.1:2"),
    ];
    let folder = nginx_folder("../docker/nginx.conf", &swaps);
    assert_eq!(content(nginx(folder.path()).args(["-t", "-q"])), "");
}

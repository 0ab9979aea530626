//! What a relay tells of itself: metrics as Prometheus takes them, one log line a request, and who read what.

mod audit;
mod lines;
mod metrics;
mod names;

use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use http::HeaderValue;
use relay::config::{AuditPlace, Config, Mode};
use serde_json::Value;
use tests::machine::machine;
use tests::{Answer, House};

/// The address of the one proxy that is believed.
const PROXY: [u8; 4] = [127, 0, 0, 9];
/// Another address of this machine.
const STRANGER: [u8; 4] = [127, 0, 0, 7];

/// The words of a token that no line may hold.
const TOKEN: &str = "marked-token-0123456789abcdefghij";

/// Behind a proxy: `shop` and `news` are seen by everyone who is signed in, the game by nobody; a machine sees
/// `shop`.
fn rights(config: &mut Config) {
    config.access.mode = Some(Mode::Proxy);
    config.access.trusted_proxies = vec!["127.0.0.9/32".parse().unwrap()];
    for app in &mut config.apps {
        if app.alias.as_str() != "game" {
            app.groups = vec!["*".to_owned()];
        }
    }
    config.access.tokens = vec![machine("weekly", TOKEN, "shop")];
}

/// Whoever asks from an address of this machine, as a proxy or a stranger does.
struct Caller {
    client: reqwest::Client,
    url: String,
}

impl Caller {
    fn at(address: [u8; 4], url: &str) -> Self {
        let client = reqwest::Client::builder()
            .no_proxy()
            .local_address(IpAddr::from(address))
            .build();
        Self {
            client: client.unwrap(),
            url: url.to_owned(),
        }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.get(format!("{}/{path}", self.url));
        for (name, value) in headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            request = request.header(*name, value);
        }
        Answer::read(request.send().await.unwrap()).await
    }
}

/// A house whose audit goes to a file.
async fn audited(change: impl FnOnce(&mut Config)) -> (House, tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let house = House::with(|config| {
        config.audit = Some(AuditPlace::File(path.clone()));
        change(config);
    })
    .await;
    (house, folder, path)
}

/// Every line, once the relay has stopped and all of them are written.
async fn written(mut house: House, path: &PathBuf) -> Vec<Value> {
    house.stop().await;
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What promtool says of a text, or of files; it must be content.
fn promtool(words: &[&str], text: Option<&str>) {
    use std::io::Write as _;
    let mut child = Command::new("promtool")
        .args(words)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/prometheus"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool, which comes with Debian's prometheus");
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(text.unwrap_or_default().as_bytes())
        .unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "promtool {words:?}: {said}");
    if text.is_some() {
        assert_eq!(said, "", "promtool {words:?}");
    }
}

#[test]
fn the_rules_are_right_and_each_warns_when_it_should() {
    promtool(&["check", "rules", "rules.yml"], None);
    promtool(&["check", "config", "prometheus.yml"], None);
    promtool(&["test", "rules", "rules_test.yml"], None);
    let read = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/prometheus/");
        std::fs::read_to_string(format!("{folder}{name}")).unwrap()
    };
    let (rules, tests) = (read("rules.yml"), read("rules_test.yml"));
    let alerts = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    let alerts: Vec<&str> = alerts.collect();
    assert!(alerts.len() >= 15, "{alerts:?}");
    for alert in alerts {
        assert!(
            tests.contains(&format!("alertname: {alert}")),
            "{alert} is tried nowhere"
        );
    }
}

#[test]
fn every_rule_leads_to_where_it_is_written_what_to_do() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let rules = std::fs::read_to_string(format!("{root}/deploy/prometheus/rules.yml")).unwrap();
    let links = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("runbook_url: "));
    let mut followed = 0;
    for link in links {
        let (_, place) = link.trim_matches('"').split_once("/docs/").unwrap();
        let (page, anchor) = place.split_once('#').unwrap();
        let text = std::fs::read_to_string(format!("{root}/docs/{page}")).unwrap();
        let heading = |line: &str| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            line.starts_with('#') && words.replace(' ', "-") == anchor
        };
        let is_there = text.contains(&format!("id=\"{anchor}\"")) || text.lines().any(heading);
        assert!(is_there, "{link}");
        followed += 1;
    }
    assert!(followed >= 15, "{followed}");
}

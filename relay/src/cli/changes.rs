//! `bootlens changes`: what got better or worse, as a report to read or to post.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;

use chart::unit::Unit;
use clap::{Args, ValueEnum};
use relay::config::{LogFormat, operator_lang};
use shared::apps::Apps;
use shared::changes::{Changes, Finding, KNOWN};
use shared::day::DayRange;
use shared::metric::Metric;
use shared::paths;
use shared::reply::Reply;
use shared::text::Lang;
use shared::view::{Days, parse};

use super::ask::{Relay, Whom, view_of, warn_of_unknown};
use super::{Failure, Outcome, block_on, logging};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The view, `app=shop&last=28d`, or an address that holds it after «?»; without it every app,
    /// module and slice that history holds, over 28 days.
    #[arg(value_name = "VIEW-or-URL", default_value = "")]
    view: String,
    /// What to write.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    whom: Whom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A sentence for each change.
    Text,
    /// The same as a list with links, for robots.
    Markdown,
    /// The relay's reply.
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "error");
    let source = arguments.whom.read()?;
    let view = view_of(&arguments.view);
    warn_of_unknown(&view, &["as_of"]);
    let (format, lang) = (arguments.format, operator_lang());
    let told = block_on(async {
        let address = source.address();
        let relay = source.open().await?;
        tell(&relay, address.as_deref(), &view, format, lang).await
    })??;
    let written = writeln!(std::io::stdout(), "{told}");
    written.map_err(|error| Failure::new(format!("can't write: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

/// The report; `address` is where people open the relay.
async fn tell(
    relay: &Relay,
    address: Option<&str>,
    view: &str,
    format: Format,
    lang: Lang,
) -> Result<String, Failure> {
    let body = relay.ask(&format!("{}?{view}", paths::CHANGES)).await?;
    let body = body.body()?;
    let strange = || Failure::new("the answer is not one of a Bootlens relay");
    if format == Format::Json {
        return String::from_utf8(body).map_err(|_| strange());
    }
    let changes: Changes = serde_json::from_slice(&body).map_err(|_| strange())?;
    let range = days_of(&changes.view).ok_or_else(strange)?;
    let found = lang.changes_found(range, changes.findings.len());
    if changes.findings.is_empty() {
        return Ok(found);
    }
    let names = Names::of(relay, &changes.findings).await?;
    let sentence = |finding: &Finding| names.sentence(finding, lang);
    let mut lines = vec![found];
    for finding in &changes.findings {
        let verdict = lang.verdict(finding.verdict);
        lines.push(match format {
            Format::Markdown => {
                let link = address.map_or_else(String::new, |address| {
                    format!(" [{}]({address}{})", lang.its_chart(), finding.link)
                });
                format!("- **{verdict}** {}{link}", escaped(&sentence(finding)))
            }
            Format::Text | Format::Json => {
                format!("{verdict}{}{}", lang.pick("：", ": "), sentence(finding))
            }
        });
    }
    if format == Format::Markdown {
        lines[0] = format!("**{}**\n", lines[0]);
    }
    Ok(lines.join("\n"))
}

/// The days that a reply's view holds as dates.
fn days_of(view: &str) -> Option<DayRange> {
    match parse(view, &[]).ok()?.view.days {
        Days::Range(range) => Some(range),
        Days::Last(_) => None,
    }
}

/// A text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// What people call apps and metrics.
struct Names {
    apps: BTreeMap<String, String>,
    metrics: BTreeMap<(String, &'static str, String), Metric>,
}

impl Names {
    /// The names of all that changed. Findings tell ids alone, so that the relay is asked for its
    /// words: those of its operator, and of WeChat for a metric that nobody else knows.
    async fn of(relay: &Relay, findings: &[Finding]) -> Result<Self, Failure> {
        let apps = relay.ask(paths::APPS).await?.body()?;
        let apps: Apps = serde_json::from_slice(&apps)
            .map_err(|_| Failure::new("the answer is not one of a Bootlens relay"))?;
        let apps = apps.apps.into_iter().map(|app| (app.alias, app.name));
        let mut names = Self {
            apps: apps.collect(),
            metrics: BTreeMap::new(),
        };
        for finding in findings {
            let key = key(finding);
            if names.metrics.contains_key(&key) {
                continue;
            }
            let (_, view) = finding.link.split_once('?').unwrap_or_default();
            let target = format!("{}?{view}&{KNOWN}", paths::PERFORMANCE);
            // A name is no reason to tell nothing: the id says as much as there is.
            let Ok(body) = relay.ask(&target).await?.body() else {
                continue;
            };
            if let Ok(reply) = serde_json::from_slice::<Reply>(&body)
                && let Some(series) = reply.series.into_iter().next()
            {
                names.metrics.insert(key, series.metric);
            }
        }
        Ok(names)
    }

    fn sentence(&self, finding: &Finding, lang: Lang) -> String {
        let app = self.apps.get(&finding.app).unwrap_or(&finding.app);
        let metric = self.metrics.get(&key(finding));
        let name = metric.map_or(finding.metric.as_str(), |metric| {
            lang.pick(metric.zh.as_str(), metric.en.as_str())
        });
        let name = match finding.line {
            0 => name.to_owned(),
            line => lang.line_of(name, line),
        };
        let unit = metric.and_then(|metric| metric.unit.as_deref());
        let size = finding.before.abs().max(finding.after.abs());
        let unit = Unit::choose(unit, size);
        let values = format!(
            "{} → {}",
            unit.number(finding.before),
            unit.format(finding.after)
        );
        lang.change(app, &name, &values, finding)
    }
}

fn key(finding: &Finding) -> (String, &'static str, String) {
    let module = finding.module.slug();
    (finding.app.clone(), module, finding.metric.clone())
}

#[cfg(test)]
mod tests;

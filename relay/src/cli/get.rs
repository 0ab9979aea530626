//! `bootlens get`: the data of a view as a file, from a relay or by the configuration itself.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use relay::config::LogFormat;
use shared::paths;

use super::ask::{Answer, Source, Whom, view_of, warn_of_unknown};
use super::{Failure, Outcome, block_on, logging};

/// How long a picture waits for WeChat where no relay is asked: nobody is at a page.
const PATIENCE: Duration = Duration::from_hours(24);

/// How often a relay is asked for a picture of which parts lack: it waits some seconds each time.
const TRIES: usize = 60;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The view, `app=shop&module=launch`, or an address that holds it after «?».
    #[arg(value_name = "VIEW-or-URL")]
    view: String,
    /// What to write.
    #[arg(long, value_enum)]
    format: Format,
    #[command(flatten)]
    frame: Frame,
    #[command(flatten)]
    whom: Whom,
}

/// How a picture looks.
#[derive(Args, Clone, Copy, Debug)]
struct Frame {
    /// The picture's width, 320 to 2400; 1200 unless said.
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u16).range(320..=2400))]
    width: Option<u16>,
    /// The picture's height, 200 to 1600; 630 unless said.
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u16).range(200..=1600))]
    height: Option<u16>,
    /// Pixels of a PNG for each of those, 1 or 2; 1 unless said.
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u8).range(1..=2))]
    ratio: Option<u8>,
    /// The picture's theme; the view's unless said, or light.
    #[arg(long, value_enum)]
    theme: Option<ThemeWord>,
    /// The picture's language; the view's unless said, or Chinese.
    #[arg(long, value_enum)]
    lang: Option<LangWord>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ThemeWord {
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LangWord {
    Zh,
    En,
}

impl Frame {
    /// The parameters that were said.
    fn said(self) -> Vec<(&'static str, String)> {
        let theme = self.theme.map(|word| match word {
            ThemeWord::Light => "light",
            ThemeWord::Dark => "dark",
        });
        let lang = self.lang.map(|word| match word {
            LangWord::Zh => "zh",
            LangWord::En => "en",
        });
        let all = [
            ("width", self.width.map(|pixels| pixels.to_string())),
            ("height", self.height.map(|pixels| pixels.to_string())),
            ("ratio", self.ratio.map(|times| times.to_string())),
            ("theme", theme.map(str::to_owned)),
            ("lang", lang.map(str::to_owned)),
        ];
        let said = all.into_iter();
        said.filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

/// What a view's answers take beside it.
const BESIDE: [&str; 5] = ["width", "height", "ratio", "layout", "as_of"];

/// A query with parameters in place of those of the same names.
fn with(query: &str, said: &[(&'static str, String)]) -> String {
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let is_replaced = |pair: &&str| said.iter().any(|(one, _)| *one == name(pair));
    let kept = query.split('&').filter(|pair| !is_replaced(pair));
    let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
    pairs.extend(said.iter().map(|(name, value)| format!("{name}={value}")));
    pairs.join("&")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Rows of values, for spreadsheets.
    Csv,
    /// The whole reply.
    Json,
    /// The picture.
    Svg,
    /// The picture in pixels.
    Png,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let path = match arguments.format {
        Format::Csv => paths::PERFORMANCE_CSV,
        Format::Json => paths::PERFORMANCE,
        Format::Svg => paths::CHART_SVG,
        Format::Png => paths::CHART_PNG,
    };
    let is_picture = matches!(arguments.format, Format::Svg | Format::Png);
    let said = arguments.frame.said();
    if !said.is_empty() && !is_picture {
        let text = "--width, --height, --ratio, --theme and --lang are of a picture; \
                    write --format svg or png";
        return Err(Failure::new(text));
    }
    let mut out = std::io::stdout();
    if arguments.format == Format::Png && out.is_terminal() {
        let text = "a PNG is nothing for a terminal; send it to a file, such as > launch.png";
        return Err(Failure::new(text));
    }
    let _log = logging::start(LogFormat::Text, "error");
    let query = with(&view_of(&arguments.view), &said);
    warn_of_unknown(&query, &BESIDE);
    let source = arguments.whom.read()?;
    let target = format!("{path}?{query}");
    let body = block_on(ask(source, &target))??.body()?;
    let written = out.write_all(&body).and_then(|()| out.flush());
    written.map_err(|error| Failure::new(format!("can't write: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

async fn ask(mut source: Source, target: &str) -> Result<Answer, Failure> {
    if let Source::Here(config) = &mut source {
        config.picture_wait = PATIENCE;
    }
    let relay = source.open().await?;
    let mut answer = relay.ask(target).await?;
    for _ in 1..TRIES {
        if !answer.passing {
            break;
        }
        answer = relay.ask(target).await?;
    }
    if answer.passing {
        return Err(Failure::new(
            "the relay is still fetching what the picture shows; ask again later",
        ));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relay::clock::Clock;
    use relay::demo;

    #[test]
    fn what_is_said_of_a_picture_goes_before_what_the_address_says() {
        let said = [("width", "640".to_owned()), ("theme", "dark".to_owned())];
        assert_eq!(
            with("app=shop&width=800&theme=light&lang=en", &said),
            "app=shop&lang=en&width=640&theme=dark"
        );
        assert_eq!(with("app=shop&width=800", &[]), "app=shop&width=800");
    }

    #[tokio::test]
    async fn without_a_server_the_bytes_are_those_that_the_relay_serves() {
        let clock = Clock::system();
        let told = clock.clone();
        let simulator = simulator::Simulator::start(std::sync::Arc::new(move || told.now()))
            .await
            .unwrap();
        let mut config = demo::config(([127, 0, 0, 1], 0).into(), &simulator, &clock);
        config.base_path = "/perf".to_owned();
        let target = format!(
            "{}?app=shop&module=memory&start=2026-01-01&end=2026-01-02",
            paths::PERFORMANCE_CSV
        );
        let answer = ask(Source::Here(Box::new(config)), &target).await.unwrap();
        let text = String::from_utf8(answer.body).unwrap();
        assert!(answer.well, "{text}");
        let head = "\u{feff}day,app,module,";
        assert!(text.starts_with(head), "{text}");
        assert!(text.contains("2026-01-02,shop,memory,"), "{text}");
    }
}

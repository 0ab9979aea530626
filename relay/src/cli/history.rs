//! `bootlens history`: what an operator does with the whole of a store.

#![expect(
    clippy::print_stdout,
    reason = "what was done, or found, is what was asked for"
)]

mod bar;

use std::fs::File;
use std::io::{BufReader, IsTerminal as _, Write as _, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use relay::config::{Config, HistoryPlace, LogFormat};
use relay::history::History;
use relay::history::keeping::{Imported, KeepingError, Report, Source};

use self::bar::Bar;
use super::{Failure, FileArgument, Outcome, block_on, logging, signals};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the whole history to a file that can be opened as one; relays may run meanwhile.
    Backup(OneFile),
    /// Takes a backup into a history that holds no days; all of it or nothing.
    Restore(OneFile),
    /// Writes every day in a form for any database, a line each, without secrets.
    Export(OneStream),
    /// Joins an export with what is kept; all of it or nothing.
    Import(OneStream),
    /// Reads everything and tells what there is; exit 1 where something is wrong.
    Verify(Verify),
    /// Deletes everything that is kept of an app.
    Delete(Delete),
}

#[derive(Args, Debug)]
struct OneFile {
    /// The backup.
    #[arg(value_name = "FILE")]
    path: PathBuf,
    #[command(flatten)]
    file: FileArgument,
}

#[derive(Args, Debug)]
struct OneStream {
    /// The export; «-» is standard output, or standard input.
    #[arg(value_name = "FILE")]
    path: PathBuf,
    #[command(flatten)]
    file: FileArgument,
}

#[derive(Args, Debug)]
struct Verify {
    #[command(flatten)]
    file: FileArgument,
}

#[derive(Args, Debug)]
struct Delete {
    /// The app: its alias, also a former one, or its AppID.
    #[arg(long, value_name = "APP")]
    app: String,
    /// Deletes without asking.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    file: FileArgument,
}

impl From<KeepingError> for Failure {
    fn from(error: KeepingError) -> Self {
        Self::new(error.to_string())
    }
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "error");
    match &arguments.command {
        Command::Backup(one) => block_on(backup(&store(&one.file)?, &one.path))?,
        Command::Restore(one) => block_on(restore(&store(&one.file)?, &one.path))?,
        Command::Export(one) => block_on(export(&store(&one.file)?, &one.path))?,
        Command::Import(one) => block_on(import(&store(&one.file)?, &one.path))?,
        Command::Verify(one) => block_on(verify(&store(&one.file)?))?,
        Command::Delete(one) => block_on(delete(&store(&one.file)?, one))?,
    }
}

/// The configuration, which must name a store that outlasts this command.
fn store(file: &FileArgument) -> Result<Config, Failure> {
    let config = file.load()?;
    if config.history == HistoryPlace::Memory {
        let text = "history is memory:, which nothing outlasts. Name a file or a server in the \
                    configuration";
        return Err(Failure::new(text));
    }
    Ok(config)
}

async fn source(config: &Config) -> Result<Source, Failure> {
    let password = config.history_password.as_ref();
    let opened = Source::open(&config.history, password).await;
    opened.map_err(|error| Failure::new(error.to_string()))
}

async fn target(config: &Config) -> Result<History, Failure> {
    let password = config.history_password.as_ref();
    let opened = History::open(&config.history, password).await;
    opened.map_err(|error| Failure::new(error.to_string()))
}

async fn backup(config: &Config, path: &Path) -> Outcome {
    let source = source(config).await?;
    let bar = Bar::new("backup");
    let tell = |done, of| bar.tell(done, of);
    let written = tokio::select! {
        written = source.back_up(path, &tell) => written,
        // Ended here and not by the signal itself, so that nothing half-made is left.
        () = signals::stop() => return Err(Failure::new("stopped; no backup was made")),
    };
    bar.end();
    source.close().await;
    written?;
    println!("Backed up {} to {}.", config.history, path.display());
    Ok(ExitCode::SUCCESS)
}

async fn restore(config: &Config, path: &Path) -> Outcome {
    let backup = Source::backup(path).await?;
    let history = target(config).await?;
    let bar = Bar::new("restore");
    let restored = history
        .restore(&backup, &|done, of| bar.tell(done, of))
        .await;
    bar.end();
    backup.close().await;
    history.close().await;
    let versions = restored?;
    println!(
        "Restored {versions} versions of days from {} into {}.",
        path.display(),
        config.history
    );
    Ok(ExitCode::SUCCESS)
}

async fn export(config: &Config, path: &Path) -> Outcome {
    let source = source(config).await?;
    let bar = Bar::new("export");
    let tell = |done, of| bar.tell(done, of);
    let written = if is_stream(path) {
        source.export(&mut stdout(), &tell).await
    } else {
        source.export_file(path, &tell).await
    };
    bar.end();
    source.close().await;
    let written = written?;
    // Standard output may be the export itself.
    eprintln!(
        "Exported {} versions of days and {} aliases of {}.",
        written.days, written.aliases, config.history
    );
    Ok(ExitCode::SUCCESS)
}

async fn import(config: &Config, path: &Path) -> Outcome {
    // Opened first, so that no store is made for a file that is not there.
    let file = if is_stream(path) {
        None
    } else {
        let fail = |error| Failure::new(format!("{}: {error}", path.display()));
        Some(File::open(path).map_err(fail)?)
    };
    let history = target(config).await?;
    let bar = Bar::new("import");
    let tell = |done, of| bar.tell(done, of);
    let imported = match file {
        Some(file) => {
            let bytes = file.metadata().ok().map(|file| file.len());
            let mut input = BufReader::new(file);
            history.import(&mut input, bytes, &tell).await
        }
        None => {
            let mut input = BufReader::new(stdin());
            history.import(&mut input, None, &tell).await
        }
    };
    bar.end();
    history.close().await;
    let Imported { read, taken } =
        imported.map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    println!(
        "Read {} versions of days and {} aliases; {} and {} of them were new to {}.",
        read.days, read.aliases, taken.days, taken.aliases, config.history
    );
    Ok(ExitCode::SUCCESS)
}

fn is_stream(path: &Path) -> bool {
    path == Path::new("-")
}

async fn verify(config: &Config) -> Outcome {
    let source = source(config).await?;
    let bar = Bar::new("verify");
    let report = source.verify(&|done, of| bar.tell(done, of)).await;
    bar.end();
    source.close().await;
    let report = report?;
    for line in told(&report, &config.history) {
        println!("{line}");
    }
    Ok(if report.fault_count == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What a report says, a line each.
fn told(report: &Report, place: &HistoryPlace) -> Vec<String> {
    let (days, versions) = report.apps.iter().fold((0, 0), |(days, versions), app| {
        (days + app.days, versions + app.versions)
    });
    let kilobytes = report.bytes.div_ceil(1024);
    let apps = match report.apps.len() {
        1 => "1 app".to_owned(),
        count => format!("{count} apps"),
    };
    let mut lines = vec![format!(
        "{place}: {apps}, {days} days in {versions} versions, {kilobytes} KiB"
    )];
    for app in &report.apps {
        let name = if app.aliases.is_empty() {
            app.appid.clone()
        } else {
            format!("{} ({})", app.aliases.join(", "), app.appid)
        };
        lines.push(match (app.oldest, app.newest) {
            (Some(oldest), Some(newest)) => format!(
                "{name}: {} days in {} versions, {oldest} to {newest}",
                app.days, app.versions
            ),
            _ => format!("{name}: no days"),
        });
    }
    lines.extend(report.faults.iter().map(|fault| format!("FAULT: {fault}")));
    let known = u64::try_from(report.faults.len()).unwrap_or(0);
    lines.push(match report.fault_count {
        0 => "no faults".to_owned(),
        count if count > known => format!("{count} faults, of which {known} are told here"),
        count => format!("{count} faults"),
    });
    lines
}

async fn delete(config: &Config, arguments: &Delete) -> Outcome {
    let source = source(config).await?;
    let found = source.find(&arguments.app, &aliases(config)).await;
    source.close().await;
    let found = found?;
    let name = if arguments.app == found.appid {
        format!("«{}»", found.appid)
    } else {
        format!("«{}» ({})", arguments.app, found.appid)
    };
    let what = format!("{} days of {name} in {}", found.days, config.history);
    if !arguments.yes {
        if !stdin().is_terminal() {
            let text = format!("nothing was deleted: {what} would be. Confirm that with --yes");
            return Err(Failure::new(text));
        }
        eprint!(
            "{what} will be gone for good. Type «{}» to delete them: ",
            arguments.app
        );
        // A question that can't be shown is not answered either.
        let _ = std::io::stderr().flush();
        let mut answer = String::new();
        let read = stdin().read_line(&mut answer);
        if read.is_err() || answer.trim() != arguments.app {
            return Err(Failure::new("nothing was deleted"));
        }
    }
    let history = target(config).await?;
    let deleted = history.delete(&found.appid).await;
    history.close().await;
    let deleted = deleted?;
    println!(
        "Deleted {} days in {} versions of {name}.",
        deleted.days, deleted.versions
    );
    Ok(ExitCode::SUCCESS)
}

/// Every alias of the configuration, former ones as well, with its AppID.
fn aliases(config: &Config) -> Vec<(String, String)> {
    let of = |app: &relay::config::AppConfig| {
        let appid = app.appid.clone();
        std::iter::once(&app.alias)
            .chain(&app.former_aliases)
            .map(move |alias| (alias.to_string(), appid.clone()))
            .collect::<Vec<_>>()
    };
    config.apps.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use relay::history::keeping::AppCounts;

    use super::*;

    #[test]
    fn a_report_tells_apps_by_alias_and_appid_and_how_many_faults_are_not_told() {
        let place: HistoryPlace = "postgres://b:hush@db/bootlens".parse().unwrap();
        let app = AppCounts {
            appid: "wx1".to_owned(),
            aliases: vec!["mall".to_owned(), "shop".to_owned()],
            days: 2,
            versions: 3,
            oldest: "2026-10-01".parse().ok(),
            newest: "2026-10-02".parse().ok(),
        };
        let mut report = Report {
            apps: vec![app],
            bytes: 4097,
            ..Report::default()
        };
        let lines = told(&report, &place);
        let expected = [
            "postgres://b:[redacted]@db/bootlens: 1 app, 2 days in 3 versions, 5 KiB",
            "mall, shop (wx1): 2 days in 3 versions, 2026-10-01 to 2026-10-02",
            "no faults",
        ];
        assert_eq!(lines, expected);
        report.faults = vec!["wx1 memory".to_owned()];
        report.fault_count = 9;
        let lines = told(&report, &place);
        assert_eq!(lines[2], "FAULT: wx1 memory");
        assert_eq!(lines[3], "9 faults, of which 1 are told here");
    }
}

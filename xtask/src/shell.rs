//! Running other programs: from the root of the workspace, with a failure that repeats the
//! command as it can be typed.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a command ends with; the error is the sentence the person reads.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// A command that starts in the root of the workspace.
///
/// `cargo run` tells the program it starts about its package; build scripts below would take
/// these variables for changes, so they are not passed on.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// `cargo` with these words.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = command("cargo");
    command.args(words);
    command
}

/// Runs to the end; its output is this program's.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command
        .status()
        .map_err(|error| format!("`{}` did not start: {error}", spelled(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status})", spelled(command)))
    }
}

/// Runs to the end; every line of its standard output is passed on and shown to `line` as well.
pub(crate) fn tee(command: &mut Command, mut line: impl FnMut(&str)) -> Outcome {
    let spelled = spelled(command);
    let failed = |error| format!("`{spelled}`: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let mut own = std::io::stdout();
    if let Some(stdout) = child.stdout.take() {
        for bytes in BufReader::new(stdout).split(b'\n') {
            let bytes = bytes.map_err(failed)?;
            let text = String::from_utf8_lossy(&bytes);
            line(&text);
            writeln!(own, "{text}").map_err(failed)?;
        }
    }
    let status = child.wait().map_err(failed)?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{spelled}` failed ({status})"))
    }
}

/// What a command prints, or nothing if it can't be started or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

/// Puts the command in this program's place, so that signals reach it; comes back only with an error.
pub(crate) fn become_command(command: &mut Command) -> Outcome {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        let error = command.exec();
        Err(format!("`{}` did not start: {error}", spelled(command)))
    }
    #[cfg(not(unix))]
    run(command)
}

/// The folders of `PATH`.
pub(crate) fn path_folders() -> Vec<PathBuf> {
    env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default()
}

/// A program in `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    find_in(name, &path_folders())
}

/// A program in the first of these folders that has it.
pub(crate) fn find_in(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    folders
        .iter()
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// The command as a person would type it, with the variables that it sets.
pub(crate) fn spelled(command: &Command) -> String {
    let set = command
        .get_envs()
        .filter(|(name, _)| *name != "PATH")
        .filter_map(|(name, value)| {
            Some(format!(
                "{}={}",
                name.to_string_lossy(),
                value?.to_string_lossy()
            ))
        });
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| match word.to_string_lossy() {
        word if word.contains(' ') => format!("'{word}'"),
        word => word.into_owned(),
    });
    set.chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_folder_of_the_workspace() {
        assert!(root().join("xtask/Cargo.toml").is_file());
    }

    #[test]
    fn a_failure_repeats_the_command_with_its_variables() {
        let mut command = cargo(&["no-such-command", "two words"]);
        command.env("TZ", "UTC");
        assert_eq!(
            spelled(&command),
            "TZ=UTC cargo no-such-command 'two words'"
        );
    }

    #[test]
    fn every_line_that_a_child_prints_is_seen() {
        let mut seen = Vec::new();
        let mut echo = command("printf");
        echo.arg("one\ntwo\n");
        tee(&mut echo, |line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen, ["one", "two"]);
    }
}

//! The tools of the system that the tests need: looked up first, installed with apt-get where
//! that may be done without asking; otherwise the command to run is named.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::shell::{self, Outcome};

/// A tool of the system.
pub(crate) struct SystemTool {
    pub(crate) name: &'static str,
    found: fn() -> bool,
    packages: &'static [&'static str],
}

/// For the crates that bring C along.
pub(crate) const COMPILER: SystemTool = SystemTool {
    name: "a C compiler",
    found: || shell::find("cc").is_some(),
    packages: &["build-essential"],
};

/// A real browser.
pub(crate) const CHROMIUM: SystemTool = SystemTool {
    name: "Chromium",
    found: || {
        let names = [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ];
        names.into_iter().any(|name| shell::find(name).is_some())
    },
    packages: &["chromium"],
};

/// What steers the browser.
pub(crate) const CHROMEDRIVER: SystemTool = SystemTool {
    name: "chromedriver",
    found: || chromedriver().is_some(),
    packages: &["chromium-driver"],
};

/// Without one, Chinese text is drawn as boxes.
pub(crate) const FONT: SystemTool = SystemTool {
    name: "a Chinese font",
    found: || {
        shell::output(shell::command("fc-list").arg(":lang=zh"))
            .is_some_and(|fonts| !fonts.trim().is_empty())
    },
    packages: &["fontconfig", "fonts-noto-cjk"],
};

/// What stands before a relay in tests, and what a repeated view is measured beside.
pub(crate) const NGINX: SystemTool = SystemTool {
    name: "nginx",
    found: || shell::find("nginx").is_some(),
    packages: &["nginx"],
};

/// The other proxy that stands before a relay in tests.
pub(crate) const CADDY: SystemTool = SystemTool {
    name: "Caddy",
    found: || shell::find("caddy").is_some(),
    packages: &["caddy"],
};

/// What tells how much the service's unit gives away.
pub(crate) const SYSTEMD: SystemTool = SystemTool {
    name: "systemd-analyze",
    found: || shell::find("systemd-analyze").is_some(),
    packages: &["systemd"],
};

/// What counts requests per second.
pub(crate) const WRK: SystemTool = SystemTool {
    name: "wrk",
    found: || shell::find("wrk").is_some(),
    packages: &["wrk"],
};

/// The server that history may be kept on; what the tests start is theirs alone.
pub(crate) const POSTGRES: SystemTool = SystemTool {
    name: "PostgreSQL",
    found: || shell::find_in("postgres", &postgres_folders()).is_some(),
    packages: &["postgresql"],
};

/// What looks at metrics and rules as Prometheus would.
pub(crate) const PROMTOOL: SystemTool = SystemTool {
    name: "promtool",
    found: || shell::find("promtool").is_some(),
    packages: &["prometheus"],
};

/// `PATH`, then where Debian puts the server's programs, which is in no `PATH`.
fn postgres_folders() -> Vec<PathBuf> {
    let mut folders = shell::path_folders();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    folders
}

/// The driver's path: `PATH`, or where hosted runners put it.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    let mut folders = shell::path_folders();
    folders.extend(env::var_os("CHROMEWEBDRIVER").map(PathBuf::from));
    shell::find_in("chromedriver", &folders)
}

/// Sees to it that these tools are there.
pub(crate) fn prepare(tools: &[&SystemTool]) -> Outcome {
    let mut packages = Vec::new();
    for tool in tools {
        if (tool.found)() {
            println!("{}: found", tool.name);
        } else {
            println!(
                "{}: not found, comes with {}",
                tool.name,
                tool.packages.join(", ")
            );
            packages.extend_from_slice(tool.packages);
        }
    }
    if packages.is_empty() {
        return Ok(());
    }
    install(&packages)?;
    match tools.iter().find(|tool| !(tool.found)()) {
        None => Ok(()),
        Some(tool) => Err(format!(
            "{} is still not found after the installation",
            tool.name
        )),
    }
}

/// Installs packages, or says how.
fn install(packages: &[&str]) -> Outcome {
    let by_hand = format!(
        "apt-get install --no-install-recommends {}",
        packages.join(" ")
    );
    let root = shell::output(shell::command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let sudo = !root && shell::output(shell::command("sudo").args(["-n", "true"])).is_some();
    if shell::find("apt-get").is_none() || !(root || sudo) {
        return Err(format!(
            "please install what lacks, on Debian with: sudo {by_hand}"
        ));
    }
    let prefix: &[&str] = if root {
        &["env"]
    } else {
        &["sudo", "-n", "env"]
    };
    let apt = |words: &[&str]| {
        let mut command = shell::command(prefix[0]);
        command.args(&prefix[1..]);
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"])
            .args(words);
        shell::run(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

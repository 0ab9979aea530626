//! Two relays behind nginx under load, while they are told to reload, stopped and replaced.

use crate::page;
use crate::shell::{self, Outcome};
use crate::system;

pub(super) fn run() -> Outcome {
    system::prepare(&[
        &system::COMPILER,
        &system::FONT,
        &system::NGINX,
        &system::POSTGRES,
    ])?;
    let mut relay = shell::cargo(&["build", "--release", "--package", "relay"]);
    shell::run(page::embed(relay.args(["--bin", "bootlens"])))?;
    let mut load = shell::cargo(&["run", "--release", "--package", "tests", "--bin", "soak"]);
    load.env(
        "SOAK_BOOTLENS",
        shell::root().join("target/release/bootlens"),
    );
    shell::run(page::embed(&mut load))
}

//! How a program that was started is ended.

use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks a program to end, which takes its own children with it as nginx does its workers; one that does
/// not is ended.
pub fn end(child: &mut Child) {
    // An error of any of these means that it has ended.
    let _ = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
}

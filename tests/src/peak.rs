//! What a process has taken of the machine's memory.

use std::fs;

/// The most that a process has taken so far, in thousands of thousands of bytes.
///
/// # Panics
/// Where it does not run, or the system does not tell.
#[must_use]
pub fn megabytes(id: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("a process that runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.expect("VmHWM") * 1.024 / 1000.0
}

//! The measurements of `cargo xtask bench`, each beside its bound: the page's bytes and first draw,
//! a cold year, what is kept of three years, and repeated views beside nginx.
//!
//! The first argument is `all` or a measurement's name, the others are the folders of the page's
//! painter and of the library that it is measured beside.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that fails ends with its cause, and its result is what it prints"
)]

mod hits;
mod keeping;
mod page;
mod program;
mod year;

use std::path::PathBuf;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let word = arguments.next().unwrap_or_else(|| "all".to_owned());
    let folders: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    let wanted = |name: &str| word == "all" || word == name;
    let mut within = true;
    if wanted("visit") {
        within &= page::first_visit().await;
    }
    if wanted("draw") {
        within &= page::first_draw(folders).await;
    }
    if wanted("year") {
        within &= year::cold_year().await;
    }
    if wanted("keeping") {
        within &= keeping::three_years().await;
    }
    if wanted("hits") {
        within &= hits::beside_nginx().await;
    }
    if within {
        ExitCode::SUCCESS
    } else {
        println!("a bound is passed");
        ExitCode::FAILURE
    }
}

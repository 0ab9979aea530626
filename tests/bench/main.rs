//! The measurements of `cargo xtask bench`, each beside its bound: the page's bytes, drawing beside
//! other libraries, a cold year, the calls of a week, what is kept of three years, repeated views and
//! cold ones beside nginx, what grows with days, apps and views, how soon a chart is seen with what the
//! relay paints and without, how soon beside pages that are written by hand with other libraries,
//! what the code is made of, and Lighthouse's scores.
//!
//! The first argument is `all` or a measurement's name, the others are the folders of the page's
//! painter and style, of the libraries that it is measured beside, and last of these sources. Lighthouse,
//! where it is wanted, is named by `BENCH_LIGHTHOUSE`.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that fails ends with its cause, and its result is what it prints"
)]

mod cold;
mod documented;
mod door;
mod draw;
mod filled;
mod first;
mod growth;
mod hits;
mod keeping;
mod lighthouse;
mod nginx;
mod page;
mod paint;
mod program;
mod reader;
mod sizes;
mod spread;
mod week;
mod wrk;
mod year;

use std::path::PathBuf;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let word = arguments.next().unwrap_or_else(|| "all".to_owned());
    let folders: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    let sources = folders.last().expect("the folder of the sources");
    let wanted = |name: &str| word == "all" || word == name;
    let mut within = true;
    if wanted("visit") {
        within &= page::first_visit().await;
    }
    if wanted("draw") {
        within &= draw::beside_libraries(folders.clone()).await;
    }
    if wanted("year") {
        within &= year::cold_year(sources).await;
    }
    if wanted("week") {
        within &= week::of_fifty_readers(sources).await;
    }
    if wanted("keeping") {
        within &= keeping::three_years(sources).await;
    }
    if wanted("hits") {
        within &= hits::beside_nginx(sources).await;
    }
    if wanted("cold") {
        within &= cold::beside_a_proxy(sources).await;
    }
    if wanted("growth") {
        within &= growth::of_days_apps_and_views(sources).await;
    }
    if wanted("paint") {
        within &= paint::before_and_after(folders.last().map(PathBuf::as_path)).await;
    }
    if wanted("first") {
        within &= first::beside_other_pages(&folders).await;
    }
    if wanted("sizes") {
        within &= sizes::of_crates_and_steps(sources);
    }
    if wanted("lighthouse") {
        let program = std::env::var("BENCH_LIGHTHOUSE").expect("BENCH_LIGHTHOUSE");
        within &= lighthouse::scores(&PathBuf::from(program), folders.last()).await;
    }
    if within {
        ExitCode::SUCCESS
    } else {
        println!("a bound is passed");
        ExitCode::FAILURE
    }
}

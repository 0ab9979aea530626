//! The first visit, counted byte for byte, page included.

use tests::House;
use tests::visit::{self, LIMIT, Visit, bytes};

fn fits(visit: &Visit) {
    let lines: Vec<String> = visit
        .iter()
        .map(|(path, bytes)| format!("{bytes:>9} {path}"))
        .collect();
    let sum = bytes(visit);
    assert!(
        sum <= LIMIT,
        "{sum} of {LIMIT} bytes:\n{}",
        lines.join("\n")
    );
    assert!(sum > 50 * 1024, "not a whole page:\n{}", lines.join("\n"));
}

#[tokio::test]
async fn the_first_chart_takes_no_more_than_240_kb() {
    fits(&visit::chart(&House::start().await).await);
}

#[tokio::test]
async fn the_first_overview_takes_no_more_than_240_kb() {
    fits(&visit::overview(&House::start().await).await);
}

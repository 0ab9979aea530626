//! Bytes of the first visit.

use tests::House;
use tests::visit::{self, LIMIT, bytes};

/// What the first visit should take, in bytes.
const AIM: usize = 200_000;

/// Whether the worse of the two first pages is within its bound.
pub(crate) async fn first_visit() -> bool {
    let mut within = true;
    for (name, visit) in [
        ("/chart", visit::chart(&House::start().await).await),
        ("/", visit::overview(&House::start().await).await),
    ] {
        let sum = bytes(&visit);
        within &= sum <= LIMIT;
        println!("first visit of {name}: {sum} bytes (bound {LIMIT}, aim {AIM})");
        for (path, bytes) in &visit {
            println!("    {bytes:>8} {path}");
        }
    }
    within
}

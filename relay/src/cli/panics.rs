//! What is told where the program itself fails: the place, never the words of the panic, which may
//! hold anything.

#![expect(
    clippy::print_stderr,
    reason = "where no log was started yet there is no other place to tell it"
)]

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;

/// From now on panics are told so.
pub(super) fn quiet() {
    std::panic::set_hook(Box::new(|info| tell(&place(info))));
}

fn tell(place: &str) {
    // Names of functions and files, and only where `RUST_BACKTRACE` asks for them.
    let trace = Backtrace::capture();
    let trace = match trace.status() {
        BacktraceStatus::Captured => format!("\n{trace}"),
        _ => String::new(),
    };
    if tracing::dispatcher::has_been_set() {
        tracing::error!(place, "a fault of the program{trace}");
    } else {
        eprintln!("bootlens: a fault of the program at {place}{trace}");
    }
}

/// Where it happened.
fn place(info: &PanicHookInfo<'_>) -> String {
    let place = info.location();
    place.map_or_else(|| "an unknown place".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_panic_is_told_by_its_place_and_without_its_words() {
        let (tell, told) = channel();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            // An error means that the test is over and another one panics.
            let _ = tell.send(place(info));
        }));
        let secret = "marked-secret-0123456789";
        let ended = std::thread::spawn(move || panic!("no place for {secret}")).join();
        std::panic::set_hook(before);
        assert!(ended.is_err());
        let places: Vec<String> = told.iter().collect();
        assert!(
            places.iter().any(|place| place.contains("panics.rs:")),
            "{places:?}"
        );
        assert!(
            places.iter().all(|place| !place.contains(secret)),
            "{places:?}"
        );
    }
}

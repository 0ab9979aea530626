//! Where tests have events written.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::format::DefaultFields;
use tracing_subscriber::fmt::{FormatEvent, layer};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::Registry;

/// What a format writes of what `tell` tells.
pub(super) fn written<E>(format: E, is_coloured: bool, tell: impl FnOnce()) -> String
where
    E: FormatEvent<Registry, DefaultFields> + Send + Sync + 'static,
{
    let place = Place::default();
    let writer = place.clone();
    let lines = layer()
        .event_format(format)
        .with_ansi(is_coloured)
        .with_writer(move || writer.clone());
    tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), tell);
    let bytes = place.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[derive(Clone, Default)]
struct Place(Arc<Mutex<Vec<u8>>>);

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

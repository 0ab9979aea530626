//! Starts the page: reads what the reader chose before, and mounts the app in place of the
//! loading sentence.

fn main() {
    console_error_panic_hook::set_once();
    frontend::start();
}

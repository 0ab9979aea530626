//! Starts the page: reads what the reader chose before, and mounts the app in place of the
//! loading sentence.

fn main() {
    frontend::browser::console::say_panics();
    frontend::start();
}

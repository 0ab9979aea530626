//! The command line `bootlens`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}

//! The one binary.

fn main() -> std::process::ExitCode {
    zerotrip::cli::main()
}

//! The one binary.

/// Gives memory back when a burst is over; SQLite allocates from it as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    zerotrip::cli::main()
}

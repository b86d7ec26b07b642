//! The one binary.

/// A fifth of a submission's time went into the C library's allocator, a tenth goes into this one; SQLite uses it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    zerotrip::cli::main()
}

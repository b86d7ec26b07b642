//! Counts the syncs that a traced server asked for.

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use super::Outcome;

/// The present instant as the trace tells it: seconds since 1970.
pub fn instant() -> Outcome<f64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64())
}

/// Syncs that began between two instants.
pub fn count(trace: &Path, from: f64, to: f64) -> Outcome<usize> {
    Ok(count_lines(&fs::read_to_string(trace)?, from, to))
}

fn count_lines(trace: &str, from: f64, to: f64) -> usize {
    let begins_within = |line: &&str| {
        let mut words = line.split_whitespace().skip(1);
        let at = words.next().and_then(|at| at.parse::<f64>().ok());
        // What was interrupted by another thread's line is told twice: as begun and as resumed.
        let call = words.next().unwrap_or_default();
        let syncs =
            ["fsync(", "fdatasync(", "sync_file_range(", "msync("].iter().any(|name| call.starts_with(name));
        syncs && at.is_some_and(|at| (from..=to).contains(&at))
    };
    trace.lines().filter(begins_within).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_counts_once_and_only_within_the_time() {
        let trace = "101  10.000001 fdatasync(12)           = 0\n\
                     102  11.000001 fsync(9 <unfinished ...>\n\
                     101  11.500001 fdatasync(12)           = 0\n\
                     102  12.000001 <... fsync resumed>)    = 0\n\
                     102  12.500001 --- SIGTERM {si_signo=SIGTERM} ---\n\
                     102  13.000001 fsync(9)                = 0\n";
        assert_eq!(count_lines(trace, 10.5, 12.9), 2);
    }
}

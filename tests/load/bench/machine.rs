//! The machine that is measured on: what to know of it, and its page cache.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use super::Outcome;

const BLOCK: usize = 1 << 20;

/// The conditions in one line.
pub fn conditions(folder: &Path) -> Outcome<String> {
    let cores = std::thread::available_parallelism()?;
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown CPU", |(_, name)| name);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let memory = fs::read_to_string("/proc/meminfo")?;
    let kilobytes: u64 = memory.split_whitespace().nth(1).unwrap_or_default().parse()?;
    let build = if cfg!(debug_assertions) { "NOT A RELEASE BUILD, " } else { "" };
    Ok(format!(
        "{build}{cores} cores ({model}), {} GB of memory, Linux {}; server, database and clients share them; loopback, \
         plain HTTP, connections kept; 8 KiB written and synced in {} µs",
        kilobytes * 1024 / 1_000_000_000,
        kernel.trim(),
        sync_time(folder)?.as_micros(),
    ))
}

/// How long a small durable write takes: the median of many.
fn sync_time(folder: &Path) -> Outcome<Duration> {
    let mut file = tempfile::tempfile_in(folder)?;
    let mut each = Vec::new();
    for _write in 0..201 {
        let begun = Instant::now();
        file.write_all(&[7; 8192])?;
        file.sync_data()?;
        each.push(begun.elapsed());
    }
    each.sort_unstable();
    Ok(each[each.len() / 2])
}

/// Has the kernel touch so much memory for files and give it up again. On a virtual machine the first touch of a page
/// costs more than all that a server does with it; a server that has run for a day has touched them all.
pub fn warm_page_cache(folder: &Path, bytes: usize) -> Outcome<()> {
    let path = folder.join("page-cache");
    let mut file = File::create(&path)?;
    let block = vec![7; BLOCK];
    for _block in 0..bytes.div_ceil(BLOCK) {
        file.write_all(&block)?;
    }
    drop(file);
    Ok(fs::remove_file(path)?)
}

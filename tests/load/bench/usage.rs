//! What processes have used, as the kernel tells: CPU time and memory.

use std::{fs, time::Instant};

use super::Outcome;

/// The kernel tells CPU time in hundredths of a second to every program, whatever its own tick.
const TICKS: f64 = 100.0;

/// Whose use is told apart.
pub struct Watch {
    /// The server.
    pub server: u32,
    /// PostgreSQL's first process.
    pub postmaster: Option<u32>,
}

/// CPU seconds up to an instant.
pub struct Reading {
    server: f64,
    database: f64,
    client: f64,
    machine: f64,
    at: Instant,
}

/// CPU seconds between two readings.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    /// Of the server.
    pub server: f64,
    /// Of all processes of PostgreSQL.
    pub database: f64,
    /// Of this program.
    pub client: f64,
    /// Of everybody else, in hundredths of one core.
    pub other_percent: f64,
}

impl Watch {
    /// Reads all.
    pub fn read(&self) -> Outcome<Reading> {
        let database = self.postmaster.map(with_children).transpose()?.unwrap_or(0.0);
        Ok(Reading {
            server: Stat::of(self.server)?.own,
            database,
            client: Stat::of(std::process::id())?.own,
            machine: machine()?,
            at: Instant::now(),
        })
    }
}

impl Reading {
    /// What was used between this reading and a later one.
    pub fn until(&self, later: &Self) -> Spent {
        let took = later.at - self.at;
        let (server, database, client) =
            (later.server - self.server, later.database - self.database, later.client - self.client);
        let other = (later.machine - self.machine - server - database - client).max(0.0);
        Spent { server, database, client, other_percent: 100.0 * other / took.as_secs_f64() }
    }
}

/// The line of one process.
struct Stat {
    parent: u32,
    /// Its own CPU seconds, of all its threads.
    own: f64,
    /// Those of its children that have ended.
    reaped: f64,
}

impl Stat {
    fn of(pid: u32) -> Outcome<Self> {
        let line = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        Self::parse(&line).ok_or_else(|| format!("/proc/{pid}/stat: {line:?}").into())
    }

    fn parse(line: &str) -> Option<Self> {
        // The name before it may hold anything, brackets too.
        let (_, fields) = line.rsplit_once(") ")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let seconds = |at: usize| fields.get(at)?.parse::<f64>().ok().map(|ticks| ticks / TICKS);
        Some(Self {
            parent: fields.get(1)?.parse().ok()?,
            own: seconds(11)? + seconds(12)?,
            reaped: seconds(13)? + seconds(14)?,
        })
    }
}

fn children(parent: u32) -> impl Iterator<Item = (u32, Stat)> {
    let pids = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // One that ends meanwhile is no longer there to be read.
    pids.filter_map(|pid| Some((pid, Stat::of(pid).ok()?))).filter(move |(_, stat)| stat.parent == parent)
}

fn with_children(parent: u32) -> Outcome<f64> {
    let running: f64 = children(parent).map(|(_, child)| child.own + child.reaped).sum();
    let parent = Stat::of(parent)?;
    Ok(parent.own + parent.reaped + running)
}

/// The parent of a process.
pub fn parent_of(pid: u32) -> Outcome<u32> {
    Ok(Stat::of(pid)?.parent)
}

/// A child of a process.
pub fn child_of(pid: u32) -> Option<u32> {
    children(pid).next().map(|(child, _)| child)
}

/// CPU seconds of the whole machine, what its host took away included: it spoils a measurement like any other work.
fn machine() -> Outcome<f64> {
    let text = fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = line.split_whitespace().skip(1).filter_map(|word| word.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal
    let busy = [0, 1, 2, 5, 6, 7].into_iter().filter_map(|at| ticks.get(at)).sum::<f64>();
    if busy > 0.0 { Ok(busy / TICKS) } else { Err(format!("/proc/stat: {line:?}").into()) }
}

/// What a process holds in memory, in MB (10^6 bytes).
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Pages of its own and shared ones.
    pub resident: f64,
    /// The same, with a page that n share counted as a part of n.
    pub proportional: f64,
    /// The most resident so far.
    pub peak: f64,
}

impl Memory {
    /// Of a process.
    pub fn of(pid: u32) -> Outcome<Self> {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let megabytes = |text: &str, name: &str| -> Outcome<f64> {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next());
            let kilobytes: f64 = kilobytes.ok_or_else(|| format!("/proc/{pid}: no {name}"))?.parse()?;
            Ok(kilobytes * 1024.0 / 1e6)
        };
        Ok(Self {
            resident: megabytes(&rollup, "Rss:")?,
            proportional: megabytes(&rollup, "Pss:")?,
            peak: megabytes(&status, "VmHWM:")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let line = "77 (a) b (c) S 12 77 77 0 -1 4194560 1 0 0 0 150 50 30 20 20 0 1 0 8 9 10";
        let stat = Stat::parse(line).unwrap();
        assert_eq!((stat.parent, stat.own, stat.reaped), (12, 2.0, 0.5));
        assert_eq!(parent_of(std::process::id()).unwrap(), std::os::unix::process::parent_id());
    }
}

//! The server under measurement: the release binary beside this one, as a process of its own.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use super::{Outcome, site::Site, usage};

/// A running server.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub pid: u32,
    /// From its start until it said that it was ready.
    pub ready_after: Duration,
    child: Child,
    /// Kept open: the server may write to it.
    _stdout: BufReader<ChildStdout>,
}

/// The server's binary.
pub fn binary() -> Outcome<PathBuf> {
    let file = std::env::current_exe()?.with_file_name("zerotrip");
    if file.is_file() {
        return Ok(file);
    }
    Err(format!("{} is not there: cargo build --release --workspace --bin zerotrip", file.display()).into())
}

impl Server {
    /// Starts it on a site.
    pub fn start(site: &Site) -> Outcome<Self> {
        Self::launch(Command::new(binary()?), site)
    }

    /// Starts it with every sync it asks for written to `trace`.
    pub fn start_traced(site: &Site, trace: &Path) -> Outcome<Self> {
        let mut strace = Command::new("strace");
        strace.args([
            "-f",
            "--seccomp-bpf",
            "-ttt",
            "-e",
            "trace=fsync,fdatasync,sync_file_range,msync",
            "-o",
        ]);
        strace.arg(trace).arg(binary()?);
        let mut server = Self::launch(strace, site)?;
        server.pid = usage::child_of(server.pid).ok_or("strace has started no server")?;
        Ok(server)
    }

    fn launch(mut command: Command, site: &Site) -> Outcome<Self> {
        let log = site.file("server.log");
        let stderr = File::options().create(true).append(true).open(&log)?;
        command.arg("serve").arg("--config").arg(&site.config);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr);
        let begun = Instant::now();
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let ready_after = begun.elapsed();
        let Some(address) = line.trim().strip_prefix("ready http://") else {
            let _ended = child.kill().and_then(|()| child.wait());
            let log = std::fs::read_to_string(log)?;
            let last: Vec<_> = log.lines().rev().take(3).collect();
            return Err(format!("the server did not become ready: {line:?} {last:?}").into());
        };
        let (address, pid) = (address.parse()?, child.id());
        Ok(Self { address, pid, ready_after, child, _stdout: stdout })
    }

    /// Ends it in order.
    pub fn stop(mut self) -> Outcome<()> {
        signal("-TERM", self.pid)?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Not when it has ended in order; strace would leave its child behind.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _gone_already = signal("-KILL", self.pid);
            let _gone_already = self.child.wait();
        }
    }
}

fn signal(name: &str, pid: u32) -> Outcome<()> {
    let sent = Command::new("sh").args(["-c", "kill \"$0\" \"$1\"", name, &pid.to_string()]).status()?;
    if sent.success() { Ok(()) } else { Err(format!("kill {name} {pid}: {sent}").into()) }
}

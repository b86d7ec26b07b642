//! A real S3 server for a story: SeaweedFS on free ports, in a folder of its own, gone with the story.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;
use zerotrip::config::Objects;

const ACCESS: &str = "storyaccess";
const SECRET: &str = "storysecret0123456789";

/// A running S3 server.
pub struct Weed {
    child: Child,
    port: u16,
    _dir: TempDir,
}

impl Weed {
    /// Starts one; its API is up when this returns, its volumes soon after.
    ///
    /// # Panics
    /// Without `ZEROTRIP_TEST_WEED`, which `make test` sets: a test that silently skips proves nothing.
    #[must_use]
    pub fn start() -> Self {
        let program = std::env::var("ZEROTRIP_TEST_WEED").unwrap_or_else(|_unset| {
            panic!("ZEROTRIP_TEST_WEED names no `weed`: run `make test`, which installs one")
        });
        let dir = tempfile::tempdir().unwrap();
        let identities = format!(
            r#"{{"identities":[{{"name":"story","credentials":[{{"accessKey":"{ACCESS}","secretKey":"{SECRET}"}}],
            "actions":["Admin","Read","Write","List"]}}]}}"#
        );
        let config = dir.path().join("s3.json");
        std::fs::write(&config, identities).unwrap();
        let port = free_ports();
        let mut child = Command::new(program)
            .arg("server")
            .arg(format!("-dir={}", dir.path().display()))
            .args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", "-s3.port.iceberg=0"])
            .args(["-master.volumeSizeLimitMB=64", "-volume.max=20", "-master.telemetry=false"])
            .arg(format!("-master.port={}", port + 1))
            .arg(format!("-volume.port={}", port + 2))
            .arg(format!("-filer.port={}", port + 3))
            .arg(format!("-s3.port={port}"))
            .arg(format!("-s3.config={}", config.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let up = log.by_ref().map_while(Result::ok).any(|line| line.contains("Start Seaweed S3 API Server"));
        assert!(up, "the S3 server ended before it was up");
        // It must not fill the pipe and stop.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, port, _dir: dir }
    }

    /// A site's settings for a bucket on it.
    #[must_use]
    pub fn objects(&self, bucket: &str) -> Objects {
        Objects {
            url: format!("s3://{bucket}/site"),
            endpoint: Some(format!("http://127.0.0.1:{}", self.port)),
            region: Some("us-east-1".into()),
            access_key: ACCESS.into(),
            secret_key: SECRET.into(),
            allow_http: true,
        }
    }
}

impl Drop for Weed {
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _reaped_before = self.child.wait();
    }
}

/// The first of four ports in a row that are free, each with the one 10,000 above it that its gRPC takes.
fn free_ports() -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    (12_000..22_000)
        .step_by(8)
        .skip((std::process::id() % 512) as usize)
        .find(|first| (*first..first + 4).all(|port| free(port) && free(port + 10_000)))
        .expect("free ports")
}

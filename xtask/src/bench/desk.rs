//! A release desk on a folder of its own.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::repository;

/// A running desk; ended and removed when dropped.
pub struct Desk {
    folder: PathBuf,
    server: Child,
    /// Where it listens.
    pub url: String,
    /// A key that sends.
    pub ingestion: String,
    /// A key that reads.
    pub service: String,
    /// How long it took from start to the first connection.
    pub listening_after: Duration,
}

impl Desk {
    /// Starts a desk with an owner, an instance and two keys.
    pub fn start() -> Result<Self> {
        let folder = repository::target().join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let mut init = spoor()
            .args([
                "init",
                "--location",
                "us-south",
                "--email",
                "bench@example.com",
                "--password-stdin",
                "--data",
            ])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        writeln!(init.stdin.take().context("no standard input")?, "only for this bench")?;
        ensure!(init.wait()?.success(), "the desk could not be made");
        let (ingestion, service) = (key(&folder, "ingestion")?, key(&folder, "service")?);
        let (server, url, listening_after) = serve(&folder)?;
        Ok(Self { folder, server, url, ingestion, service, listening_after })
    }

    /// Stops the desk in order, starts it again and says how long until it is ready.
    pub fn restart(&mut self) -> Result<Duration> {
        let id = self.server.id().to_string();
        ensure!(
            Command::new("kill").args(["-TERM", &id]).status()?.success(),
            "the desk could not be stopped"
        );
        ensure!(self.server.wait()?.success(), "the desk did not stop in order");
        let started = Instant::now();
        (self.server, self.url, _) = serve(&self.folder)?;
        while ureq::get(format!("{}/readyz", self.url)).call().is_err() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(started.elapsed())
    }

    /// Asks for the data events of every source that has sent so far: some services' are only
    /// stored for those who ask.
    pub fn want_data_events(&self) -> Result<()> {
        let list = ureq::get(format!("{}/v1/sources", self.url)).header("servicekey", &self.service);
        let listed: serde_json::Value = serde_json::from_reader(list.call()?.into_body().into_reader())?;
        for source in listed["sources"].as_array().into_iter().flatten() {
            if source["data_events"] == false {
                let id = source["id"].as_str().context("a source without an id")?;
                let switch = ureq::patch(format!("{}/v1/sources/{id}", self.url));
                let switch = switch.header("servicekey", &self.service);
                switch.header("content-type", "application/json").send("{\"data_events\":true}")?;
            }
        }
        Ok(())
    }

    /// Processor time the server has used, user and system.
    pub fn processor(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.server.id()))?;
        let after_name = stat.rsplit_once(')').context("stat has no name")?.1;
        let ticks: u64 = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<u64>().unwrap_or(0))
            .sum();
        // Linux counts in hundredths of a second on every architecture it shows this on.
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Resident memory, in bytes.
    pub fn resident(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kib * 1024.0)
    }

    /// Bytes of everything in the data folder.
    pub fn disk(&self) -> Result<u64> {
        sum(&self.folder)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn spoor() -> Command {
    Command::new(repository::spoor("release"))
}

fn key(folder: &Path, kind: &str) -> Result<String> {
    let arguments = ["key", "create", "--location", "us-south", "--name", "bench", "--type", kind, "--data"];
    let output = spoor().args(arguments).arg(folder).output()?;
    ensure!(output.status.success(), "no key could be made");
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn serve(folder: &Path) -> Result<(Child, String, Duration)> {
    let started = Instant::now();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--config-rate", "0", "--data"];
    let mut server =
        spoor().args(arguments).arg(folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let stdout = server.stdout.take().context("no standard output")?;
    for line in BufReader::new(stdout).lines() {
        if let Some((_, address)) = line?.split_once("http://") {
            let address = address.split('/').next().unwrap_or_default();
            while std::net::TcpStream::connect(address).is_err() {
                std::thread::sleep(Duration::from_millis(1));
            }
            return Ok((server, format!("http://{address}"), started.elapsed()));
        }
    }
    anyhow::bail!("the desk printed no address")
}

fn sum(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { sum(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

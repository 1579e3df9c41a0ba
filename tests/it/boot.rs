//! The reference service, as whole processes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A service that has booted.
struct Service {
    process: Child,
    output: BufReader<ChildStdout>,
    /// What it said of its migrations.
    report: String,
    address: String,
}

impl Service {
    fn spawn(url: &str) -> Result<Child> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bookings"));
        command
            .env("DATABASE_URL", url)
            .env("PORT", "0")
            .env("NO_COLOR", "1");
        command.env_remove("RUST_LOG");
        Ok(command.stdout(Stdio::piped()).spawn()?)
    }

    /// Reads its log until it serves.
    fn booted(mut process: Child) -> Result<Self> {
        let mut output = BufReader::new(process.stdout.take().ok_or("no output")?);
        let mut report = None;
        loop {
            let mut line = String::new();
            if output.read_line(&mut line)? == 0 {
                return Err(format!("the service ended: {}", process.wait()?).into());
            }
            if let Some((_, said)) = line.split_once("migrations: ") {
                report = Some(said.trim().to_owned());
            }
            if let Some((_, address)) = line.split_once("listening on http://") {
                let address = address.trim().to_owned();
                let report = report.ok_or("no report")?;
                return Ok(Self {
                    process,
                    output,
                    report,
                    address,
                });
            }
        }
    }

    fn get(&self, path: &str) -> Result<String> {
        self.request(&format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        ))
    }

    fn post(&self, path: &str, body: &str) -> Result<String> {
        let length = body.len();
        self.request(&format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    fn request(&self, request: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Asks it to end, and waits.
    fn stop(mut self) -> Result<String> {
        let kill = Command::new("kill")
            .arg(self.process.id().to_string())
            .status()?;
        assert!(kill.success());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest)?;
        assert!(self.process.wait()?.success());
        Ok(rest)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_first_start_migrates_and_a_second_has_nothing_to_do() -> Result {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite:{}", directory.path().join("bookings.db").display());
    let first = Service::booted(Service::spawn(&url)?)?;
    assert!(
        first.report.starts_with("4 applied in "),
        "{}",
        first.report
    );
    let health = first.get("/health")?;
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    assert!(
        health.contains("\"version\":20260301120000") && health.contains("\"pending\":[]"),
        "{health}"
    );
    let body = r#"{"room":"Attic","guest":"Ada","arrives":"2026-12-01","leaves":"2026-12-03"}"#;
    assert!(first.post("/bookings", body)?.starts_with("HTTP/1.1 201"));
    assert!(first.post("/bookings", body)?.starts_with("HTTP/1.1 409"));
    assert!(first.get("/bookings")?.contains("\"guest\":\"Ada\""));
    assert!(first.stop()?.contains("shutting down"));

    let second = Service::booted(Service::spawn(&url)?)?;
    assert_eq!(
        second.report,
        "0 applied, the schema is up to date (4 embedded)"
    );
    assert!(second.get("/bookings")?.contains("Ada"));
    Ok(())
}

#[test]
fn eight_processes_at_once_twenty_times() -> Result {
    for _ in 0..20 {
        let directory = tempfile::tempdir()?;
        let url = format!("sqlite:{}", directory.path().join("bookings.db").display());
        let processes: Vec<Child> = (0..8)
            .map(|_| Service::spawn(&url))
            .collect::<Result<_>>()?;
        let mut applied = 0;
        for process in processes {
            let service = Service::booted(process)?;
            let count = service.report.split(' ').next().unwrap_or_default();
            applied += count.parse::<u32>()?;
        }
        assert_eq!(applied, 4);
    }
    Ok(())
}

//! Running external programs.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::result::Result;

/// Runs a command and returns its standard output. Its errors are shown only if it fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run {command:?}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}\n{said}", output.status).into())
}

/// How long a whole process takes.
pub(crate) fn seconds(command: &mut Command) -> Result<f64> {
    let started = Instant::now();
    output(command)?;
    Ok(started.elapsed().as_secs_f64())
}

/// How long a whole process takes, and the CPU time of the process and its children.
pub(crate) fn seconds_and_cpu(command: &mut Command) -> Result<(f64, f64)> {
    let before = cpu_of_children()?;
    let seconds = seconds(command)?;
    Ok((seconds, cpu_of_children()? - before))
}

/// The CPU seconds of all children so far, as Linux counts them.
fn cpu_of_children() -> Result<f64> {
    /// The unit in which Linux reports CPU time to all programs since 2.6.
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = String::from_utf8(fs::read("/proc/self/stat")?)?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("/proc/self/stat")?;
    let fields = fields.split(' ').skip(13).take(2);
    let ticks: std::result::Result<Vec<f64>, _> = fields.map(str::parse).collect();
    Ok(ticks?.iter().sum::<f64>() / TICKS_PER_SECOND)
}

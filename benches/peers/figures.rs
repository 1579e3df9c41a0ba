//! The output of a measured program: a name and a number per line, in seconds and KiB.

use std::error::Error;
use std::time::Instant;

/// The start of the next measurement.
pub(crate) fn connected(started: Instant) -> Instant {
    println!("connect {}", started.elapsed().as_secs_f64());
    Instant::now()
}

/// The end. Also prints the peak resident memory, as Linux counts it.
pub(crate) fn ran(started: Instant) -> Result<(), Box<dyn Error>> {
    println!("run {}", started.elapsed().as_secs_f64());
    let status = String::from_utf8(std::fs::read("/proc/self/status")?)?;
    let line = status.split('\n').find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_ascii_whitespace().nth(1));
    println!("peak {}", number.ok_or("no VmHWM in /proc/self/status")?);
    Ok(())
}

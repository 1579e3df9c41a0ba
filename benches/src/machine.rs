//! On what was measured, in general words.

use std::fs;
use std::process::Command;

use crate::process;

/// One line; what cannot be found out is left out.
pub(crate) fn describe() -> String {
    let mut parts = Vec::new();
    if let Ok(cores) = std::thread::available_parallelism() {
        parts.push(format!("{cores} cores"));
    }
    parts.extend(memory());
    if reads("/proc/cpuinfo", "hypervisor") {
        parts.push("a virtual machine".to_owned());
    }
    if std::env::temp_dir().starts_with("/dev/shm") {
        parts.push("servers whose files are in memory".to_owned());
    }
    for (program, argument, words) in [
        ("uname", "-sm", 2),
        ("rustc", "--version", 2),
        ("psql", "--version", 3),
        ("mariadb", "--version", 5),
        ("sqlite3", "--version", 1),
    ] {
        if let Ok(said) = process::output(Command::new(program).arg(argument)) {
            let said: Vec<&str> = said.split_ascii_whitespace().take(words).collect();
            let name = if words == 1 {
                format!("{program} ")
            } else {
                String::new()
            };
            parts.push(format!("{name}{}", said.join(" ").trim_end_matches(',')));
        }
    }
    format!(
        "Measured on: {}.{}",
        parts.join(", "),
        load().unwrap_or_default()
    )
}

/// How busy the machine was with this and other work in the last quarter of an hour.
fn load() -> Option<String> {
    let text = String::from_utf8(fs::read("/proc/loadavg").ok()?).ok()?;
    let minutes = text.split(' ').nth(2)?;
    Some(format!(" Load average at the end: {minutes}."))
}

fn reads(file: &str, word: &str) -> bool {
    fs::read(file).is_ok_and(|text| String::from_utf8_lossy(&text).contains(word))
}

fn memory() -> Option<String> {
    let text = String::from_utf8(fs::read("/proc/meminfo").ok()?).ok()?;
    let line = text
        .split('\n')
        .find(|line| line.starts_with("MemTotal:"))?;
    let kib: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(format!("{} GiB of memory", kib.div_ceil(1 << 20)))
}

use std::env;
use std::path::Path;
use std::process::Command;

/// `cargo build` of a package, apart from what else cargo is told in this process.
pub(crate) fn cargo(package: &Path, target: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--quiet"])
        .current_dir(package)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS");
    cargo
}

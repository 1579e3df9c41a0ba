//! Runs the workflow step by step, as GitHub would.

use std::env;
use std::path::Path;
use std::process::Command;

use yaml_rust2::{Yaml, YamlLoader};

use crate::project::{Project, Result, postgres};

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");

/// Runs the steps that work without GitHub. Returns their output, and whether all succeeded.
fn run(project: &Project, url: &str) -> Result<(bool, String)> {
    let text = project.read(".github/workflows/migrations.yml")?;
    let document = YamlLoader::load_from_str(&text)?.remove(0);
    let job = &document["jobs"]["migrations"];
    let steps = job["steps"].as_vec().ok_or("steps")?;
    assert!(
        steps[0]["uses"]
            .as_str()
            .is_some_and(|uses| uses.starts_with("actions/checkout@"))
    );
    let bin = Path::new(env!("CARGO_BIN_EXE_cargo-migrate"));
    let bin = bin.parent().ok_or("a folder")?.display().to_string();
    let path = format!("{bin}:{}", env::var("PATH")?);
    let mut said = String::new();
    for script in steps.iter().filter_map(|step| step["run"].as_str()) {
        // The command is already installed, and this project contains only migrations.
        if script.starts_with("cargo install") || script.starts_with("cargo build") {
            continue;
        }
        let mut bash = Command::new("bash");
        bash.args(["-eo", "pipefail", "-c", script])
            .current_dir(project.root());
        bash.env("PATH", &path)
            .env("DATABASE_URL", url)
            .env("BASE", "main");
        let output = bash.output()?;
        said += &String::from_utf8([output.stdout, output.stderr].concat())?;
        if !output.status.success() {
            return Ok((false, said));
        }
    }
    Ok((true, said))
}

#[test]
fn a_pull_request_is_checked() -> Result {
    let origin = Project::new(&[A])?;
    origin.git("init --quiet --initial-branch main")?;
    origin.ends("init --dialect postgres", 0)?;
    origin.ends("seal", 0)?;
    origin.commit("first")?;

    let clone = Project::new(&[])?;
    std::fs::remove_dir(clone.root().join("migrations"))?;
    let from = format!("file://{}", origin.root().display());
    clone.git(&format!("clone --quiet --depth=1 {from} ."))?;
    clone.ends("ci github", 0)?;
    clone.says("ci github", 1, &["already exists"])?;

    let server = postgres()?;
    let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
    let url = |what: &str| format!("{base}/ci_{what}_{}", std::process::id());
    let (passed, said) = run(&clone, &url("first"))?;
    assert!(passed, "{said}");
    assert!(said.contains("applied 1_a"), "{said}");

    clone.write("2_b.sql", "INSERT INTO a VALUES (1 / 0);\n")?;
    clone.ends("seal", 0)?;
    let (passed, said) = run(&clone, &url("second"))?;
    assert!(!passed && said.contains("division by zero"), "{said}");

    // The migration was edited, and sealed as if it were new.
    clone.remove("2_b.sql")?;
    clone.remove("migrations.lock")?;
    clone.write(A.0, "CREATE TABLE a (id TEXT);\n")?;
    clone.ends("init --dialect postgres", 0)?;
    clone.ends("seal", 0)?;
    let (passed, said) = run(&clone, &url("third"))?;
    let annotation = "::error file=migrations/1_a.sql,line=1,col=1,title=edited-migration::";
    assert!(!passed && said.contains(annotation), "{said}");
    Ok(())
}

#[test]
fn each_kind_of_database_has_its_service() -> Result {
    for (dialect, service) in [
        ("postgres", "postgres"),
        ("mysql", "mariadb"),
        ("sqlite", ""),
    ] {
        let project = Project::committed(&[A])?;
        project.ends(&format!("ci github --dialect {dialect}"), 0)?;
        let text = project.read(".github/workflows/migrations.yml")?;
        let document = YamlLoader::load_from_str(&text)?.remove(0);
        let services = &document["jobs"]["migrations"]["services"];
        let has = matches!(services[service], Yaml::Hash(_));
        assert_eq!(has, !service.is_empty(), "{text}");
    }
    Ok(())
}

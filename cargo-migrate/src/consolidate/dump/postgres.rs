use std::collections::BTreeSet;
use std::path::Path as FilePath;
use std::process::{Command, Stdio};

use migrate_directory::{Dialect, split};
use migrate_runtime::command::Address;
use migrate_schema::{FOREIGN_HISTORIES, supabase};

use crate::failure::Failure;

/// The kinds of objects that a user may add to a schema of Supabase.
const SHARED: [&str; 2] = ["POLICY", "TRIGGER"];

/// The body of a function may refer to objects that are created later.
const UNCHECKED: &str = "SET LOCAL check_function_bodies = false";

/// The parsed output of `pg_dump`.
pub(super) struct Dump {
    entries: Vec<Entry>,
    /// The role that ran `pg_dump`.
    user: String,
}

/// An object of a dump.
struct Entry {
    name: String,
    kind: String,
    schema: String,
    owner: String,
    statements: Vec<String>,
}

pub(super) fn dump(program: &FilePath, url: &str) -> Result<Dump, Failure> {
    let address = Address::new(url);
    let mut command = Command::new(program);
    command.args([
        "--schema-only",
        "--no-tablespaces",
        "--no-subscriptions",
        "--encoding=UTF8",
    ]);
    command
        .arg("--exclude-schema=_migrate")
        .arg("--no-password");
    for table in FOREIGN_HISTORIES {
        command.arg(format!("--exclude-table=*.{table}"));
    }
    let url = address.without_password(&SHARED_SETTINGS);
    command.arg(format!("--dbname={url}"));
    // Other users of this machine can read the command line.
    if let Some(password) = address.password() {
        command.env("PGPASSWORD", password);
    }
    let output = command.stdin(Stdio::null()).output();
    let output =
        output.map_err(|error| Failure::database(format!("cannot run pg_dump: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(
            Failure::database(format!("pg_dump failed: {}", said.trim()))
                .help("use a pg_dump that is not older than the server"),
        );
    }
    Ok(Dump {
        entries: entries(&String::from_utf8_lossy(&output.stdout)),
        user: address.user(),
    })
}

/// The statements that create what is in `after` but not in `before`.
pub(super) fn schema_sql(before: &Dump, after: &Dump, is_supabase: bool) -> String {
    let statements = |dump: &Dump| -> Vec<String> {
        let entries = dump.entries.iter();
        let kept = entries.filter(|entry| !is_supabase || !entry.is_platforms());
        let statements = kept.flat_map(|entry| entry.statements.iter());
        statements
            .map(|one| without_role(one, &dump.user))
            .collect()
    };
    let (given, made) = (statements(before), statements(after));
    let given: BTreeSet<&String> = given.iter().collect();
    let is_default = |statement: &str| statement.starts_with("ALTER DEFAULT PRIVILEGES");
    let new: Vec<&String> = made.iter().filter(|one| !given.contains(one)).collect();
    let mut text = Vec::new();
    if new
        .iter()
        .any(|one| one.starts_with("CREATE FUNCTION") || one.starts_with("CREATE PROCEDURE"))
    {
        text.push(UNCHECKED.to_owned());
    }
    // A dump lists the grants beyond the built-in ones, so default privileges must not add any
    // while the objects are created: they are revoked first and granted again afterwards.
    let defaults: Vec<&&String> = given
        .iter()
        .filter(|one| is_default(one) && one.contains(" GRANT "))
        .collect();
    let makes = new.iter().any(|one| one.starts_with("CREATE "));
    let pauses: Vec<&&String> = defaults.into_iter().filter(|_| makes).collect();
    text.extend(pauses.iter().map(|one| revoked(one)));
    text.extend(new.iter().map(|one| (*one).clone()));
    let stays = |one: &&&&String| made.contains(**one);
    text.extend(pauses.iter().filter(stays).map(|one| (**one).clone()));
    let text: Vec<String> = text.into_iter().map(|one| format!("{one};\n")).collect();
    text.join("\n")
}

impl Entry {
    /// Whether Supabase manages the object.
    fn is_platforms(&self) -> bool {
        let is_managed =
            |name: &str| supabase::SCHEMAS.contains(&name) || name == "supabase_migrations";
        let names_extension = |entry: &Self| {
            let name = entry
                .name
                .trim_start_matches("EXTENSION ")
                .trim_matches('"');
            supabase::EXTENSIONS.contains(&name)
        };
        self.owner == "supabase_admin"
            || is_managed(&self.schema) && !SHARED.contains(&self.kind.as_str())
            || self.kind == "SCHEMA" && is_managed(&self.name)
            || self.schema == "-" && self.name.strip_prefix("SCHEMA ").is_some_and(is_managed)
            || (self.kind == "EXTENSION" || self.name.starts_with("EXTENSION "))
                && names_extension(self)
            || self.kind == "DEFAULT ACL" && self.name.contains("supabase_admin")
            || self.kind == "PUBLICATION" && self.name.starts_with("supabase_realtime")
    }
}

/// Splits a dump into its objects. Each begins with three lines of comments; the settings before
/// the first one are left out.
fn entries(text: &str) -> Vec<Entry> {
    let text = text.replace("\r\n", "\n");
    let mut entries: Vec<(Entry, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(entry) = header(line) {
            entries.push((entry, String::new()));
        } else if let Some((_, body)) = entries.last_mut() {
            body.push_str(line);
        }
    }
    let filled = entries.into_iter().map(|(entry, body)| Entry {
        statements: statements(&body),
        ..entry
    });
    filled.collect()
}

/// `-- Name: users; Type: TABLE; Schema: public; Owner: app`
fn header(line: &str) -> Option<Entry> {
    let (name, rest) = line.strip_prefix("-- Name: ")?.split_once("; Type: ")?;
    let (kind, rest) = rest.split_once("; Schema: ")?;
    let (schema, rest) = rest.split_once("; Owner: ")?;
    Some(Entry {
        name: name.to_owned(),
        kind: kind.to_owned(),
        schema: schema.to_owned(),
        owner: rest.split(';').next().unwrap_or_default().trim().to_owned(),
        statements: Vec::new(),
    })
}

/// The statements of an object, without session settings, owners and the schema `public`.
fn statements(body: &str) -> Vec<String> {
    let split = split(body, Dialect::Postgres);
    let texts = split
        .statements
        .iter()
        .map(|one| body[one.text.clone()].trim());
    let kept = texts.filter(|one| {
        let is_owner =
            one.starts_with("ALTER ") && one.contains(" OWNER TO ") && !one.contains('\n');
        !one.starts_with("SET ")
            && !one.starts_with("SELECT pg_catalog.set_config(")
            && !is_owner
            && *one != "CREATE SCHEMA public"
            && *one != "COMMENT ON SCHEMA public IS 'standard public schema'"
    });
    kept.map(str::to_owned).collect()
}

/// Default privileges apply to the role that runs the migrations, so its name is removed.
fn without_role(statement: &str, user: &str) -> String {
    if !statement.starts_with("ALTER DEFAULT PRIVILEGES FOR ROLE ") {
        return statement.to_owned();
    }
    let [plain, quoted] = [
        user.to_owned(),
        format!("\"{}\"", user.replace('"', "\"\"")),
    ]
    .map(|role| format!(" FOR ROLE {role} "));
    statement.replacen(&plain, " ", 1).replacen(&quoted, " ", 1)
}

fn revoked(grant: &str) -> String {
    let revoke = grant.replacen(" GRANT ", " REVOKE ", 1);
    match revoke.rsplit_once(" TO ") {
        Some((before, role)) => format!("{before} FROM {role}"),
        None => revoke,
    }
}

/// Settings that `pg_dump` knows too.
const SHARED_SETTINGS: [&str; 10] = [
    "application_name",
    "dbname",
    "host",
    "options",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "--\n-- PostgreSQL database dump\n--\n\n\\restrict x\n\nSET client_encoding = 'UTF8';\n\n\
        --\n-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: postgres\n--\n\n\
        ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES  TO anon;\n\n\n\\unrestrict x\n";

    fn dumped(text: &str) -> Dump {
        Dump {
            entries: entries(text),
            user: "postgres".to_owned(),
        }
    }

    #[test]
    fn only_what_is_new_and_means_something_stays() {
        let table = "--\n-- Name: t; Type: TABLE; Schema: public; Owner: postgres\n--\n\nCREATE TABLE public.t (\n    id integer\n);\n\n\n\
            ALTER TABLE public.t OWNER TO postgres;\nSET default_tablespace = '';\n\n--\n-- Name: DEFAULT";
        let after = BEFORE.replacen("--\n-- Name: DEFAULT", table, 1);
        let made = schema_sql(&dumped(BEFORE), &dumped(&after), true);
        assert_eq!(
            made,
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES  FROM anon;\n\n\
             CREATE TABLE public.t (\n    id integer\n);\n\n\
             ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES  TO anon;\n"
        );
        assert_eq!(schema_sql(&dumped(BEFORE), &dumped(BEFORE), true), "");
    }

    #[test]
    fn a_password_is_not_on_the_command_line() {
        let address = Address::new(
            "postgres://me:s%20cret@host:1/app?sslmode=disable&statement-cache-capacity=100",
        );
        let url = address.without_password(&SHARED_SETTINGS);
        assert_eq!(url, "postgres://me@host:1/app?sslmode=disable");
        assert_eq!(address.password().as_deref(), Some("s cret"));
        assert_eq!(address.user(), "me");
    }
}

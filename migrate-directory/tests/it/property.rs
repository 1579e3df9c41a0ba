use migrate_directory::{Dialect, Directory, Settings, Snapshot};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::NAME;
use crate::tiling;

/// What the splitter, the directives and the lock look for.
const FRAGMENTS: &[&str] = &[
    " ",
    "\n",
    "\r",
    "\t",
    "\u{feff}",
    "é",
    "\u{a0}",
    "\0",
    ";",
    ";;",
    "(",
    ")",
    "[",
    "]",
    ".",
    ":",
    ",",
    "=",
    "'",
    "''",
    "\"",
    "`",
    "\\",
    "\\'",
    "E'",
    "e'\\'",
    "U&'",
    "$",
    "$$",
    "$a$",
    "$1",
    "$é$",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    "/*!",
    "/*M!",
    "// ",
    "//",
    "$$ ",
    "DELIMITER //\n",
    "DELIMITER $$\n",
    "\nDELIMITER ;\n",
    "delimiter é\n",
    "CREATE ",
    "ALTER ",
    "TEMP ",
    "TRIGGER t ",
    "FUNCTION f() ",
    "PROCEDURE p() ",
    "EVENT ",
    "TABLE a ",
    "TYPE t ",
    "ADD VALUE 'a'",
    "INDEX ",
    "CONCURRENTLY ",
    "BEGIN ",
    "BEGIN NOT ATOMIC ",
    "ATOMIC ",
    "END",
    "END;",
    "; END;",
    "END IF;",
    "END CASE;",
    "IF ",
    "THEN ",
    "ELSE ",
    "LOOP ",
    "WHILE ",
    "DO ",
    "REPEAT ",
    "UNTIL ",
    "CASE ",
    "WHEN ",
    "FOR ",
    "ROW ",
    "DECLARE ",
    "HANDLER ",
    "AS ",
    "SELECT 1",
    "COMMIT",
    "ROLLBACK TO a",
    "VACUUM",
    "PRAGMA foreign_keys=off",
    "PRAGMA journal_mode",
    "ATTACH ",
    "COPY t FROM stdin",
    "\\.\n",
    "\\d\n",
    "\n.mode csv\n",
    "-- migrate: ",
    "transaction(none)\n",
    "foreign-keys(off)\n",
    "allow(empty-migration) why\n",
    "lock-timeout(10s)\n",
    "breaking\n",
    "-- migrate:up\n",
    "-- +goose Up\n",
    "head ",
    "format 1  dialect postgres",
    "  set default\n",
    "breaking:no  1_a\n",
    "    was ",
    "<<<<<<< ",
    "dialect = ",
    "\"sqlite\"",
    "duplicate-versions",
    "1_",
    "a.sql",
];

fn fragments() -> impl Strategy<Value = String> {
    prop::collection::vec(select(FRAGMENTS), 0..24).prop_map(|parts| parts.concat())
}

/// Understands the texts as a migration, as the lock and as the settings, and shows every problem.
fn understand(name: &str, text: &str, other: &str) {
    let path = |folder: &str| format!("{folder}{name}.sql");
    let (flat, folder) = (path("1_"), path("2_b/"));
    let files = [
        (flat.as_str(), text),
        ("1_a.down.sql", other),
        (folder.as_str(), text),
        ("3_c/up.sql", other),
        ("migrations.lock", other),
        ("migrate.toml", text),
    ];
    for left_out in 0..=files.len() {
        let kept = files
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != left_out);
        let snapshot = Snapshot::of(NAME, kept.map(|(_, file)| *file));
        for dialect in Dialect::ALL {
            let settings = Settings {
                dialect: None,
                dialects: vec![dialect],
                release: true,
            };
            let directory = Directory::new(&snapshot, &settings);
            for diagnostic in &directory.diagnostics {
                let text = directory.text(&diagnostic.path);
                assert!(!diagnostic.line(text).is_empty());
                assert!(!diagnostic.frame(text).is_empty());
            }
            assert!(directory.embed(&snapshot).is_some() || directory.dialect.is_none());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_text_is_tiled(text in any::<String>()) {
        tiling::check(&text);
    }

    #[test]
    fn fragments_are_tiled(text in fragments()) {
        tiling::check(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_understood(name in any::<String>(), text in any::<String>(), other in any::<String>()) {
        understand(&name, &text, &other);
    }

    #[test]
    fn fragments_are_understood(text in fragments(), other in fragments()) {
        understand("a", &text, &other);
    }
}

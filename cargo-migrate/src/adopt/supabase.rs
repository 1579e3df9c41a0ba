//! The Supabase CLI: the statements themselves, as split by its own splitter.

mod split;

use migrate_runtime::command::{ForeignTool, Verified};

use self::split::split;
use super::file::{File, Proven};
use super::read::{Cells, Column};
use super::row::{Key, Proof, Row, Says};
use super::tool::{Rows, Tool, no_lock};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Supabase,
    columns: &[
        Column::Text("version"),
        Column::Text("name"),
        Column::Json("statements"),
    ],
    order: "version",
    rows: Rows::Each(row),
    lock: no_lock,
};

fn row(cells: Cells) -> Row {
    let [version, name, statements] = cells.take();
    let version = version.unwrap_or_default();
    let shown = name.map_or_else(|| version.clone(), |name| format!("{version}_{name}"));
    // Old projects store no statements.
    let statements: Option<Vec<String>> =
        statements.and_then(|json| serde_json::from_str(&json).ok());
    let says = match (Key::version(&version), statements) {
        (None, _) => Says::unknown(&version),
        (Some(key), None) => Says::by_name(key),
        (Some(key), Some(statements)) => {
            let proof: Proof = Box::new(move |file| proven(file, &statements));
            Says::Applied { key, proof }
        }
    };
    Row::new(shown, says)
}

fn proven(file: &File, statements: &[String]) -> Option<Proven> {
    let proven = Proven::by(Verified::Content);
    let texts = file.texts.as_ref()?;
    if split(&texts.raw) == statements {
        return Some(proven);
    }
    let folded = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let is: Vec<String> = split(&texts.normalised)
        .iter()
        .map(|one| folded(one))
        .collect();
    let was: Vec<String> = statements.iter().map(|one| folded(one)).collect();
    (is == was).then(|| proven.but("white space"))
}

//! What a database holds besides our history: other tools' histories, and objects that nobody
//! recorded.

use crate::engine::{Catalogue, Channel, Engine};
use crate::error::Kind;
use crate::foreign::{self, Contents, ForeignHistory};
use crate::history::{Cells, Place, Row, RowState};
use crate::link::first_cell;
use crate::look::read;
use crate::sql::literal;
use crate::{Dialect, Error};

const LOOKING: &str = "looking around";

/// What is in a database that our history does not explain.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) histories: Vec<ForeignHistory>,
    /// A table or view, the first one found.
    object: Option<String>,
}

/// Why a boot is refused on a database that is not empty and has no history.
pub(crate) async fn refusal<C: Channel>(db: &mut C, place: &Place) -> Result<Option<Kind>, Error> {
    let survey = Survey::of(db, place).await?;
    let kind = survey.refusal();
    if kind.is_some() && is_known(db, place).await? {
        return Ok(None);
    }
    Ok(kind)
}

impl Survey {
    pub(crate) async fn of<C: Channel>(db: &mut C, place: &Place) -> Result<Self, Error> {
        let rows = read(db, place, LOOKING, objects_sql::<C::Engine>(place)).await?;
        let mut survey = Self::default();
        let mut is_visible = Vec::new();
        for row in rows {
            let Object {
                schema,
                table,
                columns,
                visible,
            } = Object::of(row);
            let columns: Vec<&str> = columns.split(' ').collect();
            let found = ForeignHistory::recognise(place.dialect, &schema, &table, &columns);
            if let Some(history) = found {
                if visible {
                    is_visible.push(history.tool);
                }
                // Where bare names mean one of a tool's tables, that is the one; it comes first.
                if visible || !is_visible.contains(&history.tool) {
                    survey.histories.push(history);
                }
            } else if survey.object.is_none() {
                let is_usual = place.dialect != Dialect::Postgres || schema == "public";
                survey.object = Some(if is_usual {
                    table
                } else {
                    format!("{schema}.{table}")
                });
            }
        }
        Ok(survey)
    }

    fn refusal(&self) -> Option<Kind> {
        if let Some(history) = self.histories.first() {
            return Some(Kind::Refused {
                message: format!(
                    "the database has a history of {} (`{history}`), and none of these migrations; nothing was run",
                    history.tool
                ),
                help: "take it over with `cargo migrate adopt`; `--dry-run` shows it first"
                    .to_owned(),
            });
        }
        let object = self.object.as_ref()?;
        Some(Kind::Refused {
            message: format!(
                "the database is not empty, it has `{object}`, and there is no history of these migrations; nothing was run"
            ),
            help: "if these migrations made what is there, record that with `cargo migrate baseline`; \
                   if it belongs to somebody else, record that with `cargo migrate baseline --trust --to 0`"
                .to_owned(),
        })
    }
}

/// The tables of other tools' histories, with what they hold.
#[cfg(feature = "command")]
pub(crate) async fn histories<C: Channel>(
    db: &mut C,
    place: &Place,
) -> Result<Vec<ForeignHistory>, Error> {
    let mut histories = Survey::of(db, place).await?.histories;
    for history in &mut histories {
        history.contents = contents(db, place, history).await?;
    }
    Ok(histories)
}

/// What a tool's table holds now.
pub(crate) async fn contents<C: Channel>(
    db: &mut C,
    place: &Place,
    history: &ForeignHistory,
) -> Result<Contents, Error> {
    let doing = "reading another tool's history";
    let rows = read(db, place, doing, lines_sql::<C::Engine>(history)).await?;
    Ok(Contents::new(rows.into_iter().filter_map(first).collect()))
}

/// What people should know about a database: another tool was used after its history was taken
/// over, or a run would be refused. Without an answer where something cannot be read.
pub(crate) async fn warnings<C: Channel>(db: &mut C, place: &Place, rows: &[Row]) -> Vec<String> {
    let warning = if rows.is_empty() {
        let refusal = refusal(db, place).await;
        refusal.map(|kind| kind.map(|kind| kind.to_string()))
    } else {
        old_tool(db, place, rows).await
    };
    match warning {
        Ok(warning) => warning.into_iter().collect(),
        Err(error) => {
            tracing::debug!(%error, "what else the database holds is not known");
            Vec::new()
        }
    }
}

/// Whether the tool whose history was adopted has been used since.
pub(crate) async fn old_tool<C: Channel>(
    db: &mut C,
    place: &Place,
    rows: &[Row],
) -> Result<Option<String>, Error> {
    // An adopted history may have been consolidated.
    let may_be_adopted = |row: &Row| matches!(row.state, RowState::Adopted | RowState::Baseline);
    if !rows.iter().any(may_be_adopted) {
        return Ok(None);
    }
    let doing = "reading what was adopted";
    let event = &place.tables.bare_event();
    let readable = C::Engine::readable_sql(place.tables.bare_schema(), event);
    if !is_true(db, place, readable).await? {
        return Ok(None);
    }
    let records = read(db, place, doing, place.adopted_sql()).await?;
    let record = records.into_iter().find_map(first).unwrap_or_default();
    let Some((history, digest)) = ForeignHistory::recorded(place.dialect, &record) else {
        return Ok(None);
    };
    // A table that was dropped is not in use.
    let readable = C::Engine::readable_sql(&history.schema, &history.table);
    if !is_true(db, place, readable).await?
        || contents(db, place, &history).await?.digest() == digest
    {
        return Ok(None);
    }
    let tool = history.tool;
    Ok(Some(format!(
        "{tool} was used on this database after its history was adopted: `{history}` has changed\n  = help: \
         stop running {tool} here, and compare what it did with the migrations"
    )))
}

/// Whether our history holds anything, of any set: then somebody decided about this database.
async fn is_known<C: Channel>(db: &mut C, place: &Place) -> Result<bool, Error> {
    let tables = &place.tables;
    let readable = C::Engine::readable_sql(tables.bare_schema(), tables.bare_history());
    if !is_true(db, place, readable).await? {
        return Ok(false);
    }
    let sql = format!(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM {}) OR EXISTS (SELECT 1 FROM {}) THEN 'true' ELSE 'false' END",
        tables.history(),
        tables.event()
    );
    is_true(db, place, sql).await
}

async fn is_true<C: Channel>(db: &mut C, place: &Place, sql: String) -> Result<bool, Error> {
    let rows = read(db, place, LOOKING, sql).await?;
    Ok(first_cell(&rows) == Some("true"))
}

fn first(cells: Cells) -> Option<String> {
    cells.into_iter().next().flatten()
}

/// A row of [`objects_sql`].
struct Object {
    schema: String,
    table: String,
    /// Separated by spaces.
    columns: String,
    /// Whether the bare name means it.
    visible: bool,
}

impl Object {
    fn of(cells: Cells) -> Self {
        let mut cells = cells.into_iter();
        let mut next = || cells.next().flatten().unwrap_or_default();
        Self {
            schema: next(),
            table: next(),
            columns: next(),
            visible: next() == "true",
        }
    }
}

/// The query for [`Object`]s.
fn objects_sql<E: Engine>(place: &Place) -> String {
    let list = |names: Vec<String>| {
        let names: Vec<String> = names
            .iter()
            .map(|name| literal(place.dialect, name))
            .collect();
        names.join(", ")
    };
    let histories = list(foreign::tables().map(str::to_owned).collect());
    E::objects_sql(place, &histories, &list(place.tables.names()))
}

/// The query for what another tool's table holds, a line for each row.
pub(crate) fn lines_sql<E: Engine>(history: &ForeignHistory) -> String {
    let line = E::line_sql(history.telling_columns());
    format!("SELECT {line} AS line FROM {} AS t", history.to_sql())
}

//! What a database holds beside our history: other tools' histories, and objects that nobody recorded.

use migrate_format::supabase;

use crate::database::Database;
use crate::error::Kind;
use crate::foreign::{self, Contents, ForeignHistory, readable_sql};
use crate::history::{Cells, Place, Row, RowState};
use crate::sql::literal;
use crate::{Dialect, Error};

/// What is in a database that our history does not explain.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) histories: Vec<ForeignHistory>,
    /// A table or view, the first one found.
    object: Option<String>,
}

/// What a boot says of a database that is not empty and has no history.
pub(crate) async fn refusal<D: Database>(db: &mut D, place: &Place) -> Result<Option<Kind>, Error> {
    let survey = Survey::of(db, place).await?;
    let kind = survey.refusal();
    if kind.is_some() && is_known(db, place).await? {
        return Ok(None);
    }
    Ok(kind)
}

impl Survey {
    pub(crate) async fn of<D: Database>(db: &mut D, place: &Place) -> Result<Self, Error> {
        let rows = db.read(place, "looking around", objects_sql(place)).await?;
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
                   if it is somebody else's, say so with `cargo migrate baseline --trust --to 0`"
                .to_owned(),
        })
    }
}

/// The tables of other tools' histories, with what they hold.
pub(crate) async fn histories<D: Database>(
    db: &mut D,
    place: &Place,
) -> Result<Vec<ForeignHistory>, Error> {
    let mut histories = Survey::of(db, place).await?.histories;
    for history in &mut histories {
        history.contents = contents(db, place, history).await?;
    }
    Ok(histories)
}

/// What a tool's table holds now.
pub(crate) async fn contents<D: Database>(
    db: &mut D,
    place: &Place,
    history: &ForeignHistory,
) -> Result<Contents, Error> {
    let doing = "reading another tool's history";
    let rows = db.read(place, doing, history.lines_sql()).await?;
    Ok(Contents::new(rows.into_iter().filter_map(first).collect()))
}

/// What people should know of a database: an old tool at work after its history was taken over, or
/// that a run would be refused. What cannot be read is not known.
pub(crate) async fn warnings<D: Database>(db: &mut D, place: &Place, rows: &[Row]) -> Vec<String> {
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
pub(crate) async fn old_tool<D: Database>(
    db: &mut D,
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
    let readable = readable_sql(place.dialect, place.tables.bare_schema(), event);
    if !is_true(db, place, readable).await? {
        return Ok(None);
    }
    let records = db.read(place, doing, place.adopted_sql()).await?;
    let record = records.into_iter().find_map(first).unwrap_or_default();
    let Some((history, digest)) = ForeignHistory::recorded(place.dialect, &record) else {
        return Ok(None);
    };
    // A table that was dropped is not in use.
    if !is_true(db, place, history.readable_sql()).await?
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
async fn is_known<D: Database>(db: &mut D, place: &Place) -> Result<bool, Error> {
    let tables = &place.tables;
    let readable = readable_sql(place.dialect, tables.bare_schema(), tables.bare_history());
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

async fn is_true<D: Database>(db: &mut D, place: &Place, sql: String) -> Result<bool, Error> {
    let rows = db.read(place, "looking around", sql).await?;
    Ok(rows.into_iter().find_map(first).as_deref() == Some("true"))
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

/// The query for tables and views that are not ours, the histories of other tools first. What an
/// extension made, or the platform, is nobody's.
fn objects_sql(place: &Place) -> String {
    let dialect = place.dialect;
    let list = |names: Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| literal(dialect, name)).collect();
        names.join(", ")
    };
    let histories = list(foreign::tables().map(str::to_owned).collect());
    let ours = list(place.tables.names());
    let our_schema = literal(dialect, place.tables.bare_schema());
    match dialect {
        Dialect::Postgres => {
            let managed = list(supabase::SCHEMAS.map(str::to_owned).to_vec());
            let schema = match &place.schema {
                Some(schema) => format!("n.nspname = {}", literal(dialect, schema)),
                None => format!(
                    "n.nspname NOT IN ('pg_catalog', 'information_schema', '_migrate') AND n.nspname !~ '^pg_(toast|temp)' \
                     AND NOT (EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'supabase_admin') \
                     AND (n.nspname IN ({managed}) OR pg_get_userbyid(n.nspowner) = 'supabase_admin'))"
                ),
            };
            format!(
                "SELECT n.nspname::text, c.relname::text, \
                 (SELECT string_agg(a.attname, ' ' ORDER BY a.attnum) FROM pg_attribute a \
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), \
                 pg_table_is_visible(c.oid)::text \
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {schema} \
                 AND NOT (n.nspname = {our_schema} AND c.relname IN ({ours})) \
                 AND NOT EXISTS (SELECT 1 FROM pg_depend d \
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') \
                 ORDER BY c.relname IN ({histories}) DESC, pg_table_is_visible(c.oid) DESC, 1, 2 LIMIT 100"
            )
        }
        Dialect::Sqlite => format!(
            "SELECT 'main', m.name, (SELECT group_concat(name, ' ') FROM pragma_table_info(m.name)), 'true' \
             FROM sqlite_schema m WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND m.name NOT LIKE '\\_migrate\\_%' ESCAPE '\\' AND m.name NOT IN ({ours}) \
             ORDER BY m.name IN ({histories}) DESC, m.name LIMIT 100"
        ),
        // In the connection's database, whose name need not be known.
        Dialect::Mysql => format!(
            "SELECT '', CAST(t.table_name AS BINARY), CASE WHEN t.table_name IN ({histories}) THEN \
             (SELECT CAST(GROUP_CONCAT(c.column_name SEPARATOR ' ') AS BINARY) FROM information_schema.columns AS c \
             WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name) ELSE '' END, 'true' \
             FROM information_schema.tables AS t WHERE t.table_schema = DATABASE() AND t.table_name NOT IN ({ours}) \
             AND LEFT(t.table_name, 9) <> '_migrate_' \
             ORDER BY t.table_name IN ({histories}) DESC, t.table_name LIMIT 100"
        ),
    }
}

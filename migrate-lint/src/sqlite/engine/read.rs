use rusqlite::{Error, Row, params};
use serde::{Deserialize, Serialize};

use super::{Engine, refusal};
use crate::sqlite::definition;
use crate::sqlite::table::{Column, ForeignKey, Index, Table};

/// A row of `sqlite_schema`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) table: String,
    /// `None` for what another statement makes, such as an index of a constraint.
    pub(crate) sql: Option<String>,
}

/// Of several rows, as they come.
fn rows<T>(
    engine: &Engine,
    sql: &str,
    name: &str,
    read: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = engine.connection.prepare(sql)?;
    let rows = statement.query_map(params![name], read)?;
    rows.collect()
}

impl Engine {
    /// The table or view of that name in a schema; `None` if there is none.
    pub(crate) fn table(&self, schema: &str, name: &str) -> Result<Option<Table>, Error> {
        self.bring(name)?;
        let columns = self.columns(schema, name)?;
        if columns.is_empty() {
            return Ok(None);
        }
        Ok(Some(Table {
            name: name.to_owned(),
            columns,
            indexes: self.indexes(name)?,
            foreign_keys: self.foreign_keys_of(name)?,
            definition: definition::read(&self.sql(schema, name)?.unwrap_or_default()),
        }))
    }

    pub(crate) fn columns(&self, schema: &str, table: &str) -> Result<Vec<Column>, Error> {
        self.bring(table)?;
        let sql = "SELECT name, type, \"notnull\", dflt_value, pk, hidden \
                   FROM pragma_table_xinfo(?1, ?2) WHERE hidden <> 1";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map(params![table, schema], |row| {
            let key: u32 = row.get(4)?;
            let hidden: u32 = row.get(5)?;
            Ok(Column {
                name: row.get(0)?,
                ty: row.get(1)?,
                not_null: row.get(2)?,
                default: row.get(3)?,
                key: (key > 0).then_some(key),
                generated: hidden > 1,
            })
        });
        match rows.and_then(Iterator::collect) {
            // A view whose tables are gone has none.
            Err(error) if refusal(&error, sql).is_some() => Ok(Vec::new()),
            read => read,
        }
    }

    fn indexes(&self, table: &str) -> Result<Vec<Index>, Error> {
        let sql = "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?1)";
        let mut indexes = rows(self, sql, table, |row| {
            Ok(Index {
                name: row.get(0)?,
                unique: row.get(1)?,
                explicit: row.get::<_, String>(2)? == "c",
                partial: row.get(3)?,
                columns: Vec::new(),
                collations: Vec::new(),
                over: None,
            })
        })?;
        for index in &mut indexes {
            (index.columns, index.collations) = self.index_columns(&index.name)?;
            let sql = self.sql("main", &index.name)?.filter(|_| index.explicit);
            index.over = sql.and_then(|sql| definition::over(&sql));
        }
        Ok(indexes)
    }

    fn index_columns(&self, index: &str) -> Result<(Vec<Option<String>>, Vec<String>), Error> {
        let sql = "SELECT name, coll FROM pragma_index_xinfo(?1) WHERE key ORDER BY seqno";
        let parts = rows(self, sql, index, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(parts.into_iter().unzip())
    }

    pub(crate) fn foreign_keys_of(&self, table: &str) -> Result<Vec<ForeignKey>, Error> {
        self.bring(table)?;
        let sql = "SELECT \"from\", \"table\", on_delete, id, \"to\" FROM pragma_foreign_key_list(?1) \
                   ORDER BY id, seq";
        let parts = rows(self, sql, table, |row| {
            let key = ForeignKey {
                child: table.to_owned(),
                columns: vec![row.get(0)?],
                parent: row.get(1)?,
                keys: row.get::<_, Option<String>>(4)?.into_iter().collect(),
                on_delete: row.get(2)?,
            };
            Ok((row.get::<_, i64>(3)?, key))
        })?;
        let mut keys: Vec<(i64, ForeignKey)> = Vec::new();
        for (id, part) in parts {
            match keys.last_mut() {
                Some((last, key)) if *last == id => {
                    key.columns.extend(part.columns);
                    key.keys.extend(part.keys);
                }
                _ => keys.push((id, part)),
            }
        }
        Ok(keys.into_iter().map(|(_, key)| key).collect())
    }

    /// The foreign keys that refer to a table.
    pub(crate) fn references(&self, parent: &str) -> Result<Vec<ForeignKey>, Error> {
        self.reach(parent)?;
        let sql = "SELECT DISTINCT one.name FROM sqlite_schema AS one, pragma_foreign_key_list(one.name) AS key \
                   WHERE one.type = 'table' AND key.\"table\" = ?1 COLLATE NOCASE";
        let children: Vec<String> = rows(self, sql, parent, |row| row.get(0))?;
        let mut found = Vec::new();
        for child in children {
            let keys = self.foreign_keys_of(&child)?;
            let refer = |key: &ForeignKey| key.parent.eq_ignore_ascii_case(parent);
            found.extend(keys.into_iter().filter(refer));
        }
        Ok(found)
    }

    /// The statement that made an object.
    pub(crate) fn sql(&self, schema: &str, name: &str) -> Result<Option<String>, Error> {
        let catalog = if schema == "temp" {
            "sqlite_temp_schema"
        } else {
            "sqlite_schema"
        };
        let sql = format!("SELECT sql FROM {catalog} WHERE name = ?1 COLLATE NOCASE");
        let found: Vec<Option<String>> = rows(self, &sql, name, |row| row.get(0))?;
        Ok(found.into_iter().flatten().next())
    }

    /// How many objects it holds.
    pub(super) fn count(&self) -> Result<usize, Error> {
        let sql = "SELECT 1 FROM sqlite_schema WHERE name <> ?1";
        rows(self, sql, "", |_| Ok(())).map(|held| held.len())
    }

    /// Everything that it holds, in the order in which it was made.
    pub(crate) fn objects(&self) -> Result<Vec<Object>, Error> {
        let sql =
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> ?1 ORDER BY rowid";
        rows(self, sql, "", |row| {
            Ok(Object {
                kind: row.get(0)?,
                name: row.get(1)?,
                table: row.get(2)?,
                sql: row.get(3)?,
            })
        })
    }

    /// The names of the temporary tables and views.
    pub(crate) fn temporary(&self) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT type, name FROM sqlite_temp_schema \
                   WHERE type IN ('table', 'view') AND name <> ?1";
        rows(self, sql, "", |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Whether an expression without columns is true; `None` if it has columns.
    pub(crate) fn is_true(&self, expression: &str) -> Option<bool> {
        self.bring(expression).ok()?;
        let sql = format!("SELECT ({expression}) IS TRUE");
        self.connection.query_row(&sql, [], |row| row.get(0)).ok()
    }
}

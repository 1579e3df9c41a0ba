use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row;
use sqlx::postgres::PgConnection;

/// Watches what statements do to the tables that existed before them (PostgreSQL): the locks that
/// their transaction holds, the tables that it reads from end to end, and those that it rewrites.
#[derive(Debug, Clone)]
pub struct Witness {
    tables: BTreeMap<i64, String>,
}

/// The state at a moment of a transaction.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// The file that each table is stored in.
    files: BTreeMap<i64, i64>,
    /// How often each was read in this transaction.
    scans: BTreeMap<i64, i64>,
    /// The locks on tables and their indexes, by name.
    locks: BTreeSet<(String, String)>,
    /// The tables among those that writers wait for.
    held: BTreeSet<i64>,
}

/// What was done between two moments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// Relation and mode of each lock that was taken.
    pub locks: Vec<(String, String)>,
    /// The tables that were rewritten or emptied.
    pub rewritten: Vec<String>,
    /// The tables that were read from end to end.
    pub scanned: Vec<String>,
    /// Whether the transaction holds a lock that writers wait for on a table that existed before.
    pub is_held: bool,
}

impl Effects {
    /// Whether writers wait for a time that grows with a table.
    pub fn is_blocking(&self) -> bool {
        let worked = !self.rewritten.is_empty() || !self.scanned.is_empty();
        worked && self.is_held
    }
}

impl Witness {
    /// Remembers the tables that exist.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn new(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let sql = "SELECT c.oid::int8, c.oid::regclass::text FROM pg_class c \
                   JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') \
                   AND n.nspname NOT IN ('information_schema', '_migrate') AND NOT starts_with(n.nspname, 'pg_')";
        let rows = sqlx::query(sql).fetch_all(connection).await?;
        Ok(Self {
            tables: rows.iter().map(|row| (row.get(0), row.get(1))).collect(),
        })
    }

    /// Looks at the tables, inside of a transaction or outside.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn look(&self, connection: &mut PgConnection) -> Result<Sight, sqlx::Error> {
        let tables: Vec<i64> = self.tables.keys().copied().collect();
        let sql = "SELECT oid::int8, coalesce(pg_relation_filenode(oid), 0)::int8, \
                   pg_stat_get_xact_numscans(oid)::int8 FROM pg_class WHERE oid::int8 = ANY ($1)";
        let rows = sqlx::query(sql)
            .bind(&tables)
            .fetch_all(&mut *connection)
            .await?;
        let mut sight = Sight::default();
        for row in rows {
            sight.files.insert(row.get(0), row.get(1));
            sight.scans.insert(row.get(0), row.get(2));
        }
        let sql = "SELECT l.relation::int8, l.relation::regclass::text, l.mode, coalesce(i.indrelid, l.relation)::int8 \
                   FROM pg_locks l LEFT JOIN pg_index i ON i.indexrelid = l.relation \
                   WHERE l.pid = pg_backend_pid() AND l.granted AND l.locktype = 'relation' \
                   AND coalesce(i.indrelid, l.relation)::int8 = ANY ($1)";
        for row in sqlx::query(sql).bind(&tables).fetch_all(connection).await? {
            let (relation, name, mode): (i64, String, String) =
                (row.get(0), row.get(1), row.get(2));
            let table: i64 = row.get(3);
            let writers_wait = [
                "ShareLock",
                "ShareRowExclusiveLock",
                "ExclusiveLock",
                "AccessExclusiveLock",
            ];
            if relation == table && writers_wait.contains(&mode.as_str()) {
                sight.held.insert(table);
            }
            sight.locks.insert((name, mode));
        }
        Ok(sight)
    }

    /// What was done between two looks.
    pub fn effects(&self, before: &Sight, after: &Sight) -> Effects {
        let names = |is: &dyn Fn(&i64) -> bool| -> Vec<String> {
            let tables = self.tables.iter().filter(|(table, _)| is(table));
            tables.map(|(_, name)| name.clone()).collect()
        };
        let moved = |table: &i64| {
            after.files.contains_key(table) && after.files.get(table) != before.files.get(table)
        };
        let scanned = |table: &i64| after.scans.get(table) > before.scans.get(table);
        Effects {
            locks: after.locks.difference(&before.locks).cloned().collect(),
            rewritten: names(&moved),
            scanned: names(&scanned),
            is_held: !after.held.is_empty(),
        }
    }
}

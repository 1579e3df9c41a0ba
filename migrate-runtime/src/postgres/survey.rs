//! The SQL that looks for what a database holds besides our history.

use migrate_format::supabase;

use crate::Dialect;
use crate::engine::Catalogue;
use crate::foreign::ForeignHistory;
use crate::history::Place;
use crate::sql::{identifier, literal};
use crate::survey::lines_sql;

impl Catalogue for sqlx::Postgres {
    fn objects_sql(place: &Place, histories: &str, ours: &str) -> String {
        let our_schema = literal(Dialect::Postgres, place.tables.bare_schema());
        let managed = supabase::SCHEMAS.map(|schema| literal(Dialect::Postgres, schema));
        let managed = managed.join(", ");
        let schema = match &place.schema {
            Some(schema) => format!("n.nspname = {}", literal(Dialect::Postgres, schema)),
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

    fn readable_sql(schema: &str, table: &str) -> String {
        let quoted = |name| identifier(Dialect::Postgres, name);
        let name = format!("{}.{}", quoted(schema), quoted(table));
        format!(
            "SELECT CAST(coalesce(has_table_privilege(to_regclass({}), 'SELECT'), false) AS text)",
            literal(Dialect::Postgres, &name)
        )
    }

    fn line_sql(columns: &[&str]) -> String {
        let cells = columns.iter().map(|column| {
            let column = identifier(Dialect::Postgres, column);
            format!("quote_nullable(CAST(t.{column} AS text))")
        });
        cells.collect::<Vec<_>>().join(" || ' ' || ")
    }
}

/// The condition that another tool's table still holds what it did.
pub(super) fn unchanged_sql(history: &ForeignHistory) -> String {
    let contents = literal(Dialect::Postgres, &history.contents.text());
    format!(
        "(SELECT coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), '') FROM ({}) AS lines) = {contents}",
        lines_sql::<sqlx::Postgres>(history)
    )
}

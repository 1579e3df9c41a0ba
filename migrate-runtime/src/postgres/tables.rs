//! What a first run creates.

use super::lock;
use crate::Dialect;
use crate::history::{LAYOUT, Place};
use crate::sql::{identifier, literal};

/// Creates our tables where they are missing, under a lock of their own: other sets share them.
pub(super) fn bootstrap(place: &Place) -> String {
    let tables = &place.tables;
    let quoted = |name: String| literal(Dialect::Postgres, &name);
    format!(
        "IF to_regclass({history_name}) IS NULL THEN\n\
         {locked}\
         IF to_regnamespace({schema_name}) IS NULL THEN CREATE SCHEMA {schema}; END IF;\n\
         CREATE TABLE IF NOT EXISTS {history} (set_name text NOT NULL, position bigint NOT NULL, version bigint NOT NULL, \
         name text NOT NULL, checksum text NOT NULL, chain text NOT NULL, state text NOT NULL, \
         draft boolean NOT NULL, breaking boolean, statements integer, statements_done integer, done_sql text, \
         verified text, started_at timestamptz, finished_at timestamptz, duration_ms bigint, error text, \
         applied_by text, PRIMARY KEY (set_name, position));\n\
         CREATE TABLE IF NOT EXISTS {lease} (set_name text PRIMARY KEY, owner text NOT NULL, pid integer NOT NULL, \
         backend_start timestamptz, heartbeat timestamptz NOT NULL);\n\
         CREATE TABLE IF NOT EXISTS {event} (at timestamptz NOT NULL DEFAULT clock_timestamp(), set_name text NOT NULL, \
         kind text NOT NULL, migration text NOT NULL, detail text NOT NULL, made_by text NOT NULL);\n\
         CREATE TABLE IF NOT EXISTS {snapshot} (set_name text PRIMARY KEY, head text NOT NULL, fingerprint text NOT NULL, \
         model text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());\n\
         CREATE TABLE IF NOT EXISTS {layout} (version integer NOT NULL);\n\
         INSERT INTO {layout} SELECT {LAYOUT} WHERE NOT EXISTS (SELECT 1 FROM {layout});\n\
         ELSIF NOT has_table_privilege({history_name}, 'INSERT') THEN\n\
         RAISE EXCEPTION 'permission denied for table %', {history_name} USING ERRCODE = 'insufficient_privilege';\n\
         END IF;\n",
        locked = lock::take_tables(place),
        history_name = quoted(tables.history()),
        schema_name = quoted(tables.schema()),
        schema = tables.schema(),
        history = tables.history(),
        event = tables.event(),
        snapshot = tables.snapshot(),
        lease = tables.lease(),
        layout = tables.layout(),
    )
}

/// Creates a tenant's schema where it is missing.
pub(super) fn tenant(place: &Place) -> String {
    let Some(schema) = &place.schema else {
        return String::new();
    };
    let schema = identifier(Dialect::Postgres, schema);
    let name = literal(Dialect::Postgres, &schema);
    format!("IF to_regnamespace({name}) IS NULL THEN CREATE SCHEMA {schema}; END IF;\n")
}

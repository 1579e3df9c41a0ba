//! What Supabase manages in its databases: a check for an empty database, drift and dumps pass over
//! it.

/// The schemas that Supabase manages, and `cron`, `net` and others that its extensions make.
pub const SCHEMAS: [&str; 24] = [
    "_analytics",
    "_realtime",
    "_supavisor",
    "auth",
    "cron",
    "dbdev",
    "etl",
    "extensions",
    "graphql",
    "graphql_public",
    "net",
    "pgbouncer",
    "pgmq",
    "pgsodium",
    "pgsodium_masks",
    "pgtle",
    "realtime",
    "repack",
    "storage",
    "supabase_functions",
    "tiger",
    "tiger_data",
    "topology",
    "vault",
];

/// The extensions that Supabase installs, and that nobody can drop.
pub const EXTENSIONS: [&str; 8] = [
    "pg_graphql",
    "pg_net",
    "pg_stat_statements",
    "pgcrypto",
    "pgjwt",
    "pgsodium",
    "supabase_vault",
    "uuid-ossp",
];

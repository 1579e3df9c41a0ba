// Makes the recorded databases beside this file: see README.md.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { createClient } from '@libsql/client';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import { drizzle as onLibsql } from 'drizzle-orm/libsql';
import { migrate as migrateLibsql } from 'drizzle-orm/libsql/migrator';
import { drizzle as onMysql } from 'drizzle-orm/mysql2';
import { migrate as migrateMysql } from 'drizzle-orm/mysql2/migrator';
import { drizzle as onPostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import mysql from 'mysql2/promise';
import pg from 'pg';

const here = import.meta.dirname;
const [postgresUrl, mysqlUrl] = process.argv.slice(2);
const scratch = fs.mkdtempSync('/tmp/recorded-');

// The schema engine that `prisma migrate` runs, as WebAssembly.
async function schemaEngine() {
  const folder = path.join(here, 'node_modules/@prisma/schema-engine-wasm');
  const bindings = await import(path.join(folder, 'schema_engine_bg.js'));
  const bytes = fs.readFileSync(path.join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine;
}

// What `prisma migrate` hands to its engine, read from the folder as the command reads it.
function migrationsList(provider, edit = (_, text) => text) {
  const baseDir = path.join(here, 'prisma/migrations');
  const migrationDirectories = fs.readdirSync(baseDir).sort().map((folder) => {
    const text = fs.readFileSync(path.join(baseDir, folder, 'migration.sql'), 'utf8');
    return { path: folder, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: edit(folder, text) } } };
  });
  const lockfile = { path: 'migration_lock.toml', content: `provider = "${provider}"\n` };
  return { baseDir, shadowDbInitScript: '', lockfile, migrationDirectories };
}

// One migration fails, is resolved, fixed and deployed again; the last is done by hand and resolved.
async function prisma(SchemaEngine, provider, factory, byHand) {
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const datamodels = [['schema.prisma', `datasource db {\n  provider = "${provider}"\n}\n`]];
  const engine = await SchemaEngine.new({ datamodels }, () => {}, adapter);
  const filters = { externalTables: [], externalEnums: [] };
  const [bookings, notes] = ['20260119080000_bookings', '20260126080000_notes'];
  const broken = migrationsList(provider, (folder, text) => (folder === bookings ? 'CREATE TABLE;' : text));
  const failed = await engine.applyMigrations({ migrationsList: broken, filters }).catch((error) => error);
  console.log('prisma', provider, 'failed as it should:', failed.message?.split('\n')[0]);
  await engine.markMigrationRolledBack({ migrationName: bookings });
  const list = migrationsList(provider);
  const all = list.migrationDirectories;
  list.migrationDirectories = all.filter((one) => one.path !== notes);
  await engine.applyMigrations({ migrationsList: list, filters });
  await byHand(all.find((one) => one.path === notes).migrationFile.content.value);
  list.migrationDirectories = all;
  await engine.markMigrationApplied({ migrationName: notes, migrationsList: list });
  console.log('prisma', provider, await engine.applyMigrations({ migrationsList: list, filters }));
}

async function createPostgres(name) {
  const client = new pg.Client(`${postgresUrl}/postgres`);
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${name}`);
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return `${postgresUrl}/${name}`;
}

function dumpPostgres(url, file) {
  const dump = execFileSync('pg_dump', ['--inserts', '--no-owner', '--no-privileges', url], { encoding: 'utf8' });
  const isOurs = (line) => line !== '' && !/^(--|\\|SET |SELECT pg_catalog\.set_config)/.test(line);
  const created = dump.includes('CREATE SCHEMA public');
  const text = dump.split('\n').filter(isOurs).join('\n') + '\n';
  fs.writeFileSync(file, created ? text.replace('CREATE SCHEMA public;\n', '') : text);
}

function dumpMysql(url, file) {
  const { hostname, port, username, pathname } = new URL(url);
  const where = ['--no-defaults', `--host=${hostname}`, `--port=${port}`, `--user=${username}`];
  const what = ['--compact', '--skip-extended-insert', pathname.slice(1)];
  const dump = execFileSync('mariadb-dump', [...where, ...what], { encoding: 'utf8' });
  const isOurs = (line) => !/^\/\*/.test(line);
  fs.writeFileSync(file, dump.split('\n').filter(isOurs).join('\n'));
}

async function dumpSqlite(database, file) {
  const client = createClient({ url: `file:${database}` });
  const literal = (value) => {
    if (value === null) return 'NULL';
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  };
  const objects = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY rowid";
  let text = '';
  for (const { type, name, sql } of (await client.execute(objects)).rows) {
    text += `${sql};\n`;
    if (type !== 'table') continue;
    for (const row of (await client.execute(`SELECT * FROM "${name}"`)).rows) {
      text += `INSERT INTO "${name}" VALUES (${Object.values(row).map(literal).join(', ')});\n`;
    }
  }
  fs.writeFileSync(file, text);
}

const SchemaEngine = await schemaEngine();

const prismaUrl = await createPostgres('recorded_prisma');
await prisma(SchemaEngine, 'postgresql', new PrismaPg({ connectionString: prismaUrl }), async (sql) => {
  const client = new pg.Client(prismaUrl);
  await client.connect();
  await client.query(sql);
  await client.end();
});
dumpPostgres(prismaUrl, path.join(here, 'prisma/postgres.sql'));

const prismaFile = path.join(scratch, 'prisma.db');
await prisma(SchemaEngine, 'sqlite', new PrismaLibSql({ url: `file:${prismaFile}` }), async (sql) => {
  await createClient({ url: `file:${prismaFile}` }).executeMultiple(sql);
});
await dumpSqlite(prismaFile, path.join(here, 'prisma/sqlite.sql'));

const migrationsFolder = path.join(here, 'drizzle/migrations');

const drizzleUrl = await createPostgres('recorded_drizzle');
const client = new pg.Client(drizzleUrl);
await client.connect();
await migratePostgres(onPostgres(client), { migrationsFolder });
await client.end();
dumpPostgres(drizzleUrl, path.join(here, 'drizzle/postgres.sql'));

const admin = await mysql.createConnection(mysqlUrl);
await admin.query('DROP DATABASE IF EXISTS recorded_drizzle');
await admin.query('CREATE DATABASE recorded_drizzle');
await admin.end();
const connection = await mysql.createConnection(`${mysqlUrl}/recorded_drizzle`);
await migrateMysql(onMysql(connection), { migrationsFolder });
await connection.end();
dumpMysql(`${mysqlUrl}/recorded_drizzle`, path.join(here, 'drizzle/mysql.sql'));

const drizzleFile = path.join(scratch, 'drizzle.db');
await migrateLibsql(onLibsql(createClient({ url: `file:${drizzleFile}` })), { migrationsFolder });
await dumpSqlite(drizzleFile, path.join(here, 'drizzle/sqlite.sql'));

process.exit(0);

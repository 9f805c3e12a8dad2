import { createRequire } from 'node:module';
import type * as Drizzle from 'drizzle-orm';
import type * as Errors from 'drizzle-orm/errors';
import type * as Migrator from 'drizzle-orm/migrator';
import type * as NodePostgres from 'drizzle-orm/node-postgres';
import type * as NodePostgresMigrator from 'drizzle-orm/node-postgres/migrator';
import type * as PgCore from 'drizzle-orm/pg-core';

/*
 * Drizzle by `require`: as ES modules, its hundreds of files have Node read the package's 180 kB manifest again and again, which
 * takes a second and 200 MB (measured with Node 26).
 */
const load = createRequire(import.meta.url);

const drizzleOrm: typeof Drizzle = load('drizzle-orm');
const errors: typeof Errors = load('drizzle-orm/errors');
const migrator: typeof Migrator = load('drizzle-orm/migrator');
const nodePostgres: typeof NodePostgres = load('drizzle-orm/node-postgres');
const nodePostgresMigrator: typeof NodePostgresMigrator = load('drizzle-orm/node-postgres/migrator');
const pgCore: typeof PgCore = load('drizzle-orm/pg-core');

export const { and, asc, desc, eq, gt, gte, inArray, isNotNull, lt, not, sql } = drizzleOrm;
export const { DrizzleQueryError } = errors;
export const { readMigrationFiles } = migrator;
export const { drizzle } = nodePostgres;
export const { migrate } = nodePostgresMigrator;
export const {
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  unique,
} = pgCore;

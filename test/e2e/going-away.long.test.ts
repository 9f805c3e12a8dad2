import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Database } from '../../src/adapters/database/database.ts';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import type { Running } from '../../src/main.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { embeddedFolder } from '../services/embedded.ts';
import { divisionAnswer, noUpkeep, World } from '../world.ts';
import { onEachBackend, type Settings } from './backends.ts';

interface Scene {
  readonly world: World;
  readonly data: string;
  ledger(): Ledger;
  start(): Promise<void>;
  /** Stops the app and looks into its database. */
  looking<T>(look: (database: Database) => Promise<T>): Promise<T>;
}

/** An app that keeps everything in a folder, or a database, that the test may look into. */
async function scene(t: TestContext, settings: ReturnType<Settings>): Promise<Scene> {
  const data = await mkdtemp(join(tmpdir(), 'patchwright-going-'));
  t.after(() => rm(data, { recursive: true }));
  await rename(await embeddedFolder(), join(data, 'ledger'));
  const world = await World.still(t, {
    settings: { ...settings, DATA_DIR: data },
    timing: { upkeep: { ...noUpkeep, lookMs: 200 } },
  });
  let app: Running = await world.start();
  const url = settings['DATABASE_URL'];
  return {
    world,
    data,
    ledger: () => app.ledger,
    start: async () => {
      app = await world.start();
    },
    looking: async (look) => {
      await app.close();
      const database = await (url ? openPostgres(url) : openEmbedded(join(data, 'ledger')));
      try {
        return await look(database);
      } finally {
        await database.close();
      }
    },
  };
}

const nobodys: Readonly<Record<string, string>> = {
  holds: "where key not like 'upkeep %'",
  outcomes: 'where installation_id is not null',
};

/** How many rows each of the ledger's tables has, where it has any. Upkeep's own holds are nobody's, nor is the record that somebody went. */
async function rows({ pool }: Database): Promise<Readonly<Record<string, number>>> {
  const tables = await pool.query(
    "select table_name as name from information_schema.tables where table_schema = 'patchwright'",
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const where = nobodys[name] ?? '';
    const counted = await pool.query(`select count(*)::int as count from patchwright.${name} ${where}`);
    if (counted.rows[0].count > 0) counts[name] = counted.rows[0].count;
  }
  return counts;
}

async function ledgerOf(at: Scene): Promise<Readonly<Record<string, number>>> {
  return at.looking(rows);
}

/** A reviewed pull request with a transcript, a request that was refused, a mirror, and packages that were installed for it. */
async function lived(at: Scene, repository: string) {
  const { world } = at;
  world.model.script('review', divisionAnswer);
  const pull = await world.divisionPull({ repository });
  await world.quiet();
  world.github.as('mallory').comment(pull, '/review');
  await world.quiet();
  assert.equal(world.reviews(pull).length, 1);
  const { id } = world.github.state.repository(repository);
  const { erasure, transcripts } = at.ledger();
  const [run] = await erasure.runs({ is: 'repositories', ids: [id] });
  assert.ok(run);
  await transcripts.append(run, [{ number: 1, entry: 'said' }], Date.now());
  const mirror = join(at.data, 'mirrors', `${id}.git`);
  const packages = join(at.data, 'installs', String(id));
  for (const folder of [mirror, packages]) await mkdir(folder, { recursive: true });
  return { pull, kept: [mirror, packages] };
}

await onEachBackend('going away', (settings) => {
  test('an installation that is deleted leaves no row, no mirror and no packages, although a review is at work', async (t) => {
    const at = await scene(t, settings());
    const { world } = at;
    const { kept } = await lived(at, 'octo/shop');
    world.model.script('review', { is: 'hang', after: '' });
    const asked = world.model.next();
    await world.divisionPull({ repository: 'octo/desk' });
    const { over } = await asked;
    world.github.as('octo').uninstallApp();
    await over;
    await world.quiet();
    assert.deepEqual(kept.map(existsSync), [false, false]);
    assert.deepEqual(await ledgerOf(at), {});
  });

  test('a repository that is removed takes its own rows along, and no others', async (t) => {
    const at = await scene(t, settings());
    const shop = await lived(at, 'octo/shop');
    at.world.github.as('octo').removeRepositoryFromApp('octo/shop');
    await at.world.quiet();
    const desk = await lived(at, 'octo/desk-two');
    assert.deepEqual([...shop.kept, ...desk.kept].map(existsSync), [false, false, true, true]);
    const { runs, outcomes, transcripts, spending } = await ledgerOf(at);
    assert.deepEqual([runs, outcomes, transcripts, spending], [1, 2, 4, 2]);
  });

  test('who comes back is reviewed anew, although the old review still stands on GitHub', async (t) => {
    const at = await scene(t, settings());
    const { world } = at;
    const { pull } = await lived(at, 'octo/shop');
    const octo = world.github.as('octo');
    octo.uninstallApp();
    await world.quiet();
    octo.installApp();
    await world.quiet();
    // Attempts are counted on from the second in which the first of them began.
    const gone = second();
    await world.until('it is another second', () => second() !== gone);
    world.model.script('review', divisionAnswer);
    world.github.as('ada').comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 2);
  });

  test('what ended longer ago than is kept is deleted, once a day, and what was spent when it counts no more', async (t) => {
    const at = await scene(t, settings());
    await lived(at, 'octo/shop');
    await pass(31, at);
    assert.deepEqual(Object.keys(await at.looking(rows)), ['spending']);
    await pass(10, at);
    assert.deepEqual(await at.looking(rows), {});
  });
});

function second(): number {
  return Math.floor(Date.now() / 1_000);
}

/** So many days go by, and what is old is deleted. */
async function pass(days: number, at: Scene): Promise<void> {
  await at.looking(({ pool }) => age(pool, days));
  const before = rounds(at.world);
  await at.start();
  await at.world.until('it is deleted', () => rounds(at.world) > before);
}

function rounds(world: World): number {
  return world.log.filter((line) => line.includes('"round":"retention"') && line.includes('upkeep done'))
    .length;
}

/** Makes everything that the ledger keeps so many days older. */
async function age(pool: Database['pool'], days: number): Promise<void> {
  const columns = await pool.query(
    `select table_name as name, column_name as at from information_schema.columns
     where table_schema = 'patchwright' and column_name ~ '(_at|until)$'`,
  );
  for (const { name, at } of columns.rows) {
    await pool.query(`update patchwright.${name} set ${at} = ${at} - $1`, [days * 86_400_000]);
  }
}

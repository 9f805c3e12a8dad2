import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before } from 'node:test';
import type { Database } from '../../src/adapters/database/database.ts';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { openAppForgeWriter } from '../../src/adapters/github/writer.ts';
import type { Effect } from '../../src/core/effect.ts';
import { Failure } from '../../src/core/failure.ts';
import type { RepositoryRef } from '../../src/core/pull-request.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { OutboxRow } from '../../src/ports/ledger.ts';
import { type Deliver, firmGrip, openDeliver } from '../../src/worker/deliver.ts';
import { openPacing } from '../../src/worker/pace.ts';
import { type ForgeWorld, startForgeWorld } from '../adapters/github-world.ts';
import { embeddedFolder } from '../services/embedded.ts';

/** The only writer before a local GitHub, over a ledger of its own, with a pull request of ada's from `topic` to `main` of `ada/lib`. */
export interface DeliverWorld extends AsyncDisposable {
  readonly world: ForgeWorld;
  readonly ledger: Database['ledger'];
  readonly pull: Awaited<ReturnType<ReturnType<ForgeWorld['github']['as']>['openPull']>>;
  readonly ref: RepositoryRef & { readonly number: number };
  readonly installation: number;
  readonly forge: Forge;
  /** Plans the effect as a run's only one, and performs it. */
  perform(effect: Effect): Promise<Performed>;
}

/** An effect that has been asked for, in a ledger that remembers how far it came. */
export interface Performed {
  readonly key: string;
  /** How it ended, or the message of the failure that was thrown instead. */
  readonly outcome: OutboxRow['state'] | string;
  /** Performs it once more, as a later attempt of the same job does. */
  again(): Promise<Performed>;
}

/** What must never be said in the worlds of these tests. */
export const secret = 'whsec-0123456789-abcdefghij';

export const doubtMs = 30_000;

/** To be called once in a file of tests: all its worlds share one database. */
export function deliverWorlds(): () => Promise<DeliverWorld> {
  let folder: string;
  let database: Database | undefined;
  before(async () => {
    folder = await embeddedFolder();
    database = await openEmbedded(folder);
  });
  after(async () => {
    await database?.close();
    await rm(folder, { recursive: true });
  });
  return () => {
    assert.ok(database);
    return openWorld(database);
  };
}

let runs = 0;

async function openWorld(database: Database): Promise<DeliverWorld> {
  const world = await startForgeWorld();
  const pull = await adasPull(world);
  const repository = world.ref('ada/lib');
  const installation = world.installation('ada/lib');
  // The world before had the same installation, and perhaps a later time.
  await database.ledger.erasure.erase({ is: 'installation', id: installation });
  const deliver = deliverOver(world, database);
  const { outbox } = database.ledger;

  async function attempt(run: string): Promise<Performed> {
    const [row] = (await outbox.planned(run, 1))?.rows ?? [];
    assert.ok(row);
    const place = { installation, repository, delivery: 'delivery-1' };
    const outcome = await deliver.perform(row, place, firmGrip).catch(messageOf);
    const kept = await outbox.planned(run, 1);
    if (typeof outcome !== 'string') assert.deepEqual(kept?.rows[0]?.state, outcome);
    return { key: row.key, outcome, again: () => attempt(run) };
  }
  return {
    world,
    ledger: database.ledger,
    pull,
    ref: { ...repository, number: pull.number },
    installation,
    forge: world.forge('ada/lib'),
    perform: async (effect) => {
      runs += 1;
      const run = `r${String(runs).padStart(32, '0')}`;
      const done = { kind: 'done', note: '' } as const;
      await outbox.plan({ key: run, generation: 1 }, [effect], done, world.clock.now());
      return attempt(run);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function messageOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  throw error;
}

function deliverOver(world: ForgeWorld, { ledger, writer }: Database): Deliver {
  const { clock, github, tokens, app } = world;
  return openDeliver({
    buttons: [],
    openForge: () => world.forge('ada/lib'),
    openWriter: () => world.writer('ada/lib'),
    appWriter: openAppForgeWriter(app, clock),
    ledger,
    ledgerWriter: writer,
    way: { origin: github.url, liveSecrets: () => [secret, ...tokens.liveSecrets()] },
    markerSecret: 'marks',
    clock,
    pacing: openPacing({ pace: ledger.pace, clock, sleep: nobodyWaits, writeGapMs: 0 }),
    doubtMs,
  });
}

function nobodyWaits(): Promise<never> {
  return Promise.reject(new Error('nobody should have to wait'));
}

async function adasPull({ github }: ForgeWorld): Promise<DeliverWorld['pull']> {
  const ada = github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.txt': 'one\ntwo\n', 'run.sh': 'exit\n' } });
  await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\n2\n' } });
  return ada.openPull('ada/lib', { head: 'topic' });
}

import assert from 'node:assert/strict';
import { after, beforeEach, suite, test } from 'node:test';
import { onlyWhole } from '../crash/sample.ts';
import { embedded } from '../world.ts';
import { type Service, type Start, withServices } from '../services/service.ts';

/** The settings that choose a backend; asked for when a test begins. */
export type Settings = () => Readonly<Record<string, string>>;

/**
 * Declares the suite once for each way to keep ledger and queue: embedded, Redis beside PostgreSQL, and where everything is done,
 * PostgreSQL alone.
 */
export async function onEachBackend(name: string, body: (settings: Settings) => void): Promise<void> {
  suite(`${name}, embedded`, () => body(() => embedded));
  const alone = `${name}, on PostgreSQL`;
  if (onlyWhole !== false) test(alone, { skip: onlyWhole }, () => undefined);
  else
    await withServices(['postgres'], alone, ([start]) => {
      const postgres = running(start);
      body(() => ({ DATABASE_URL: postgres() }));
    });
  await withServices(['postgres', 'redis'], `${name}, on Redis and PostgreSQL`, ([start, startRedis]) => {
    const postgres = running(start);
    const redis = running(startRedis);
    body(() => ({ DATABASE_URL: postgres(), REDIS_URL: redis() }));
  });
}

/**
 * A service of its own for each test, until the suite around ends; answers the address of the newest. Two worlds number their
 * repositories alike, and a ledger that outlives one of them would remember its reviews in the other.
 */
function running(start: Start | undefined): () => string {
  const services: Service[] = [];
  beforeEach(async () => {
    assert.ok(start);
    services.push(await start());
  });
  after(async () => {
    await Promise.all(services.map((service) => service[Symbol.asyncDispose]()));
  });
  return () => {
    const service = services.at(-1);
    assert.ok(service);
    return service.url;
  };
}

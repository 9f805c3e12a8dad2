import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { type Service, type Start, withServices } from '../services/service.ts';

/** The settings that choose a backend; asked for when a test begins. */
export type Settings = () => Readonly<Record<string, string>>;

/** Declares the suite once for each way to keep ledger and queue: embedded, PostgreSQL alone, and Redis beside PostgreSQL. */
export async function onEachBackend(name: string, body: (settings: Settings) => void): Promise<void> {
  suite(`${name}, embedded`, () => body(() => ({})));
  await withServices(['postgres'], `${name}, on PostgreSQL`, ([start]) => {
    const postgres = running(start);
    body(() => ({ DATABASE_URL: postgres() }));
  });
  await withServices(['postgres', 'redis'], `${name}, on Redis and PostgreSQL`, ([start, startRedis]) => {
    const postgres = running(start);
    const redis = running(startRedis);
    body(() => ({ DATABASE_URL: postgres(), REDIS_URL: redis() }));
  });
}

/** A service for the time of the suite around; answers its address. */
function running(start: Start | undefined): () => string {
  let service: Service | undefined;
  before(async () => {
    service = await start?.();
  });
  after(async () => service?.[Symbol.asyncDispose]());
  return () => {
    assert.ok(service);
    return service.url;
  };
}

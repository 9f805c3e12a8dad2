import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findPostgres } from './postgres.ts';
import { findRedis } from './redis.ts';

/** A real server with data of its own, to be stopped, killed, paused and started again at the same address. */
export interface Service extends AsyncDisposable {
  readonly url: string;
  /** Starts it again, with the same data. */
  start(): Promise<void>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
}

/** A program that was found on this machine, or why it was not. */
export type Found =
  | { readonly is: 'found'; readonly start: Start }
  | { readonly is: 'missing'; readonly reason: string };

/** Starts a new server. `settings` are further ones, in the words of its command line. */
export type Start = (settings?: readonly string[]) => Promise<Service>;

const services = { redis: findRedis, postgres: findPostgres };

/** As `withServices`, for one. */
export function withService(
  service: keyof typeof services,
  name: string,
  body: (start: Start) => void,
): Promise<void> {
  return withServices([service], name, ([start]) => {
    assert.ok(start);
    body(start);
  });
}

/**
 * Declares the suite that needs services; `body` gets a way to start each, in the same order. Where one cannot be had the suite
 * is listed as skipped, with the reason; with CI=true it fails.
 */
export async function withServices(
  needed: readonly (keyof typeof services)[],
  name: string,
  body: (starts: readonly Start[]) => void,
): Promise<void> {
  const found = await Promise.all(needed.map((service) => services[service]()));
  const missing = found.find((one) => one.is === 'missing');
  if (missing === undefined) {
    suite(name, () => body(found.flatMap((one) => (one.is === 'found' ? [one.start] : []))));
  } else if (process.env['CI'] === 'true') {
    test(name, () => assert.fail(missing.reason));
  } else {
    console.log(`Skipped: ${name}. ${missing.reason}`);
    test(name, { skip: missing.reason }, () => undefined);
  }
}

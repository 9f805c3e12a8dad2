import { setTimeout as wait } from 'node:timers/promises';
import { type ConnectionOptions, createRedisBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { Log } from '../../ports/log.ts';
import { type Backend, keptSeconds } from './backend.ts';

/** Memory is dear in Redis, and most jobs of a busy day are never asked for again. */
const keptJobs = 10_000;

/**
 * Connects to Redis. Throws an Error for the operator where it does not answer for so long (it may be starting beside us), or
 * may throw jobs away; warns where it keeps them in memory alone.
 */
export async function openRedis(
  url: string,
  patienceMs: number,
  log: Log,
  onError: (error: unknown) => void,
): Promise<Backend<ConnectionOptions>> {
  const producer = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    retryStrategy,
  });
  producer.on('error', onError);
  try {
    await firstAnswer(producer, patienceMs);
    await checkSettings(producer, log);
  } catch (error) {
    producer.disconnect();
    throw error;
  }
  const consumer = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 5_000, retryStrategy });
  consumer.on('error', onError);
  return {
    factory: createRedisBackend,
    producer,
    consumer,
    retention: { age: keptSeconds, count: keptJobs },
    isThere: () =>
      producer.ping().then(
        () => true,
        () => false,
      ),
    close: () => Promise.all([leave(producer), leave(consumer)]).then(() => undefined),
  };
}

function retryStrategy(times: number): number {
  return Math.min(times * 200, 2_000);
}

/** The client tries again and again by itself; what it met last says best why it did not succeed. */
async function firstAnswer(redis: Redis, patienceMs: number): Promise<void> {
  const { promise: ready, resolve } = Promise.withResolvers<true>();
  let last: unknown = 'no answer';
  function remember(error: unknown): void {
    last = error;
  }
  redis.once('ready', () => resolve(true));
  redis.on('error', remember);
  redis.connect().catch(remember);
  const isReady = await Promise.race([ready, wait(patienceMs, false, { ref: false })]);
  redis.off('error', remember);
  if (isReady) return;
  const { host, port } = redis.options;
  throw new Error(
    `Redis at ${host}:${port} does not answer (${last instanceof Error ? last.message : String(last)}). ` +
      'Check REDIS_URL and the server behind it.',
  );
}

async function checkSettings(redis: Redis, log: Log): Promise<void> {
  const facts = factsOf(await redis.info());
  const policy = facts.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    throw new Error(
      `Redis evicts what it holds when its memory is full (maxmemory-policy ${policy}), and would lose jobs. ` +
        'Set maxmemory-policy to noeviction.',
    );
  }
  if (facts.get('aof_enabled') === '0') {
    log.warn(
      {},
      'Redis keeps jobs in memory alone: a crash loses them. Set appendonly yes (appendfsync everysec).',
    );
  }
}

/** INFO's lines, `name:value`. */
function factsOf(info: string): ReadonlyMap<string, string> {
  return new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
}

async function leave(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') return redis.disconnect();
  await redis.quit().catch(() => redis.disconnect());
}

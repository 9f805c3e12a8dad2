import { Redis } from 'ioredis';

/** A Redis as it is found. */
export interface RedisFacts {
  readonly version: string;
  /** `maxmemory-policy`. */
  readonly policy: string;
  /** `appendonly`. */
  readonly isKeptOnDisk: boolean;
}

/** Looks into a Redis without changing it. Throws an Error for the operator where it does not answer. */
export async function inspectRedis(url: string): Promise<RedisFacts> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let last: unknown;
  redis.on('error', (error) => {
    last = error;
  });
  try {
    await redis.connect();
    return factsOf(await redis.info());
  } catch (error) {
    const { host, port } = redis.options;
    const reason = last ?? error;
    throw new Error(
      `Redis at ${host}:${port} does not answer (${reason instanceof Error ? reason.message : String(reason)}). ` +
        'Check REDIS_URL and the server behind it.',
      { cause: error },
    );
  } finally {
    redis.disconnect();
  }
}

/** From INFO's lines, `name:value`. */
function factsOf(info: string): RedisFacts {
  function value(name: string): string {
    return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown';
  }
  return {
    version: value('redis_version'),
    policy: value('maxmemory_policy'),
    isKeptOnDisk: value('aof_enabled') === '1',
  };
}

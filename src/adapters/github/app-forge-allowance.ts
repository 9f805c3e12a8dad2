import { z } from 'zod';
import type { Client } from './client.ts';

/** Which share of its hour's requests each installation has left, as GitHub says with every answer. */
export interface Allowances {
  /** Between 0 and 1; 1 as long as GitHub has said nothing. */
  of(installation: number): number;
  /** Makes a function that has a client's answers looked at for the installation. */
  watch(installation: number): (client: Client) => void;
}

export function openAllowances(): Allowances {
  const shares = new Map<number, number>();
  return {
    of: (installation) => shares.get(installation) ?? 1,
    watch: (installation) => (client) => {
      client.hook.after('request', ({ headers }) => {
        const rate = Rate.safeParse(headers);
        if (rate.success) shares.set(installation, rate.data.remaining / rate.data.limit);
      });
    },
  };
}

const Rate = z
  .object({
    'x-ratelimit-limit': z.coerce.number().positive(),
    'x-ratelimit-remaining': z.coerce.number(),
  })
  .transform((headers) => ({
    limit: headers['x-ratelimit-limit'],
    remaining: headers['x-ratelimit-remaining'],
  }));

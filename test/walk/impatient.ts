import type { Ports } from '../../src/outside.ts';

/** A run waits twelve times at most, so that what is in doubt must be settled before that. */
const longestMs = 300;

/** The ports with a queue that puts no job off for longer than that: what waits ten seconds for GitHub does not hold up the walk. */
export function impatient(ports: Ports): Ports {
  const { queue } = ports;
  return {
    ...ports,
    queue: {
      ...queue,
      work: (lane, concurrency, handle) =>
        queue.work(lane, concurrency, async (data, attempt) => {
          const outcome = await handle(data, attempt);
          return outcome.is === 'later' ? { is: 'later', ms: Math.min(outcome.ms, longestMs) } : outcome;
        }),
    },
  };
}

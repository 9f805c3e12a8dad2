import { Worker } from 'node:worker_threads';
import type { SearchQuery, SearchResult } from '../../ports/workspace.ts';

/** What a search thread is told. */
export interface SearchOrder {
  readonly root: string;
  readonly paths: readonly string[];
  readonly query: SearchQuery;
  /** Hits to take of one file; all unless said. */
  readonly mostInFile?: number;
}

export type SearchAnswer = Exclude<SearchResult, { is: 'too-slow' }>;

const usualLimitMs = 10_000;

/**
 * Searches files line by line in a thread of its own. An expression can take for ever over a line of thirty characters: the thread is
 * ended when its time is up, in the middle of a match if need be, and nothing else waits for it meanwhile.
 */
export async function search(
  order: SearchOrder,
  signal?: AbortSignal,
  limitMs = usualLimitMs,
): Promise<SearchResult> {
  signal?.throwIfAborted();
  const thread = new Worker(threadUrl, {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<SearchResult>();
  const timer = setTimeout(() => resolve({ is: 'too-slow', limitMs }), limitMs);
  signal?.addEventListener('abort', abort, { once: true });
  thread.on('message', (answer: SearchAnswer) => resolve(answer));
  thread.on('error', reject);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    await thread.terminate();
  }

  function abort(): void {
    reject(signal?.reason);
  }
}

const source = new URL('./search-thread.ts', import.meta.url);
/** What is built has another ending. */
const threadUrl = import.meta.url.endsWith('.ts') ? source : new URL('./search-thread.js', source);

import { parentPort, workerData } from 'node:worker_threads';
import type { SearchOrder } from './search.ts';
import { searchFiles } from './search-files.ts';

/** A thread of its own: searches what it is told to, says what it found, and ends. */
const order: SearchOrder = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
parentPort?.postMessage(searchFiles(order));

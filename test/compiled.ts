import { join } from 'node:path';

/**
 * For the environment of processes of ours that tests start: Node keeps what it has compiled, which is half of their start. They are
 * left out of the coverage, since code that was kept is not counted branch by branch.
 */
export const compiled = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../.cache/compiled'),
  NODE_V8_COVERAGE: '',
} as const;

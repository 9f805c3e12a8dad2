import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Folders below test/ whose files share a process: each for itself would load the same modules anew, which takes longer than most of
 * them run. A folder belongs here unless its files set something up for their whole process, or run processes of their own for long.
 */
export const groups = {
  pure: ['core', 'text', 'intake', 'config', 'checks', 'docs', 'commands', 'commands/*'],
  agent: ['agent', 'agent/tools'],
  review: ['engines/review'],
  worker: ['worker'],
  playground: ['playground'],
  adapters: ['adapters', 'adapters/analyzers', 'adapters/openai', 'adapters/tree-sitter'],
  e2e: ['e2e'],
} as const;

/** The test files of a group but the long ones, as absolute paths in order. */
export function filesOf(group: keyof typeof groups): readonly string[] {
  const patterns = groups[group].map((folder) => `${folder}/*.test.ts`);
  return globSync(patterns, { cwd: root, exclude: ['**/*.long.test.ts'] })
    .toSorted()
    .map((file) => join(root, file));
}

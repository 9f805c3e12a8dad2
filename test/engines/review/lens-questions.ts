import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planReview, promptOf } from '../../../src/engines/review/review.ts';
import type { Answer } from '../../../src/engines/review/answer.ts';
import type { Prompt } from '../../../src/ports/model.ts';
import { inputWith } from './review-world.ts';
import { diffBetween, inWorkspace } from './unit-world.ts';

/** What a thorough review asks about the sample's change: one question for each lens. */
export async function lensQuestions(): Promise<readonly Prompt<Answer>[]> {
  const [before, change] = [await filesIn('base'), await filesIn('change')];
  const after = { ...before, ...change };
  const input = inputWith(diffBetween(before, after), { effort: 'thorough' });
  return inWorkspace(after, async (workspace) => {
    const { signal } = new AbortController();
    const { readings } = await planReview(input, workspace, { count: (text) => text.length / 4, signal });
    return readings.map((reading) => promptOf(reading, input, false));
  });
}

async function filesIn(folder: 'base' | 'change'): Promise<Record<string, string>> {
  const root = fileURLToPath(new URL(`../../../fixtures/sample/${folder}`, import.meta.url));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => [relative(root, path), await readFile(path, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(files));
}

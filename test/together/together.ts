import { filesOf, type groups } from './groups.ts';

/** Runs the test files of a group in this process; with `of`, only every so many of them, from the given one on. */
export async function together(group: keyof typeof groups, from = 1, of = 1): Promise<void> {
  for (const [index, file] of filesOf(group).entries()) {
    if (index % of === from - 1) await import(file);
  }
}

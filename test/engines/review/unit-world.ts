import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Diff, parseDiff } from '../../../src/core/diff.ts';
import { type UnitLimits, type Units, unitsOf, usualUnitLimits } from '../../../src/engines/review/units.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { makeRepository, scratch } from '../../adapters/git-repository.ts';
import { checkoutWorld } from '../../adapters/workspace-world.ts';

type Files = Readonly<Record<string, string>>;

/** What git tells of files that became others. */
export function diffBetween(before: Files, after: Files): Diff {
  using room = scratch();
  const repository = makeRepository(join(room.path, 'repository'));
  repository.commit('before', before);
  for (const path of Object.keys(before)) if (!(path in after)) rmSync(join(repository.path, path));
  repository.commit('after', after);
  const argv = ['-C', repository.path, 'diff', '-M', 'HEAD^', 'HEAD'];
  return parseDiff(execFileSync('git', argv, { encoding: 'utf8', maxBuffer: 2 ** 26 }));
}

export interface Cutting {
  readonly limits?: Partial<UnitLimits>;
  readonly ignored?: (path: string) => string | undefined;
  /** The files of the head, where they are not those that the diff leads to. */
  readonly head?: Files;
}

/** Files become others, and the change is cut into units. A token is four characters. */
export async function cutChange(before: Files, after: Files, cutting: Cutting = {}): Promise<Units> {
  return inWorkspace(cutting.head ?? after, (head) => cutDiff(diffBetween(before, after), head, cutting));
}

export async function inWorkspace<T>(files: Files, work: (head: Workspace) => Promise<T>): Promise<T> {
  await using world = await checkoutWorld();
  await using head = await world.open(files);
  return await work(head);
}

export function cutDiff(
  diff: Diff,
  head: Workspace,
  { limits = {}, ignored = () => undefined }: Cutting = {},
): Promise<Units> {
  return unitsOf({ diff, head, ignored, count }, { ...usualUnitLimits, ...limits });
}

function count(text: string): number {
  return Math.ceil(text.length / 4);
}

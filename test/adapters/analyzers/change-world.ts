import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { parseDiff } from '../../../src/core/diff.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { AnalyzedChange, AnalyzedFiles, Analyzer } from '../../../src/ports/analyzer.ts';
import { makeRepository, scratch } from '../git-repository.ts';
import { writeFiles } from '../../project/shops.ts';

export const syntax = openSyntax({ clock: { now: () => performance.now() } });

export type Files = Readonly<Record<string, string>>;

/** A change from some files to others, with both in folders. */
export interface ChangeWorld extends Disposable {
  readonly change: AnalyzedChange;
}

export async function changeWorld(before: Files, after: Files): Promise<ChangeWorld> {
  const room = scratch();
  const repository = makeRepository(join(room.path, 'repository'));
  repository.git('init', '--quiet');
  const base = repository.commit('before', before);
  for (const path of Object.keys(before)) rmSync(join(repository.path, path));
  const head = repository.commit('after', after);
  const diff = repository.git('diff', '--find-renames', base, head);
  const sides = { base: join(room.path, 'base'), head: join(room.path, 'head') };
  for (const folder of Object.values(sides)) mkdirSync(folder);
  await writeFiles(sides.base, before);
  await writeFiles(sides.head, after);
  return {
    change: {
      diff: parseDiff(diff === '' ? '' : `${diff}\n`),
      head: filesOf(sides.head, after),
      base: () => Promise.resolve(filesOf(sides.base, before)),
    },
    [Symbol.dispose]: () => room[Symbol.dispose](),
  };
}

function filesOf(directory: string, files: Files): AnalyzedFiles {
  return {
    directory,
    files: () => Object.keys(files).toSorted(),
    text: (path) => {
      const text = files[path];
      return Promise.resolve(
        text === undefined ? { is: 'refused', path, why: { is: 'absent', near: [] } } : { is: 'text', text },
      );
    },
  };
}

/** What an analyzer says of a change. */
export async function saidOf(analyzer: Analyzer, before: Files, after: Files): Promise<readonly Finding[]> {
  using world = await changeWorld(before, after);
  return (await analyzer.analyze(world.change, new AbortController().signal)).findings;
}

/** The same, shortened to where and what. */
export async function heardOf(analyzer: Analyzer, before: Files, after: Files): Promise<readonly string[]> {
  const findings = await saidOf(analyzer, before, after);
  return findings.map(({ path, anchor, title }) => `${path}:${anchor?.start ?? '-'} ${title}`);
}

import { basename, resolve } from 'node:path';
import { findRepository } from './find.ts';
import { resolveIn } from './git/local.ts';
import type { Person } from './person.ts';
import type { State } from './state.ts';
import type { OpenedPull } from './acts/pulls.ts';

export interface LocalPull {
  /** A local git repository, bare or with a work tree. */
  readonly directory: string;
  readonly base: string;
  readonly head: string;
  /** `owner/name`; the folder's name under the person's account without it. */
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly draft?: boolean | undefined;
}

/** Opens a pull request from any two revisions of a local repository, which is brought here when it is new. */
export async function openLocalPull(state: State, person: Person, wanted: LocalPull): Promise<OpenedPull> {
  const directory = resolve(wanted.directory);
  const base = await resolveIn(directory, wanted.base);
  const head = await resolveIn(directory, wanted.head);
  const name = wanted.name ?? `${person.login}/${repositoryName(directory)}`;
  const branch = `change-${head.slice(0, 10)}`;
  const isKnown = findRepository(state, name) !== undefined;
  const target = isKnown ? `base-${base.slice(0, 10)}` : 'main';
  const refs = { [target]: base, [branch]: head };
  if (isKnown) await person.pushFrom(name, directory, refs);
  else await person.importRepository(name, directory, { refs });
  return person.openPull(name, {
    base: target,
    head: branch,
    title: wanted.title ?? `${wanted.head} into ${wanted.base}`,
    ...(wanted.body === undefined ? {} : { body: wanted.body }),
    draft: wanted.draft ?? false,
  });
}

function repositoryName(directory: string) {
  return basename(directory, '.git').replaceAll(/[^\w.-]/g, '-') || 'repository';
}

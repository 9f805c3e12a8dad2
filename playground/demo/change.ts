import { basename, dirname } from 'node:path';
import { rangeIntent, resolveRange } from '../../src/adapters/git/range.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import type { OpenedPull } from '../github/acts/pulls.ts';
import { openLocalPull } from '../github/local-pull.ts';
import type { LocalGitHub } from '../github/start.ts';
import { openSample } from './sample.ts';
import type { WantedChange } from './wanted.ts';

/** A change that is there and can be opened as a pull request. */
export interface Change {
  open(github: LocalGitHub): Promise<OpenedPull>;
}

/** Throws Failure `user` for what is no repository, no revision or no change. */
export async function readChange(wanted: WantedChange): Promise<Change> {
  switch (wanted.is) {
    case 'sample':
      return { open: openSample };
    case 'range':
      return readRange(wanted);
  }
}

/** The commits' own words become the pull request's. */
async function readRange({ directory, base, head }: Extract<WantedChange, { is: 'range' }>): Promise<Change> {
  const range = await resolveRange(openGit({ environment: process.env }), directory, base, head);
  const intent = await rangeIntent(range);
  const pull = {
    directory: range.gitDirectory,
    name: `you/${nameOf(range.gitDirectory)}`,
    base: range.base,
    head: range.head,
    title: intent.title.slice(0, longestTitle) || `${head} into ${base}`,
    body: intent.body.slice(0, longestBody),
  };
  return { open: (github) => openLocalPull(github.state.data, github.as('you'), pull) };
}

/** What GitHub takes, in characters. */
const longestTitle = 256;
const longestBody = 65_536;

/** `shop` for `/home/me/shop/.git` and `/srv/git/shop.git`. */
function nameOf(gitDirectory: string): string {
  const folder = basename(gitDirectory) === '.git' ? dirname(gitDirectory) : gitDirectory;
  return basename(folder, '.git').replaceAll(/[^\w.-]/g, '-') || 'repository';
}

import { runKey } from '../../src/core/run.ts';
import { wellDone } from '../e2e/implement-world.ts';
import { page, pageTurns } from '../e2e/page.ts';
import { scripted, type Turn } from '../e2e/turns.ts';
import { shop } from '../engines/implementation/implementation-world.ts';
import type { World } from '../world.ts';
import { jobsFor, kept, settledBooks } from './result.ts';
import type { Play } from './stage.ts';
import type { Wanted } from './victim.ts';

/** An issue that shall be implemented. */
export interface IssueAt {
  readonly repository: string;
  readonly number: number;
}

/** What there is of it, on GitHub and in the ledger. */
export interface Implementation {
  readonly branches: readonly string[];
  /** For each pull request its number, its branch, and the titles of its commits. */
  readonly drafts: readonly (readonly [number, string, readonly string[]])[];
  /** The first line of each comment of ours. */
  readonly said: readonly string[];
  readonly run: string;
  readonly effects: readonly string[];
  readonly outcomes: readonly string[];
}

/** A repository with an issue, and what a model does about that. */
export interface Project {
  readonly files: Readonly<Record<string, string>>;
  readonly issue: { readonly title: string; readonly body: string };
  readonly turns: readonly Turn[];
  /** What there shall be of it. */
  readonly promised: Implementation;
}

/** Nothing of it can be run, so that the work takes little time. */
export const onPage: Project = {
  ...page,
  turns: pageTurns,
  promised: promisedOf('patchwright/issue-1-we-open-at-eight', 'Open at eight'),
};

/** Its tests are run in the jail. */
export const tested: Project = {
  files: shop.files,
  issue: shop.issue,
  turns: wellDone,
  promised: promisedOf(
    'patchwright/issue-1-members-pay-the-whole-price',
    'Take ten per cent off for members',
  ),
};

function promisedOf(branch: string, title: string): Implementation {
  return {
    branches: ['main', branch],
    drafts: [[2, branch, [title]]],
    said: ['**`/implement`: done**'],
    run: 'ended, done',
    effects: ['done', 'done'],
    outcomes: ['heard'],
  };
}

/** An issue is labelled, and implemented. */
export function implementing({ files, issue, turns }: Project): Play<IssueAt, Implementation> {
  return {
    cast: (world) => world.model.otherwise((asked) => scripted(asked, 'implement', turns)),
    prepare: async (world, turn) => {
      const repository = `octo/shop-${turn}`;
      await world.github.as('ada').createRepository(repository, { files });
      const { number } = await world.github.as('zoe').openIssue(repository, issue);
      return { repository, number };
    },
    begin: async (world, at) => {
      await world.github.as('ada').label(at, 'patchwright');
      return at;
    },
    isOver: (world, at) => saidOn(world, at).includes('**`/implement`: done**'),
    result: async (world, at, books) => {
      const read = await settledBooks(world, () => wantedOf(world, at, 'implement'), books);
      return { ...(await shown(world, at)), ...kept(read) };
    },
  };
}

async function shown(
  world: World,
  at: IssueAt,
): Promise<Pick<Implementation, 'branches' | 'drafts' | 'said'>> {
  const { repository } = at;
  const branches = await world.github.state.branches(repository);
  const drafts = world.drafts(repository).map(async ({ number, head }) => {
    return [number, head, await commitsOn(world, { repository, number })] as const;
  });
  return {
    branches: [...branches.keys()],
    drafts: await Promise.all(drafts),
    said: saidOn(world, at),
  };
}

/** Titles of the commits of a pull request, the oldest first. */
export async function commitsOn({ github }: World, pull: IssueAt): Promise<readonly string[]> {
  return (await github.state.commits(pull)).map(({ message }) => message.split('\n')[0] ?? '');
}

/** The first line of each comment of ours on an issue or a pull request. */
export function saidOn(world: World, at: IssueAt): readonly string[] {
  const ours = world.comments(at).filter(({ author }) => author === 'patchwright[bot]');
  return ours.map(({ body }) => body.split('\n')[0] ?? '');
}

/** The run of a command there, and the jobs of all webhooks of its repository. */
export function wantedOf({ github }: World, { repository, number }: IssueAt, command: string): Wanted {
  const { id } = github.state.repository(repository);
  const ref = { id, owner: '', repo: '', number };
  const subject =
    command === 'implement'
      ? ({ kind: 'issue', ref } as const)
      : ({ kind: 'pull', ref, headSha: '' } as const);
  return { run: runKey(subject, command), jobs: jobsFor({ github }, id) };
}

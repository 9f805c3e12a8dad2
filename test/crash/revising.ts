import { pageRevised, pageTurns } from '../e2e/page.ts';
import { scripted } from '../e2e/turns.ts';
import type { World } from '../world.ts';
import { commitsOn, type IssueAt, implementing, onPage, saidOn, wantedOf } from './implementing.ts';
import { kept, settledBooks } from './result.ts';
import type { Play } from './stage.ts';

/** What there is of a review's consequences, on GitHub and in the ledger. */
export interface Revision {
  /** Titles, the oldest first. */
  readonly commits: readonly string[];
  /** Who has spoken in each thread. */
  readonly threads: readonly (readonly string[])[];
  /** The first line of each comment of ours, without the number of the review. */
  readonly said: readonly string[];
  /** The first line of each pull request's description. */
  readonly drafts: readonly string[];
  readonly run: string;
  /** Of the last look, after which nothing was due. */
  readonly effects: readonly string[];
  readonly outcomes: readonly string[];
}

export const heeded: Revision = {
  commits: ['Open at eight', 'Heed the remarks of bob'],
  threads: [['bob', 'patchwright[bot]']],
  said: ['**`/revise`: done**', 'On [the review by bob](#review): The whole page says eight.'],
  drafts: ['The page says that it is eight.'],
  run: 'ended, done',
  effects: [],
  outcomes: ['heard', 'heard', 'heard'],
};

/** A draft of ours is reviewed with words and a remark on a line, and both are heeded. */
export const revising: Play<IssueAt, Revision> = {
  cast: (world) =>
    world.model.otherwise((asked) => {
      if (asked.prompt === 'implement') return scripted(asked, 'implement', pageTurns);
      const question = asked.messages.map(({ content }) => content).join('\n');
      return scripted(asked, 'revise', pageRevised(question));
    }),
  prepare: async (world, turn, books) => {
    const play = implementing(onPage);
    const issue = await play.begin(world, await play.prepare(world, turn, books));
    await play.result(world, issue, books);
    const { repository } = issue;
    world.github.as('ada').setPermission(repository, 'bob', 'write');
    return { repository, number: 2 };
  },
  begin: async (world, pull) => {
    const comments = [{ path: 'README.md', line: 3, body: 'Sharp?' }];
    await world.github.as('bob').review(pull, { body: 'Say it everywhere.', comments });
    return pull;
  },
  isOver: (world, pull) => saidOn(world, pull).includes('**`/revise`: done**'),
  result: async (world, pull, books) => {
    const read = await settledBooks(world, () => wantedOf(world, pull, 'revise'), books);
    return { ...(await shown(world, pull)), ...kept(read) };
  },
};

async function shown(world: World, pull: IssueAt): Promise<Omit<Revision, 'run' | 'effects' | 'outcomes'>> {
  const threads = world.github.state.threads(pull);
  return {
    commits: await commitsOn(world, pull),
    threads: threads.map(({ comments }) => comments.map(({ author }) => author.login)),
    said: saidOn(world, pull)
      .map((line) => line.replace(/#pullrequestreview-\d+/, '#review'))
      .toSorted(),
    drafts: world.drafts(pull.repository).map(({ body }) => body.split('\n')[0] ?? ''),
  };
}

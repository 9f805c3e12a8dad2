import { parseArgs } from 'node:util';
import { openLocalPull } from '../../playground/github/local-pull.ts';
import type { OpenedPull } from '../../playground/github/acts/pulls.ts';
import type { Ports } from '../../src/outside.ts';
import { World } from '../../test/world.ts';
import { firstParentPairs } from './git.ts';
import { misbehaving } from './review-mechanics-model.ts';
import { offDiff, type Posted, postedOn, repeats, unfit } from './review-mechanics-posted.ts';

/**
 * `--repo DIR [--commits 50] [--pushes 10]`: the newest commits become pull requests on a local GitHub, and the whole app reviews them
 * with a model that gets nearly everything wrong; then that many commits are pushed onto one pull request, a review each. Holds where
 * GitHub took everything that was posted (no 422), each comment is on the diff, each suggestion can be committed and parses, and nothing
 * is said twice on the pull request that grows.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { repo, commits, pushes } = options(argv);
  const endings: (() => Promise<void>)[] = [];
  const world = await World.open({ after: (work) => void endings.push(work) }, { timing, around });
  world.model.otherwise(misbehaving);
  const refused: string[] = [];
  world.github.observe(({ method, path, status, responseBody }) => {
    if (status === 422) refused.push(`${method} ${path}: ${JSON.stringify(responseBody)}`);
  });
  try {
    const at = { world, repo };
    const single = await reviewEach(at, commits);
    const grown = await reviewGrowing(at, pushes);
    report({ refused, single, grown });
    const sums = [single, grown];
    const isClean = sums.every(({ posted, off, bad }) => posted.length > 0 && off.length + bad.length === 0);
    return isClean && refused.length + repeats(grown.posted).length === 0;
  } finally {
    for (const end of endings) await end();
  }
}

/** As quick as can be, with locks that outlast a busy machine. */
const timing = {
  holdMs: 60_000,
  queue: { lockMs: 60_000, stalledMs: 60_000, backoffMs: 50 },
};

/** Nothing is run: what running shows is measured elsewhere, and takes minutes. */
function around(ports: Ports): Ports {
  const state = { is: 'not-verified', reason: 'nothing is run in this measure' } as const;
  return { ...ports, sandbox: { ...ports.sandbox, state: () => Promise.resolve(state) } };
}

function options(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      repo: { type: 'string' },
      commits: { type: 'string', default: '50' },
      pushes: { type: 'string', default: '10' },
    },
  });
  if (values.repo === undefined) throw new Error('Say which repository: --repo DIR');
  return { repo: values.repo, commits: Number(values.commits), pushes: Number(values.pushes) };
}

interface Place {
  readonly world: World;
  readonly repo: string;
}

/** What was posted, and what of it is wrong. */
interface Sum {
  readonly posted: readonly Posted[];
  readonly off: readonly Posted[];
  readonly bad: readonly Posted[];
  /** Milliseconds of each review, from the push or the opening until nothing is left to do. */
  readonly ms: readonly number[];
}

const name = 'octo/measured';

/** Each commit as a pull request of its own. */
async function reviewEach({ world, repo }: Place, commits: number): Promise<Sum> {
  const ada = world.github.as('ada');
  const sums: Sum[] = [];
  for (const { base, head } of await firstParentPairs(repo, commits)) {
    const start = performance.now();
    const pull = await openLocalPull(world.github.state.data, ada, { directory: repo, base, head, name });
    await world.quiet();
    sums.push(await looked({ world, repo }, pull, { base, ms: [performance.now() - start] }));
    await ada.close(pull);
    await world.quiet();
  }
  return {
    posted: sums.flatMap(({ posted }) => posted),
    off: sums.flatMap(({ off }) => off),
    bad: sums.flatMap(({ bad }) => bad),
    ms: sums.flatMap(({ ms }) => ms),
  };
}

/** One commit after the other on one pull request, the oldest first. */
async function reviewGrowing({ world, repo }: Place, pushes: number): Promise<Sum> {
  const ada = world.github.as('ada');
  const [first, ...later] = (await firstParentPairs(repo, pushes + 1)).toReversed();
  if (first === undefined) throw new Error(`${repo} has no commits`);
  const ms: number[] = [];
  let start = performance.now();
  const pull = await openLocalPull(world.github.state.data, ada, { directory: repo, ...first, name });
  await world.quiet();
  ms.push(performance.now() - start);
  const branch = world.github.state.pull(pull).head.ref;
  for (const { head } of later) {
    start = performance.now();
    await ada.pushFrom(name, repo, { [branch]: head });
    await world.quiet();
    ms.push(performance.now() - start);
  }
  return looked({ world, repo }, pull, { base: first.base, ms });
}

async function looked(
  { world, repo }: Place,
  pull: OpenedPull,
  { base, ms }: { readonly base: string; readonly ms: readonly number[] },
): Promise<Sum> {
  const posted = await postedOn(world.github, pull, repo);
  return { posted, off: await offDiff(posted, repo, base), bad: await unfit(posted, repo), ms };
}

interface Found {
  readonly refused: readonly string[];
  readonly single: Sum;
  readonly grown: Sum;
}

function report({ refused, single, grown }: Found): void {
  const again = repeats(grown.posted);
  console.log(`One pull request a commit: ${figures(single)}`);
  console.log(`One pull request that grows: ${figures(grown)}; ${again.length} comments say something again`);
  console.log(`${refused.length} answers 422`);
  const wrong = [single, grown].flatMap(({ off, bad }) => [
    ...off.map((posted) => line('off the diff', posted)),
    ...bad.map((posted) => line('a suggestion that does not fit', posted)),
  ]);
  const repeated = again.map((posted) => line('said again', posted));
  for (const each of [...refused, ...wrong, ...repeated].slice(0, 40)) console.log(`  ${each}`);
}

function figures({ posted, off, bad, ms }: Sum): string {
  const suggestions = posted.filter((comment) => comment.suggestions.length > 0).length;
  const median = ms.toSorted((one, other) => one - other)[Math.floor(ms.length / 2)] ?? 0;
  return (
    `${ms.length} reviews, ${posted.length} comments, ${off.length} of them off the diff, ` +
    `${suggestions} with suggestions, ${bad.length} of which do not fit; median ${Math.round(median)} ms a review`
  );
}

function line(fault: string, { sha, path, start, end, title }: Posted): string {
  return `${fault}: ${sha.slice(0, 10)} ${path}:${start}-${end} ${title}`;
}

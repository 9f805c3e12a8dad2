import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitHub } from '../../playground/github/start.ts';
import type { LocalGitHub } from '../../playground/github/start.ts';
import { anchors, hunksOf, linesOn, parseDiff } from '../../src/core/diff.ts';
import type { Diff, FileDiff, Hunk, Side } from '../../src/core/diff.ts';
import { git } from './git.ts';
import type { Pair } from './git.ts';

/** A comment on lines of one file, in GitHub's words. */
interface Placed {
  readonly path: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number;
  readonly start_line?: number;
}

/** As many comments as one review is tried with, and as many wrong places as one pull request is. */
const perReview = 100;
const wrongPerPull = 20;

/**
 * Opens a pull request for each pair on a local GitHub. Every line offered as an anchor, and every side of a hunk as a whole,
 * is posted there and must be taken; lines beside the hunks, ranges over two and places in files without lines must be refused.
 */
export async function tryOnGitHub(repository: string, pairs: readonly Pair[]) {
  const total = { taken: 0, refused: 0, faults: [] as string[] };
  const directory = await mkdtemp(join(tmpdir(), 'measure-'));
  const github = await startGitHub({ directory, clock: { now: () => Date.now() } });
  github.limits.set({ isOn: false });
  try {
    for (const [index, pair] of pairs.entries()) {
      const diff = parseDiff(await git(repository, ['diff', '-M', pair.base, pair.head]));
      const post = await openPull(github, { repository, pair, index });
      for (const batch of batches(rightPlaces(diff))) {
        total.taken += batch.length;
        await expect({ post, places: batch, status: 200, faults: total.faults });
      }
      for (const place of wrongPlaces(diff)) {
        total.refused += 1;
        await expect({ post, places: [place], status: 422, faults: total.faults });
      }
    }
  } finally {
    await github.close();
    await rm(directory, { recursive: true, force: true });
  }
  return total;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}
type Post = (places: readonly Placed[]) => Promise<Answer>;

/** Gives what posts a review with these comments on the new pull request. */
async function openPull(
  github: LocalGitHub,
  { repository, pair, index }: { readonly repository: string; readonly pair: Pair; readonly index: number },
): Promise<Post> {
  const name = 'somebody/measured';
  const person = github.as('somebody');
  const refs = { [`base-${index}`]: pair.base, [`head-${index}`]: pair.head };
  if (index === 0) await person.importRepository(name, repository, { refs, defaultBranch: 'base-0' });
  else await person.pushFrom(name, repository, refs);
  const pull = await person.openPull(name, { base: `base-${index}`, head: `head-${index}` });
  const url = `${github.apiUrl}/repos/${name}/pulls/${pull.number}/reviews`;
  const headers = { authorization: `Bearer ${person.token()}`, 'content-type': 'application/json' };
  return async (places) => {
    const comments = places.map((place) => ({ body: 'A remark.', ...sided(place) }));
    const body = JSON.stringify({ commit_id: pair.head, event: 'COMMENT', body: 'A review.', comments });
    const answer = await fetch(url, { method: 'POST', headers, body });
    return { status: answer.status, text: await answer.text() };
  };
}

/** A range tells the side of its start, too. */
function sided(place: Placed) {
  return place.start_line === undefined ? place : Object.assign({ start_side: place.side }, place);
}

async function expect(given: {
  readonly post: Post;
  readonly places: readonly Placed[];
  readonly status: number;
  readonly faults: string[];
}) {
  const { status, text } = await given.post(given.places);
  if (status === given.status) return;
  // One bad comment fails the whole review: find out which.
  const [first] = given.places;
  if (given.places.length > 1) {
    for (const place of given.places) await expect({ ...given, places: [place] });
  } else {
    given.faults.push(
      `${status} instead of ${given.status} for ${JSON.stringify(first)}: ${text.slice(0, 200)}`,
    );
  }
}

/** A side as GitHub and as we call it. */
interface Named {
  readonly side: 'LEFT' | 'RIGHT';
  readonly ours: Side;
}

const sides: readonly Named[] = [
  { side: 'LEFT', ours: 'old' },
  { side: 'RIGHT', ours: 'new' },
];

function rightPlaces(diff: Diff): Placed[] {
  return diff.flatMap((file) =>
    sides.flatMap(({ side, ours }) => [
      ...anchors(file)[ours].map((line) => ({ path: file.path, side, line })),
      ...hunksOf(file).flatMap((hunk) => wholeSide(file, hunk, { side, ours })),
    ]),
  );
}

function wholeSide(file: FileDiff, hunk: Hunk, { side, ours }: Named): Placed[] {
  const lines = linesOn(ours, hunk);
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last || first === last) return [];
  return [{ path: file.path, side, start_line: first.number, line: last.number }];
}

/** Places beside what is offered, spread over the files. */
function wrongPlaces(diff: Diff): Placed[] {
  const perFile = diff.map((file) => sides.flatMap(({ side, ours }) => wrongIn(file, { side, ours })));
  const stranger: Placed = { path: 'no/such/file.txt', side: 'RIGHT', line: 1 };
  const all = [stranger, ...perFile.flat()];
  const step = Math.max(1, Math.floor(all.length / wrongPerPull));
  return all.filter((_, index) => index % step === 0).slice(0, wrongPerPull);
}

function wrongIn(file: FileDiff, { side, ours }: Named): Placed[] {
  if (file.content.kind === 'submodule') return [];
  const offered = new Set(anchors(file)[ours]);
  const lines = hunksOf(file).map((hunk) => linesOn(ours, hunk).map(({ number }) => number));
  const edges = lines.flatMap((numbers) => [Math.min(...numbers) - 1, Math.max(...numbers) + 1]);
  const beside = [1, 1_000_000, ...edges].filter(
    (line) => Number.isFinite(line) && line > 0 && !offered.has(line),
  );
  const [first, second] = [lines[0]?.[0], lines[1]?.[0]];
  const across =
    first === undefined || second === undefined
      ? []
      : [{ path: file.path, side, start_line: first, line: second }];
  return [...[...new Set(beside)].map((line) => ({ path: file.path, side, line })), ...across];
}

function batches(places: readonly Placed[]): Placed[][] {
  const count = Math.ceil(places.length / perReview);
  return Array.from({ length: count }, (_, index) =>
    places.slice(index * perReview, (index + 1) * perReview),
  );
}

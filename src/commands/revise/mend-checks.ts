import { z } from 'zod';
import type { CommitCheck } from '../../ports/forge.ts';
import { requesterOf } from '../../core/run.ts';
import { unfinishedText } from '../../text/implement.ts';
import {
  checksHeading,
  checksTitle,
  givenUp,
  home,
  isChecksHeading,
  redOnBase,
  roundText,
} from '../../text/revise.ts';
import { described } from './describe.ts';
import { hasSaid, type Scene, short } from './own-pull.ts';
import { commentOn, commitOf, leftBy, revised, type Round } from './round.ts';

const Failing = z.object({ name: z.string(), detail: z.string() }).readonly();

/** Checks that fail once all are over; `before` are those that fail on the base, too. */
const FailingChecks = z
  .object({ failing: z.array(Failing).readonly(), before: z.array(z.string()).readonly() })
  .readonly();
type FailingChecks = z.infer<typeof FailingChecks>;

/** Mends what fails because of the change: once for a head and what fails on it, and not for ever, unless somebody asks. */
export async function mendChecks(scene: Scene): Promise<Round | null> {
  const { task, pull } = scene;
  const found = await task.once('checks', pull.head.sha, FailingChecks, () => failingChecks(scene));
  if (found.failing.length === 0) return namedRound(found, scene);
  const heading = checksHeading(short(pull.head.sha), namesIn(found));
  if (task.run.asked) return mended(found, heading, scene);
  if (hasSaid(scene, heading)) return null;
  const most = task.config.implement.attempts;
  if ((await attemptsBefore(scene)) < most) return mended(found, heading, scene);
  return given(scene, `${heading}\n\n${givenUp(most)}`);
}

function namesIn({ failing }: FailingChecks): readonly string[] {
  return failing.map(({ name }) => name).toSorted();
}

/** Null where what failed has passed by now. */
async function mended(found: FailingChecks, heading: string, scene: Scene): Promise<Round | null> {
  const names = namesIn(found);
  const came = await revised({ is: 'checks', failing: found.failing }, scene);
  if (!(await stillFail(names, scene))) return null;
  if (came.is === 'nothing') return given(scene, `${heading}\n\n${unfinishedText(came.ended, home)}`);
  const told = `${heading}\n\n${roundText(came, true)}`;
  if (came.changes.length === 0) return given(scene, told);
  const { run, config } = scene.task;
  const coAuthor = run.asked && config.implement.coAuthor ? requesterOf(run) : null;
  const commit = commitOf(came, scene, { title: checksTitle(names), coAuthor, merges: null });
  return {
    effects: [commit, ...(await described(came, commit, scene)), commentOn(scene, told)],
    left: leftBy(came.incomplete),
  };
}

function given(scene: Scene, text: string): Round {
  return { effects: [commentOn(scene, text)], left: null };
}

/** Said once: that they fail is nothing that this pull request could mend. */
function namedRound({ before }: FailingChecks, scene: Scene): Round | null {
  if (before.length === 0) return null;
  const text = redOnBase(before, scene.pull.base.branch);
  return hasSaid(scene, text) ? null : given(scene, text);
}

/** None while any is pending: what it will say is not known. */
async function failingChecks({ task, pull }: Scene): Promise<FailingChecks> {
  const counted = required(await task.forge.checks(pull.head.sha));
  const failed = counted.filter(({ state }) => state === 'failed');
  if (failed.length === 0 || counted.some(({ state }) => state === 'pending'))
    return { failing: [], before: [] };
  const onBase = await task.forge.checks(pull.base.sha);
  const red = new Set(onBase.flatMap(({ name, state }) => (state === 'failed' ? [name] : [])));
  return {
    failing: failed.filter(({ name }) => !red.has(name)).map(({ name, detail }) => ({ name, detail })),
    before: failed.map(({ name }) => name).filter((name) => red.has(name)),
  };
}

/** Where GitHub does not tell which ones are, all count. */
function required(checks: readonly CommitCheck[]): readonly CommitCheck[] {
  const demanded = checks.filter(({ isRequired }) => isRequired);
  return demanded.length > 0 ? demanded : checks;
}

/** A check that passes when it is run again was never ours to mend. */
async function stillFail(names: readonly string[], { task, pull }: Scene): Promise<boolean> {
  const checks = await task.forge.checks(pull.head.sha);
  return checks.some(({ name, state }) => state === 'failed' && names.includes(name));
}

/**
 * How many of the newest commits mended checks, one after the other: a person's commit, and one that somebody asked for, begins the
 * count anew. A commit and the comment that tells of it carry the mark of the same attempt.
 */
async function attemptsBefore({ task, pull, remarks }: Scene): Promise<number> {
  const telling = new Set(
    remarks.filter(({ isOurs, body }) => isOurs && isChecksHeading(body)).map(({ id }) => id),
  );
  const comments = await task.forge.ownComments(pull.ref.number);
  const mending = new Set(comments.flatMap(({ id, key }) => (telling.has(id) ? [attemptIn(key)] : [])));
  const commits = (await task.forge.branch(pull.head.branch)) ?? [];
  const others = commits.findIndex(({ key }) => key === null || !mending.has(attemptIn(key)));
  return others === -1 ? commits.length : others;
}

/** The attempt of an effect, by its key. */
function attemptIn(key: string): string {
  return key.split('.').slice(0, 2).join('.');
}

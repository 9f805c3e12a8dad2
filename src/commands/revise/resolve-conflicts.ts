import type { MergeOutcome } from '../../ports/forge.ts';
import type { Verification } from '../../core/implemented.ts';
import { conflictMarkers } from '../../checks/change-conflicts.ts';
import { unfinishedText } from '../../text/implement.ts';
import {
  beyondText,
  conflictsHeading,
  home,
  mergedText,
  mergeTitle,
  roundText,
  unresolvedText,
} from '../../text/revise.ts';
import { described } from './describe.ts';
import { hasSaid, type Scene, short } from './own-pull.ts';
import { commentOn, commitOf, revised, type Round, type Told } from './round.ts';

type Conflicts = Extract<MergeOutcome, { is: 'conflicts' }>;

/** Merges the base in where the two conflict, once for a pair of commits: never by force, and only as a whole. */
export async function resolveConflicts(scene: Scene): Promise<Round | null> {
  const { task, pull } = scene;
  const { branch } = pull.base;
  const [tip] = (await task.forge.branch(branch)) ?? [];
  if (tip === undefined) return null;
  const outcome = await task.forge.merge(pull.head.sha, tip.sha, task.signal);
  if (outcome.is !== 'conflicts') return null;
  const heading = conflictsHeading({ branch, tip: short(tip.sha), head: short(pull.head.sha) });
  if (!task.run.asked && hasSaid(scene, heading)) return null;
  if (outcome.beyond.length > 0) return left(scene, heading, beyondText(outcome.beyond));
  const came = await revised({ is: 'conflicts', outcome }, scene);
  if (came.is === 'nothing') return left(scene, heading, unfinishedText(came.ended, home));
  if (!isWhole(came)) return left(scene, heading, unresolvedText(came, outcome.paths));
  return merged(came, { outcome, tip: tip.sha, heading }, scene);
}

function left(scene: Scene, heading: string, text: string): Round {
  return { effects: [commentOn(scene, `${heading}\n\n${text}`)], left: null };
}

/** Half a merge is none: markers would be somebody's code, and what was taken out of it again a change of the base that is lost. */
function isWhole({ incomplete, changes, refused }: Told): boolean {
  return incomplete === null && refused.length === 0 && conflictMarkers(changes).length === 0;
}

interface Merging {
  readonly outcome: Conflicts;
  readonly tip: string;
  readonly heading: string;
}

async function merged(told: Told, { outcome, tip, heading }: Merging, scene: Scene): Promise<Round> {
  const { base, head } = scene.pull;
  const commit = commitOf(told, scene, {
    title: mergeTitle(base.branch, head.branch),
    coAuthor: null,
    merges: { sha: tip, taken: outcome.taken },
  });
  const text = [heading, mergedText(outcome.paths, isGreen(told.verification)), roundText(told)];
  const comment = commentOn(scene, text.filter((part) => part !== '').join('\n\n'));
  return { effects: [commit, ...(await described(told, commit, scene)), comment], left: null };
}

/** Whether tests were run with the merge, and nothing broke. */
function isGreen({ notRun, suites }: Verification): boolean {
  return (
    notRun === null &&
    suites.length > 0 &&
    suites.every(({ after, broken }) => after !== null && after.because === null && broken.length === 0)
  );
}

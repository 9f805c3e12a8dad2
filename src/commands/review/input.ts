import { readGuidance, type ReadBase } from '../../config/guidance.ts';
import { instructionsFor } from '../../config/instructions.ts';
import { leftOut } from '../../config/left-out.ts';
import type { RepositoryConfig } from '../../config/repository.ts';
import type { Diff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import { headerOf } from '../../core/machine-made.ts';
import type { Told } from '../../core/same-defect.ts';
import type { Intent } from '../../engines/review/background.ts';
import type { ReviewInput } from '../../engines/review/review.ts';
import { type Bar, isBelow } from '../../engines/review/verdict.ts';
import type { Workspace } from '../../ports/workspace.ts';

/** A change that is to be reviewed, on GitHub or not. */
export interface Change {
  readonly headSha: string;
  readonly diff: Diff;
  readonly intent: Intent;
  /** The files at the head; null where they cannot be had. */
  readonly workspace: Workspace | null;
  /** Reads a file of the base: what a change says of itself guides nobody. */
  readonly readBase: ReadBase;
}

/** What the repository and the operator want of its reviews. */
export interface Wishes {
  readonly config: Pick<RepositoryConfig, 'review'>;
  /** What the repository wants remembered. */
  readonly lessons: readonly string[];
  readonly maxPrompts: number;
}

/** What is known of the change beside its code. */
export interface Known {
  /** The part of it that nobody has reviewed yet. */
  readonly news: Diff;
  /** Whether it has been reviewed before. */
  readonly isFollowUp: boolean;
  readonly told: readonly Told[];
  readonly fingerprints: ReadonlySet<string>;
  readonly analyzed: readonly Finding[];
}

/** Puts together what the engine is to read, and how closely. */
export async function inputOf(change: Change, wishes: Wishes, known: Known): Promise<ReviewInput> {
  const { headSha, diff, intent } = change;
  const { config, lessons, maxPrompts } = wishes;
  const { effort, suggestions, comments, language, tone } = config.review;
  const { guidance, ignored } = await readWords(change, config);
  const { news, told, fingerprints, analyzed } = known;
  return {
    headSha,
    diff,
    news,
    told,
    fingerprints,
    analyzed,
    background: { intent, guidance, language, tone },
    wishes: (paths) => [...lessons, ...instructionsFor(config.review, paths)],
    ignored,
    effort,
    suggestions,
    comments,
    bar: barOf(config.review, known.isFollowUp),
    maxPrompts,
  };
}

/** So that reviews come to an end, what is minor is told once: of a change that was reviewed before, at least `medium` counts. */
function barOf({ severity, confidence }: Bar, isFollowUp: boolean): Bar {
  const least = isFollowUp && isBelow(severity, 'medium');
  return { confidence, severity: least ? 'medium' : severity };
}

/**
 * What the base says to its readers, and which files nobody wrote. Of the base only what the head has, too, or what the change took away
 * is asked for, since each file costs a request.
 */
async function readWords(
  { diff, workspace, readBase }: Change,
  { review }: Pick<RepositoryConfig, 'review'>,
): Promise<Pick<ReviewInput, 'ignored'> & Pick<ReviewInput['background'], 'guidance'>> {
  const there = new Set([...(workspace?.files() ?? []), ...diff.map(({ oldPath }) => oldPath)]);
  async function read(path: string): Promise<string | undefined> {
    return workspace === null || there.has(path) ? readBase(path) : undefined;
  }
  const paths = diff.map(({ path }) => path);
  const guidance = await readGuidance(read, review, paths);
  const leaves = leftOut(review, await read('.gitattributes'));
  const headers = new Map<string, readonly string[]>();
  for (const file of diff) headers.set(file.path, headerOf(file, await topOf(file.path, workspace)));
  return {
    guidance,
    ignored: (path) => leaves(path, headers.get(path) ?? []),
  };
}

/** The first lines of the file at the head. */
async function topOf(path: string, workspace: Workspace | null): Promise<readonly string[] | undefined> {
  const read = await workspace?.text(path);
  return read?.is === 'text' ? read.text.slice(0, mostHeader).split('\n') : undefined;
}

const mostHeader = 8_000;

import { anchorByQuote } from '../../core/anchor.ts';
import { type Diff, type FileDiff, hunkOf } from '../../core/diff.ts';
import type { Anchor, Finding } from '../../core/finding.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import { isQuoted } from '../../core/quoted-code.ts';
import { codeAt } from '../../core/review.ts';
import { isTold } from '../../core/same-defect.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Claim } from './answer.ts';
import type { Suspect } from './checking.ts';
import { clustered } from './cluster.ts';
import type { UnitClaim } from './reading.ts';
import type { ReviewInput } from './review.ts';
import type { Unit } from './units.ts';
import { type DropReason, isBelow } from './verdict.ts';

/** What is to be made of everything that readers and tools named. */
export interface Suspicion {
  /** To be checked, the likeliest first. */
  readonly due: readonly Suspect[];
  /** Facts, which tools found and which are severe enough to be told. */
  readonly sure: readonly Finding[];
  readonly dropped: readonly DropReason[];
}

/**
 * What readers and tools named, each defect once; without what was told before, and what cannot be found in the change. What tools
 * found goes with the unit that it lies in.
 */
export async function suspicionOf(
  input: ReviewInput,
  claims: readonly UnitClaim[],
  { workspace, units }: { readonly workspace: Workspace | null; readonly units: readonly Unit[] },
): Promise<Suspicion> {
  const dropped: DropReason[] = [];
  const suspects: Suspect[] = [];
  for (const finding of input.analyzed) {
    if (wasTold(finding, input)) dropped.push('repeated');
    else suspects.push({ finding, text: unitAround(finding, units)?.text ?? '' });
  }
  for (const { claim, unit } of claims) {
    const finding = await findingOf(claim, input.diff, workspace);
    const because = outOfQuestion(finding, input);
    if (because === undefined) suspects.push({ finding, text: unit.text });
    else dropped.push(because);
  }
  const groups = clustered(suspects);
  dropped.push(...Array.from({ length: suspects.length - groups.length }, () => 'repeated' as const));
  const all = groups.map(({ suspected }) => suspected);
  const facts = all.map(({ finding }) => finding).filter(isSure);
  const sure = facts.filter(({ severity }) => !isBelow(severity, input.bar.severity));
  dropped.push(...Array.from({ length: facts.length - sure.length }, () => 'not severe enough' as const));
  return { sure, due: all.filter(({ finding }) => !isSure(finding)), dropped };
}

/** The unit that shows the finding's first line, or else its file. */
function unitAround({ path, anchor }: Finding, units: readonly Unit[]): Unit | undefined {
  const own = units.filter(({ parts }) => parts.some(({ file }) => file.path === path));
  const shows = own.find(({ parts }) =>
    parts.some(
      ({ file, hunks }) =>
        file.path === path &&
        hunks.some(({ newStart, newLines }) => {
          const line = anchor?.start ?? 0;
          return newStart <= line && line < newStart + newLines;
        }),
    ),
  );
  return shows ?? own[0];
}

function isSure({ confidence, evidence }: Finding): boolean {
  return confidence === 1 && evidence !== null;
}

async function findingOf(
  { side, ...claim }: Claim,
  diff: Diff,
  workspace: Workspace | null,
): Promise<Finding> {
  const anchor = await anchorOf({ ...claim, side }, diff, workspace);
  return {
    ...claim,
    // Nobody is as sure as a tool that names its rule.
    confidence: Math.min(claim.confidence, 0.99),
    path: anchor?.path ?? claim.path,
    anchor,
    evidence: null,
  };
}

/** Code that stands word for word elsewhere in the file is meant there, and not where the change shows something like it. */
async function anchorOf(claim: Claim, diff: Diff, workspace: Workspace | null): Promise<Anchor | null> {
  const anchor = anchorByQuote(diff, claim);
  if (anchor === undefined) return null;
  const code = codeAt(diff, anchor) ?? '';
  if (isQuoted(code, claim.quote)) return anchor;
  const read = await workspace?.text(anchor.path);
  return read?.is === 'text' && isQuoted(read.text, claim.quote) ? null : anchor;
}

/** Whoever finds it again, a tool or a reader. */
function wasTold(finding: Finding, { told, fingerprints }: ReviewInput): boolean {
  return fingerprints.has(fingerprint(finding, null)) || told.some((each) => isTold(finding, each));
}

/** A quote that stands nowhere in the change may still stand elsewhere in the file: the check finds out. */
function outOfQuestion(finding: Finding, input: ReviewInput): DropReason | undefined {
  const { news, diff } = input;
  const { anchor, path } = finding;
  if (wasTold(finding, input)) return 'repeated';
  if (anchor === null) return diff.some((file) => file.path === path) ? undefined : 'not in the code';
  const file = news.find((each) => each.path === anchor.path);
  return file !== undefined && isShown(file, finding) ? undefined : 'not introduced';
}

function isShown(file: FileDiff, { anchor }: Finding): boolean {
  return anchor !== null && hunkOf(file, anchor.side, anchor.start) !== undefined;
}

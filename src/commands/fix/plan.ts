import { z } from 'zod';
import { suggestionSentence } from '../../checks/suggestion-sentence.ts';
import { overlap, type Patch, patched } from '../../checks/suggestion-patch.ts';
import type { Diff } from '../../core/diff.ts';
import { judgedSuggestion, syntaxFaultsBrought } from '../../engines/review/suggestions.ts';
import { Tried, tryProposals } from '../../engines/review/trial.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { onlyRead, unfixed } from '../../text/fix.ts';
import type { Task } from '../command.ts';
import { guardOf } from './guarded.ts';
import type { OpenFinding } from './open-findings.ts';
import { smallFix } from './small-fix.ts';

/** A finding with the changes that mend it; `checked` says in a sentence what is known of them. */
export interface Fix {
  readonly finding: OpenFinding;
  readonly patches: readonly Patch[];
  readonly by: 'suggestion' | 'small fix';
  readonly checked: string;
}

export interface Left {
  readonly finding: OpenFinding;
  readonly why: string;
}

/** What can be committed for the findings that were chosen, and what cannot. */
export interface FixPlan {
  readonly fixes: readonly Fix[];
  readonly left: readonly Left[];
}

export interface PlanGround {
  readonly task: Task<unknown>;
  /** Of the pull request: nothing else is changed. */
  readonly diff: Diff;
  /** At its head. */
  readonly workspace: Workspace;
}

/** Takes the suggestions, has small fixes written where there is none, and keeps those that go together and break nothing. */
export async function planFixes(findings: readonly OpenFinding[], ground: PlanGround): Promise<FixPlan> {
  const wanted = [];
  for (const [index, finding] of findings.entries()) {
    await ground.task.progress('fixing', { counts: { done: index, of: findings.length } });
    wanted.push(await fixOf(finding, ground));
  }
  const { fixes, left } = await fitting(wanted, ground);
  return afterTrial({ fixes, left }, ground);
}

async function fixOf(finding: OpenFinding, { task, diff, workspace }: PlanGround): Promise<Fix | Left> {
  const { path, start, end, suggestion } = finding;
  const isChanged = diff.some((file) => file.path === path && file.status !== 'removed');
  if (!isChanged) return { finding, why: unfixed.notInDiff };
  const guard = guardOf(path);
  if (guard !== undefined) return { finding, why: unfixed.guarded(guard) };
  if (suggestion === null) {
    const written = await smallFix(finding, workspace, task);
    if (written.is === 'none') return { finding, why: written.why };
    return { finding, patches: written.patches, by: 'small fix', checked: '' };
  }
  const place = { path, side: 'new', start, end, quote: null } as const;
  const judged = await judgedSuggestion({ ...place, lines: suggestion }, { workspace, syntax: task.syntax });
  switch (judged.is) {
    case 'fits':
      return { finding, patches: [judged.patch], by: 'suggestion', checked: '' };
    case 'unreadable':
      return { finding, why: unfixed.unreadable };
    case 'fault':
      return { finding, why: suggestionSentence(judged.fault) };
  }
}

/** Of fixes that change the same lines, or break the file only together, the first is taken. */
async function fitting(wanted: readonly (Fix | Left)[], ground: PlanGround): Promise<FixPlan> {
  const fixes: Fix[] = [];
  const left: Left[] = [];
  for (const one of wanted) {
    if ('why' in one) left.push(one);
    else if (await goesWith(one, fixes, ground)) fixes.push(one);
    else left.push({ finding: one.finding, why: unfixed.overlaps });
  }
  return { fixes, left };
}

async function goesWith(fix: Fix, others: readonly Fix[], { task, workspace }: PlanGround): Promise<boolean> {
  const taken = others.flatMap(({ patches }) => patches);
  if (fix.patches.some((patch) => taken.some((other) => overlap(patch, other)))) return false;
  const { path } = fix.finding;
  const there = await workspace.text(path);
  if (there.is === 'refused') return false;
  const all = [...taken, ...fix.patches].filter((patch) => patch.path === path);
  const texts = { before: there.text, after: patched(there.text, all) };
  return (await syntaxFaultsBrought(path, texts, task.syntax)).length === 0;
}

/** What makes the project's own checks worse is left; of the others it is known how far they were run. */
async function afterTrial({ fixes, left }: FixPlan, { task, workspace }: PlanGround): Promise<FixPlan> {
  if (fixes.length === 0) return { fixes, left };
  await task.progress('running the tests');
  const proposals = fixes.map(({ patches }) => ({ patches }));
  const tried = await task.once('trial', [workspace.sha, proposals], z.array(Tried), async () => {
    await using spoilt = await task.forge.workspace(workspace.sha, task.signal);
    const { sandbox, config: settings, signal } = task;
    return [...(await tryProposals(proposals, { sandbox, workspace: spoilt, settings, signal }))];
  });
  const judged = fixes.map((fix, index) => withOutcome(fix, tried[index]));
  return {
    fixes: judged.flatMap((one) => ('why' in one ? [] : [one])),
    left: [...left, ...judged.flatMap((one) => ('why' in one ? [one] : []))],
  };
}

function withOutcome(fix: Fix, outcome: Tried | undefined): Fix | Left {
  switch (outcome?.is) {
    case 'worse':
      return { finding: fix.finding, why: outcome.why };
    case 'held':
      return { ...fix, checked: outcome.evidence };
    case 'not-tried':
      return { ...fix, checked: onlyRead(outcome.because) };
    case undefined:
      return fix;
  }
}

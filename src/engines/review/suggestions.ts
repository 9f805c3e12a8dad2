import { mended, type Suggestion, suggestionFault, type SuggestionFault } from '../../checks/suggestion.ts';
import { apart, linesIn, type Patch, patched } from '../../checks/suggestion-patch.ts';
import { withoutSuggestionBlocks } from '../../checks/suggestion-posted.ts';
import type { Anchor, Finding } from '../../core/finding.ts';
import { languageOf } from '../../core/languages.ts';
import { withSuggestionInBody } from '../../core/shown-suggestion.ts';
import { newFaults, type SyntaxFault } from '../../core/syntax-tree.ts';
import { linesOfText } from '../../core/text-lines.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Proposal, Tried } from './trial.ts';

export interface SuggestionTools {
  /** Of the head. */
  readonly workspace: Pick<Workspace, 'text'>;
  readonly syntax: Syntax;
}

/** Why a suggestion has no button: a fault, lines that an earlier one changes, a file that cannot be read, or what running it showed. */
export type SuggestionLoss = SuggestionFault['is'] | 'overlap' | 'unreadable' | 'made-worse';

/** Findings whose suggestions can all be committed as they stand, and what became of the others. */
export interface Fitted {
  readonly findings: readonly Finding[];
  /** Suggestions that can be committed, and how many of those were mended for it. */
  readonly kept: number;
  readonly mended: number;
  /** How many suggestions were lost, by reason. */
  readonly lost: ReadonlyMap<SuggestionLoss, number>;
}

/** Applies suggestions and runs the project's own checks: one outcome for each, in their order. */
export type SuggestionTrial = (proposals: readonly Proposal[]) => Promise<readonly Tried[]>;

/**
 * Leaves each finding a suggestion only where it can be committed at the head: mended where that is sure, else shown in the body, or
 * dropped where it would help nobody. Of suggestions that overlap, the first keeps its button. A trial has the last word.
 */
export async function fittingSuggestions(
  findings: readonly Finding[],
  tools: SuggestionTools,
  trial?: SuggestionTrial,
): Promise<Fitted> {
  const looked = await Promise.all(findings.map((finding) => lookAt(finding, tools)));
  const judged = await tried(withoutOverlaps(looked), trial);
  const losses = judged.flatMap(({ fit }) => (fit.is === 'lost' ? [fit.because] : []));
  const fitting = judged.flatMap(({ fit }) => (fit.is === 'fits' ? [fit] : []));
  return {
    findings: judged.map(shown),
    kept: fitting.length,
    mended: fitting.filter(({ isMended }) => isMended).length,
    lost: new Map(
      Array.from(
        Map.groupBy(losses, (because) => because),
        ([because, all]) => [because, all.length],
      ),
    ),
  };
}

interface Judged {
  readonly finding: Finding;
  readonly fit: Fit;
}

type Fit =
  | { readonly is: 'none' }
  | {
      readonly is: 'fits';
      readonly patch: Patch;
      readonly isMended: boolean;
      readonly evidence: string | null;
    }
  /** `why` is for the reader, where they could not see it themselves. */
  | { readonly is: 'lost'; readonly because: SuggestionLoss; readonly why: string | null };

async function lookAt(finding: Finding, tools: SuggestionTools): Promise<Judged> {
  const plain = { ...finding, body: withoutSuggestionBlocks(finding.body) };
  const { anchor, suggestion } = plain;
  if (suggestion === null) return { finding: plain, fit: { is: 'none' } };
  if (anchor === null) return { finding: plain, fit: lost('off-file') };
  return { finding: plain, fit: await fitOf({ ...anchor, quote: plain.quote, suggestion }, tools) };
}

function lost(because: SuggestionLoss, why: string | null = null): Fit {
  return { is: 'lost', because, why };
}

type Wanted = Anchor & { readonly quote: string; readonly suggestion: string };

async function fitOf({ suggestion, ...place }: Wanted, tools: SuggestionTools): Promise<Fit> {
  const judged = await judgedSuggestion({ ...place, lines: linesIn(suggestion) }, tools);
  if (judged.is === 'unreadable') return lost('unreadable');
  if (judged.is === 'fault') return lost(judged.fault.is);
  const { patch } = judged;
  return { is: 'fits', patch, isMended: patch.lines.join('\n') !== suggestion, evidence: null };
}

/** Lines for a place of a file, and the code that they were written for, where that is known. */
export type SuggestedLines = Anchor & { readonly quote: string | null; readonly lines: readonly string[] };

/** What a suggestion comes to at the head: lines that can be committed, or why not. */
export type JudgedSuggestion =
  | { readonly is: 'fits'; readonly patch: Patch }
  | { readonly is: 'fault'; readonly fault: SuggestionFault }
  | { readonly is: 'unreadable' };

/** Mends and judges one suggestion by the file as it is at the head. */
export async function judgedSuggestion(
  { path, side, start, end, quote, lines }: SuggestedLines,
  { workspace, syntax }: SuggestionTools,
): Promise<JudgedSuggestion> {
  const there = await workspace.text(path);
  if (there.is === 'refused') return { is: 'unreadable' };
  const file = linesOfText(there.text).lines;
  const suggestion: Suggestion = mended({ patch: { path, start, end, lines }, side, quote, file });
  const faults = await faultsBrought(suggestion.patch, there.text, syntax);
  const fault = suggestionFault(suggestion, faults);
  return fault === undefined ? { is: 'fits', patch: suggestion.patch } : { is: 'fault', fault };
}

/** The errors of syntax that a file has with a patch and not without. */
async function faultsBrought(patch: Patch, text: string, syntax: Syntax): Promise<readonly SyntaxFault[]> {
  return syntaxFaultsBrought(patch.path, { before: text, after: patched(text, [patch]) }, syntax);
}

/** The errors of syntax that a file has afterwards and did not have before; none in a language that is not judged. */
export async function syntaxFaultsBrought(
  path: string,
  { before, after }: { readonly before: string; readonly after: string },
  syntax: Syntax,
): Promise<readonly SyntaxFault[]> {
  const now = await faultsOf(path, after, syntax);
  return now.length === 0 ? [] : newFaults(await faultsOf(path, before, syntax), now);
}

async function faultsOf(path: string, text: string, syntax: Syntax): Promise<readonly SyntaxFault[]> {
  const tree = await syntax.parse(path, text);
  return tree.is === 'parsed' && languageOf(tree.language).isJudged ? tree.faults : [];
}

function withoutOverlaps(all: readonly Judged[]): readonly Judged[] {
  const { overlapping } = apart(all, ({ fit }) => (fit.is === 'fits' ? [fit.patch] : []));
  return all.map((one) => (overlapping.includes(one) ? { ...one, fit: lost('overlap') } : one));
}

async function tried(all: readonly Judged[], trial: SuggestionTrial | undefined): Promise<readonly Judged[]> {
  const proposals = all.flatMap(({ fit }) => (fit.is === 'fits' ? [{ patches: [fit.patch] }] : []));
  if (trial === undefined || proposals.length === 0) return all;
  const outcomes = (await trial(proposals)).values();
  return all.map((one) =>
    one.fit.is === 'fits' ? { ...one, fit: afterTrial(one.fit, outcomes.next().value) } : one,
  );
}

function afterTrial(fit: Extract<Fit, { is: 'fits' }>, outcome: Tried | undefined): Fit {
  switch (outcome?.is) {
    case 'held':
      return { ...fit, evidence: outcome.evidence };
    case 'worse':
      return lost('made-worse', outcome.why);
    case 'not-tried':
    case undefined:
      return fit;
  }
}

/** Nobody gains by seeing these: they say nothing, or are no code. */
const worthless: ReadonlySet<SuggestionLoss> = new Set([
  'changes-nothing',
  'conflict-marker',
  'diff-marker',
  'line-numbers',
]);

function shown({ finding, fit }: Judged): Finding {
  switch (fit.is) {
    case 'none':
      return finding;
    case 'fits':
      return {
        ...finding,
        suggestion: fit.patch.lines.join('\n'),
        evidence: [finding.evidence, fit.evidence].filter((part) => part !== null).join(' ') || null,
      };
    case 'lost': {
      if (worthless.has(fit.because)) return { ...finding, suggestion: null };
      const inBody = withSuggestionInBody(finding);
      return fit.why === null ? inBody : { ...inBody, body: `${inBody.body}\n\n${fit.why}` };
    }
  }
}

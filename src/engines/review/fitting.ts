import { z } from 'zod';
import type { Finding } from '../../core/finding.ts';
import { withSuggestionInBody } from '../../core/shown-suggestion.ts';
import type { Effort } from './effort.ts';
import type { ReviewParts } from './parts.ts';
import { fittingSuggestions, type SuggestionTrial } from './suggestions.ts';
import { Tried, tryProposals } from './trial.ts';

/**
 * Findings whose suggestions can be committed as they stand: they apply to the head, parse, and, where the project's own checks can be
 * run, make none of them worse. Without the files nobody knows, and suggestions are only shown.
 */
export async function withFittingSuggestions(
  findings: readonly Finding[],
  { suggestions, effort }: { readonly suggestions: boolean; readonly effort: Effort },
  parts: ReviewParts,
): Promise<readonly Finding[]> {
  const { workspace, syntax } = parts;
  if (!suggestions) return findings.map((finding) => ({ ...finding, suggestion: null }));
  if (workspace === null) return findings.map(withSuggestionInBody);
  const trial = effort === 'quick' ? undefined : await trialOf(parts);
  const fitted = await fittingSuggestions(findings, { workspace, syntax }, trial);
  return fitted.findings;
}

/** Runs the project's checks before and after, in a tree of its own; what came of it is kept, since it may take minutes. */
async function trialOf({ lab, steps }: ReviewParts): Promise<SuggestionTrial | undefined> {
  const state = await lab?.sandbox.state();
  if (lab === null || state?.is !== 'verified') return undefined;
  const { sandbox, settings, scratch } = lab;
  return (proposals) =>
    steps.once('try suggestions', proposals, z.array(Tried).readonly(), async () => {
      await using workspace = await scratch();
      return await tryProposals(proposals, { sandbox, settings, workspace, signal: steps.signal });
    });
}

import { z } from 'zod';
import type { Diff } from '../../core/diff.ts';
import { Finding } from '../../core/finding.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Task } from '../command.ts';

const Analyzed = z.object({
  findings: z.array(Finding).readonly(),
  notRun: z.array(z.string()).readonly(),
});
type Analyzed = Readonly<z.infer<typeof Analyzed>>;

export const nothingAnalyzed: Analyzed = { findings: [], notRun: [] };

/** What those analyzers found that the repository has not switched off, and what could not be looked at, by name. */
export async function analyzeAll(
  diff: Diff,
  { pull, head }: { readonly pull: PullRequest; readonly head: Workspace },
  task: Task<unknown>,
): Promise<Analyzed> {
  const wanted: Readonly<Record<string, boolean>> = task.config.review.analyzers;
  await using base = lazily(() => task.forge.workspace(pull.base.sha, task.signal));
  const findings: Finding[] = [];
  const notRun: string[] = [];
  for (const analyzer of task.analyzers.filter(({ name }) => wanted[name] !== false)) {
    const inputs = [pull.base.sha, pull.head.sha];
    const found = await task.once(`analyze ${analyzer.name}`, inputs, Analyzed, () =>
      analyzer.analyze({ diff, head, base: base.open }, task.signal),
    );
    findings.push(...found.findings);
    notRun.push(...found.notRun.map((sentence) => `${analyzer.name}: ${sentence}`));
  }
  return { findings, notRun };
}

/** Opened when it is first asked for, and disposed of if it was. */
function lazily(
  open: () => Promise<Workspace>,
): AsyncDisposable & { readonly open: () => Promise<Workspace> } {
  let opened: Promise<Workspace> | undefined;
  return {
    open: () => (opened ??= open()),
    [Symbol.asyncDispose]: async () => (await opened?.catch(() => undefined))?.[Symbol.asyncDispose](),
  };
}

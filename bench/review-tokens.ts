import { acceptsScript } from '../src/adapters/oxc/accepts.ts';
import { yardstick } from '../src/adapters/openai/opener.ts';
import { openSyntax } from '../src/adapters/tree-sitter/syntax.ts';
import { openRange } from '../src/cli/range.ts';
import type { Effort } from '../src/engines/review/effort.ts';
import { review } from '../src/engines/review/review.ts';
import { firstParentPairs, git, type Pair } from './measure/git.ts';
import { metered, newTally } from './measure/review-model.ts';
import { plainPrompt, tokensOf } from './measure/review-plain.ts';
import { inputFor, partsFor } from './measure/review-run.ts';
import { reposIn } from './options.ts';
import { ready } from './review-ready.ts';
import { median } from './rounds.ts';

const pulls = 10;
const efforts = ['quick', 'standard', 'thorough'] as const satisfies readonly Effort[];

interface Cost {
  readonly head: string;
  readonly plain: number;
  readonly ours: Readonly<Record<Effort, number>>;
}

/**
 * `--repo DIR [--repo DIR ...]`: what reviewing the ten newest changes of code costs in tokens of questions at each effort, beside sending
 * the plain diff once. The model answers at once and names one suspicion in each part, so that each is checked, too.
 */
export async function bench(argv: readonly string[]) {
  const costs: Cost[] = [];
  for (const repo of reposIn(argv))
    for (const pair of await codePairs(repo)) costs.push(await costOf(repo, pair));
  const ratios = efforts.map((effort) => median(costs.map(({ plain, ours }) => ours[effort] / plain)));
  return {
    lines: [
      `Tokens of the questions of ${costs.length} reviews, beside the plain diff sent once:`,
      ...costs.map(({ head, plain, ours }) => row(head.slice(0, 10), plain, ours)),
      `Medians of the ratios: ${efforts.map((effort, index) => `${effort} ${ratios[index]?.toFixed(1)}`).join(', ')}`,
    ],
    costs,
    isMet: costs.length > 0,
  };
}

function row(name: string, plain: number, ours: Cost['ours']): string {
  const figures = efforts.map(
    (effort) => `${effort} ${ours[effort]} (${(ours[effort] / plain).toFixed(1)}x)`,
  );
  return `  ${name}  plain ${plain}, ${figures.join(', ')}`;
}

/** The newest commits that change at least twenty lines of code. */
async function codePairs(repo: string): Promise<readonly Pair[]> {
  const found: Pair[] = [];
  for (const pair of await firstParentPairs(repo, 200)) {
    const counts = await git(repo, ['diff', '--numstat', pair.base, pair.head, '--', ...code]);
    const lines = counts.split('\n').reduce((sum, line) => sum + (Number.parseInt(line, 10) || 0), 0);
    if (lines >= 20 && lines <= 1_000) found.push(pair);
    if (found.length === pulls) break;
  }
  return found;
}

const code = ['*.js', '*.ts', '*.py', '*.go', '*.rs', '*.java', '*.rb'];

const syntax = openSyntax({ clock: { now: () => Date.now() }, accepts: acceptsScript });

async function costOf(repo: string, pair: Pair): Promise<Cost> {
  await using range = await openRange({ repo, ...pair }, syntax);
  const diffText = await git(repo, ['diff', '-M', pair.base, pair.head]);
  const ours = { quick: 0, standard: 0, thorough: 0 };
  const workspace = await range.head();
  const input = await inputFor(range, workspace, 1_000);
  for (const effort of efforts) {
    const tally = newTally();
    await review({ ...input, effort }, partsFor(metered(ready(), tally), workspace));
    ours[effort] = tally.tokensIn;
  }
  return { head: pair.head, plain: tokensOf(plainPrompt({ ...range, diffText }), yardstick), ours };
}

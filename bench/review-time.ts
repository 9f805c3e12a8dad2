import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { acceptsScript } from '../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../src/adapters/tree-sitter/syntax.ts';
import { openRange } from '../src/cli/range.ts';
import { review } from '../src/engines/review/review.ts';
import { git } from './measure/git.ts';
import { inputFor, partsFor } from './measure/review-run.ts';
import { plainReview } from './measure/review-plain.ts';
import { ready } from './review-ready.ts';
import { medians } from './rounds.ts';

const targetMs = 3_000;
const files = 20;
const linesEach = 50;

/**
 * A review of 1,000 changed lines in 20 files of a repository of 200, from its two commits to the placed findings, with a model that
 * answers at once: the tree is exported, cut into units with what they use, read, and each suspicion checked. Beside it, the diff parsed
 * and sent in one plain prompt.
 */
export async function bench() {
  const repo = await mkdtemp(join(tmpdir(), 'patchwright-review-time-'));
  try {
    const [base, head] = await twoCommits(repo);
    const syntax = openSyntax({ clock: { now: () => Date.now() }, accepts: acceptsScript });
    let told = 0;
    const times = await medians({
      ours: async () => {
        await using range = await openRange({ repo, base, head }, syntax);
        const workspace = await range.head();
        const input = await inputFor(range, workspace, 1_000);
        const { inline, elsewhere } = await review(input, partsFor(ready(), workspace));
        told = inline.length + elsewhere.length;
      },
      plain: async () => {
        await using range = await openRange({ repo, base, head }, syntax);
        await plainReview({ ...range, diffText: await git(repo, ['diff', base, head]) }, ready());
      },
    });
    return {
      lines: [
        `A review of ${files * linesEach} changed lines, medians of 5 (load of the machine: ${loadavg()[0]?.toFixed(1)}):`,
        `  the engine with its workspace  ${times.ours.toFixed(0)} ms, ${told} findings told`,
        `  parse and one plain prompt     ${times.plain.toFixed(0)} ms, ${(times.plain / times.ours).toFixed(2)} of ours`,
        `A review may take ${targetMs} ms.`,
      ],
      times,
      isMet: times.ours < targetMs && told > 0,
    };
  } finally {
    await rm(repo, { recursive: true });
  }
}

const run = promisify(execFile);

/** Two hundred files, and then lines added to twenty of them. */
async function twoCommits(repo: string): Promise<readonly [string, string]> {
  await run('git', ['init', '--quiet', repo]);
  const base = await commit(repo, 200, 10);
  return [base, await commit(repo, files, 10 + linesEach)];
}

async function commit(repo: string, count: number, lines: number): Promise<string> {
  for (let file = 0; file < count; file += 1) {
    const path = join(repo, `src/part-${file % 20}/module-${file}.ts`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, moduleText(file, lines));
  }
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  await git(repo, ['add', '--all']);
  await git(repo, [...person, 'commit', '--quiet', '--message', `To ${lines} lines`]);
  return (await git(repo, ['rev-parse', 'HEAD'])).trim();
}

/** Functions of five lines that call one another across files. */
function moduleText(file: number, lines: number): string {
  const other = (file + 1) % 20;
  const imported = `import { step${other}x0 } from '../part-${other % 20}/module-${other}.ts';\n`;
  const functions = Array.from({ length: Math.floor(lines / 5) }, (_, index) =>
    [
      `export function step${file}x${index}(amount: number, list: readonly number[]): number {`,
      `  const first = list[${index}] ?? amount;`,
      `  if (first > amount) return step${other}x0(first - ${index}, list);`,
      `  return amount + first * ${index + 1};`,
      '}\n',
    ].join('\n'),
  );
  return `${imported}${functions.join('')}`;
}

import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openPureAnalyzers } from '../../src/adapters/analyzers/analyzers.ts';
import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { type Diff, parseDiff } from '../../src/core/diff.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { AnalyzedFiles, Analyzer } from '../../src/ports/analyzer.ts';
import { type Blobs, openBlobs } from './blobs.ts';
import { firstParentPairs, git, type Pair } from './git.ts';

/**
 * `--repo DIR [--repo DIR ...] [--commits N] [--whole] [--only NAME]`: how often each rule of the analyzers that need no network speaks
 * on the newest N commits (200 unless said), with the place and the line; `--whole` takes each HEAD as one change that adds all its
 * files. The code is in use, so that most of what is said would be noise: read it. Holds where nobody said that a file does not parse
 * or that a name is not there.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      repo: { type: 'string', multiple: true, default: [] },
      commits: { type: 'string', default: '200' },
      whole: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  if (values.repo.length === 0) throw new Error('Say which repository: --repo DIR');
  const analyzers = openPureAnalyzers(syntax).filter(
    ({ name }) => values.only === undefined || name === values.only,
  );
  const heard: Heard[] = [];
  for (const repo of values.repo) {
    const pairs = values.whole ? [await wholeOf(repo)] : await firstParentPairs(repo, Number(values.commits));
    const start = performance.now();
    heard.push(...(await listen(repo, pairs, analyzers)));
    console.log(
      `${nameOf(repo)}: ${pairs.length} changes, ${Math.round((performance.now() - start) / pairs.length)} ms each`,
    );
  }
  report(heard);
  return !heard.some(({ finding }) => /^(?:syntax|names)/.test(finding.evidence ?? ''));
}

const syntax = openSyntax({
  clock: { now: () => performance.now() },
  mostMs: 20_000,
  accepts: acceptsScript,
});

interface Heard {
  readonly repo: string;
  readonly head: string;
  readonly finding: Finding;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

async function wholeOf(repo: string): Promise<Pair> {
  return { base: emptyTree, head: (await git(repo, ['rev-parse', 'HEAD'])).trim() };
}

async function listen(
  repo: string,
  pairs: readonly Pair[],
  analyzers: readonly Analyzer[],
): Promise<readonly Heard[]> {
  using blobs = openBlobs(repo);
  const heard: Heard[] = [];
  let lost = 0;
  for (const { base, head } of pairs) {
    const diff = await diffOf(repo, base, head).catch(() => undefined);
    if (diff === undefined) {
      lost += 1;
      continue;
    }
    const change = {
      diff,
      head: await filesAt(repo, head, blobs),
      base: () => filesAt(repo, base, blobs),
    };
    for (const analyzer of analyzers) {
      const { findings } = await analyzer.analyze(change, new AbortController().signal);
      heard.push(...findings.map((finding) => ({ repo: nameOf(repo), head: head.slice(0, 9), finding })));
    }
    await setImmediate();
  }
  if (lost > 0)
    console.log(
      `${nameOf(repo)}: ${lost} changes cannot be read, since the copy of the repository lacks files.`,
    );
  return heard;
}

async function diffOf(repo: string, base: string, head: string): Promise<Diff> {
  return parseDiff(
    await git(repo, ['diff', '--find-renames', '--src-prefix=a/', '--dst-prefix=b/', base, head]),
  );
}

/** The files of a commit or tree, read from git without a checkout. */
async function filesAt(repo: string, commit: string, blobs: Blobs): Promise<AnalyzedFiles> {
  const entries = (await git(repo, ['ls-tree', '-r', '-z', commit])).split('\0').slice(0, -1);
  const shas = new Map(
    entries.flatMap((entry) => {
      const [, mode, sha, path] = /^(\d+) blob (\S+)\t(.*)$/s.exec(entry) ?? [];
      return mode?.startsWith('100') && sha !== undefined && path !== undefined ? [[path, sha] as const] : [];
    }),
  );
  const paths = [...shas.keys()].toSorted();
  return {
    directory: repo,
    files: () => paths,
    text: async (path) => {
      const sha = shas.get(path);
      if (sha === undefined) return { is: 'refused', path, why: { is: 'absent', near: [] } };
      return { is: 'text', text: await blobs.text(sha) };
    },
  };
}

function nameOf(repo: string): string {
  return (
    repo
      .replace(/\/(?:repo\/?)?$|\/repo$/, '')
      .split('/')
      .at(-1) ?? repo
  );
}

function report(heard: readonly Heard[]): void {
  const byRule = [...Map.groupBy(heard, ({ finding }) => finding.evidence ?? '')].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  for (const [rule, all] of byRule) {
    console.log(`\n${rule}: ${all.length}`);
    for (const { repo, head, finding } of all.slice(0, 40)) {
      const place = `${finding.path}:${finding.anchor?.start ?? '-'}`;
      console.log(
        `  ${repo} ${head} ${place}  ${finding.title} | ${finding.quote.split('\n')[0]?.trim().slice(0, 140)}`,
      );
    }
  }
  console.log(`\n${heard.length} findings of ${byRule.length} rules.`);
}

import { parseArgs } from 'node:util';
import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { languageOfPath, languages } from '../../src/core/languages.ts';
import { openBlobs } from './blobs.ts';
import { git } from './git.ts';

/**
 * `--repo DIR [--repo DIR ...] [--leave PATTERN]`: every source file of HEAD is parsed. A fault in a language whose faults count
 * is a false alarm, since the file is in use; each is named. PATTERN, a regular expression, leaves out files that are broken on
 * purpose; how many is printed.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { repos, leave } = options(argv);
  const found: Found = { tally: new Map(), alarms: [], left: 0 };
  for (const repo of repos) await look(repo, leave, found);
  report(found, repos.length);
  return found.alarms.length === 0 && found.tally.size > 0;
}

interface Found {
  readonly tally: Map<string, { files: number; lines: number; alarms: number }>;
  readonly alarms: string[];
  left: number;
}

async function look(repo: string, leave: RegExp | undefined, found: Found): Promise<void> {
  for await (const { path, text } of sources(repo)) {
    if (leave?.test(path)) {
      found.left += 1;
      continue;
    }
    const fault = await faultIn(path, text, found.tally);
    if (fault !== undefined) found.alarms.push(`${repo.split('/').at(-2)} ${path}:${fault}`);
  }
}

function report({ tally, alarms, left }: Found, repositories: number): void {
  for (const [language, { files, lines, alarms: count }] of [...tally].sort(([one], [other]) =>
    one.localeCompare(other),
  )) {
    const note = isJudged(language) ? '' : ' (its faults are not counted)';
    console.log(`${language}: ${files} files, ${lines} lines, ${count} with faults${note}`);
  }
  if (left > 0) console.log(`${left} files left out.`);
  console.log(`${alarms.length} false alarms in ${repositories} repositories.`);
  for (const alarm of alarms.slice(0, 40)) console.log(`  ${alarm}`);
}

function options(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: { repo: { type: 'string', multiple: true, default: [] }, leave: { type: 'string' } },
  });
  if (values.repo.length === 0) throw new Error('Say which repository: --repo DIR');
  return { repos: values.repo, leave: values.leave === undefined ? undefined : new RegExp(values.leave) };
}

/** The files of HEAD in a language that is known. */
async function* sources(repo: string): AsyncGenerator<{ path: string; text: string }, undefined> {
  using blobs = openBlobs(repo);
  const entries = (await git(repo, ['ls-tree', '-r', '-z', 'HEAD'])).split('\0').slice(0, -1);
  for (const entry of entries) {
    const [, mode, sha, path] = /^(\d+) blob (\S+)\t(.*)$/s.exec(entry) ?? [];
    if (!mode?.startsWith('100') || sha === undefined || path === undefined) continue;
    if (languageOfPath(path) !== undefined) yield { path, text: await blobs.text(sha) };
  }
  return undefined;
}

const syntax = openSyntax({
  clock: { now: () => performance.now() },
  mostMs: 20_000,
  accepts: acceptsScript,
});

/** The first fault, where faults of the language count. */
async function faultIn(path: string, text: string, tally: Found['tally']): Promise<string | undefined> {
  const tree = await syntax.parse(path, text);
  if (tree.is === 'unparsed') return undefined;
  const entry = tally.get(tree.language) ?? { files: 0, lines: 0, alarms: 0 };
  tally.set(tree.language, entry);
  entry.files += 1;
  entry.lines += tree.root.lastLine;
  const [fault] = tree.faults;
  if (fault === undefined) return undefined;
  entry.alarms += 1;
  return isJudged(tree.language) ? `${fault.line} ${fault.what}` : undefined;
}

function isJudged(language: string): boolean {
  return Object.entries(languages).some(([name, { isJudged: judged }]) => name === language && judged);
}

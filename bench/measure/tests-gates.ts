import { parseArgs } from 'node:util';
import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { namesIn } from '../../src/checks/names.ts';
import { type TestCase, testCases } from '../../src/checks/test-cases.ts';
import { gate, type GateInput, type Gated } from '../../src/checks/test-gate.ts';
import { fileKind, isTestPath } from '../../src/core/file-kind.ts';
import { importableFiles, importedFiles, type ImportableFiles } from '../../src/core/imported-files.ts';
import { languageOfPath } from '../../src/core/languages.ts';
import { type SyntaxTree, textAt } from '../../src/core/syntax-tree.ts';
import { declarations } from '../../src/engines/tests/declared.ts';
import { openBlobs } from './blobs.ts';
import { git } from './git.ts';

/**
 * `--repo DIR [--repo DIR ...] [--most PERCENT] [--show NUMBER]`: every test that stands in HEAD of each repository goes through the static
 * gate, as if a model had just written it into its file. What reaches for the network, the clock or files is refused by design, and so is
 * what has no word of a claim in it; any other refusal is taken for a false alarm. Prints each refusal with its reason, `show` of each kind. Holds where at most PERCENT of the tests,
 * 2 unless told, are false alarms.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { repos, most, show } = optionsOf(argv);
  const all: Verdict[] = [];
  for (const repo of repos) {
    const verdicts = await verdictsIn(repo);
    console.log(`${nameOf(repo)}: ${tally(verdicts)}`);
    all.push(...verdicts);
  }
  for (const line of refusals(all, show)) console.log(line);
  const alarms = all.filter(isAlarm).length;
  const share = (100 * alarms) / Math.max(1, all.length);
  console.log(`${all.length} tests, ${alarms} false alarms (${share.toFixed(1)} %; at most ${most} % hold).`);
  return all.length > 0 && share <= most;
}

function optionsOf(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      repo: { type: 'string', multiple: true, default: [] },
      most: { type: 'string', default: '2' },
      show: { type: 'string', default: '20' },
    },
  });
  if (values.repo.length === 0) throw new Error('Say which repository: --repo DIR');
  return { repos: values.repo, most: Number(values.most), show: Number(values.show) };
}

/** A test where it stands, and what the gate says of it. */
interface Verdict {
  readonly where: string;
  readonly gated: Gated;
  /** Whether any word in it sounds like a claim. */
  readonly claims: boolean;
}

const claiming = /assert|expect|should|raises|warns|throws|rejects|\bt\.\w+\(/i;

/** What a unit test may not do, however many tests of people do it. */
const byDesign: ReadonlySet<string> = new Set([
  'reaches outside',
  'depends on the clock or on chance',
  'is left out or singled out',
]);

function isAlarm({ gated, claims }: Verdict): boolean {
  return (
    gated.is === 'refused' && !byDesign.has(gated.reason) && !(gated.reason === 'asserts nothing' && !claims)
  );
}

function nameOf(repo: string): string {
  return repo.split('/').at(-2) ?? repo;
}

function tally(verdicts: readonly Verdict[]): string {
  const refused = verdicts.filter(({ gated }) => gated.is === 'refused').length;
  return `${verdicts.length} tests, ${refused} refused, ${verdicts.filter(isAlarm).length} of them false alarms`;
}

function* refusals(verdicts: readonly Verdict[], show: number): Generator<string, undefined> {
  const refused = verdicts.flatMap(({ where, gated }) =>
    gated.is === 'refused' ? [{ where, reason: gated.reason, say: gated.say }] : [],
  );
  for (const [reason, all] of Map.groupBy(refused, (each) => each.reason)) {
    yield `${all.length} ${reason}${byDesign.has(reason) ? ', by design' : ''}:`;
    for (const { where, say } of all.slice(0, show)) yield `  ${where}: ${say.replaceAll(/\s+/g, ' ')}`;
  }
  return undefined;
}

const syntax = openSyntax({
  clock: { now: () => performance.now() },
  mostMs: 20_000,
  accepts: acceptsScript,
});

async function verdictsIn(repo: string): Promise<readonly Verdict[]> {
  const head = await headOf(repo);
  const files = importableFiles([...head.keys()]);
  const declared = {
    javascript: await declarations(readable(head), 'javascript', 'jest'),
    python: await declarations(readable(head), 'python', 'pytest'),
  };
  const verdicts: Verdict[] = [];
  for (const [path, text] of head) {
    const language = languageOfPath(path);
    if (
      !isTestPath(path) ||
      path.endsWith('conftest.py') ||
      !/^(?:javascript|typescript|tsx|python)$/.test(language ?? '')
    )
      continue;
    const after = await syntax.parse(path, text);
    if (after.is === 'unparsed') continue;
    const isDeclared = declared[language === 'python' ? 'python' : 'javascript'];
    const input = { path, after, files, isDeclared };
    const units = unitsOf(path, after, files);
    for (const test of testCases(after)) {
      const where = `${nameOf(repo)} ${path}:${test.node.line} ${test.title}`;
      const claims = claiming.test(textAt(after, test.node));
      verdicts.push({ where, claims, gated: await gatedAnew(input, units, test) });
    }
  }
  return verdicts;
}

/** The file without the test is what a model would have found. A test may be about any code that its file brings in. */
async function gatedAnew(
  input: Omit<GateInput, 'before' | 'unit'>,
  units: readonly GateInput['unit'][],
  { node }: TestCase,
): Promise<Gated> {
  const { path, after } = input;
  const rest = after.text.slice(0, node.start) + after.text.slice(node.end);
  const parsed = await syntax.parse(path, rest);
  const isWhole = parsed.is === 'parsed' && parsed.faults.length <= after.faults.length;
  const before = isWhole && testCases(parsed).length > 0 ? parsed : undefined;
  let first: Gated | undefined;
  for (const unit of units) {
    const gated = gate({ ...input, before, unit });
    first ??= gated;
    if (gated.is === 'passed' || gated.reason !== 'asserts nothing') return gated;
  }
  return first ?? { is: 'refused', reason: 'asserts nothing', say: 'There is no code.' };
}

/** What a test file imports of the repository's code; where that is hidden behind the package's name, any file of code. */
function unitsOf(path: string, tree: SyntaxTree, files: ImportableFiles): readonly GateInput['unit'][] {
  const imports = namesIn(tree)?.imports ?? [];
  const units = imports.flatMap(({ from, local }) => {
    const own = importedFiles(from, { path, language: tree.language }, files).filter(isCode);
    return own.map((file) => ({ path: file, symbol: local }));
  });
  const any = { path: [...files.values()].flat().find(isCode) ?? '', symbol: imports.at(0)?.local ?? 'unit' };
  return units.length > 0 ? [...new Map(units.map((unit) => [unit.path, unit])).values()] : [any];
}

function isCode(path: string): boolean {
  return fileKind(path) === 'code' && languageOfPath(path) !== undefined;
}

function readable(head: ReadonlyMap<string, string>) {
  return {
    files: () => [...head.keys()],
    text: (path: string) => Promise.resolve({ is: 'text', text: head.get(path) ?? '' } as const),
  };
}

/** The files of HEAD, with the texts of those that are read; empty for the others. */
async function headOf(repo: string): Promise<ReadonlyMap<string, string>> {
  using blobs = openBlobs(repo);
  const head = new Map<string, string>();
  const entries = (await git(repo, ['ls-tree', '-r', '-z', 'HEAD'])).split('\0').slice(0, -1);
  for (const entry of entries) {
    const [, sha, path] = /^100\d+ blob (\S+)\t(.*)$/s.exec(entry) ?? [];
    if (sha === undefined || path === undefined) continue;
    const isRead = languageOfPath(path) !== undefined || /\.(?:json|toml|cfg|ini|txt)$|Pipfile$/.test(path);
    head.set(path, isRead ? await blobs.text(sha) : '');
  }
  return head;
}

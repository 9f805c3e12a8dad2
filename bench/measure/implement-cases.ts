import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { noSettings, type ProjectSettings } from '../../src/project/project.ts';
import { git } from './git.ts';
import { Bug, folderOf } from './review-cases.ts';

/** A bug of a real repository, with the test files that came with its fix. */
const HiddenBug = Bug.extend({ tests: z.array(z.string()).readonly() });
type HiddenBug = Readonly<z.infer<typeof HiddenBug>>;

/** An issue to be implemented, and what nobody who implements it is shown. */
export interface ImplementCase {
  readonly name: string;
  /** The folder of its repository. */
  readonly repo: string;
  /** The commit that is worked on. */
  readonly parent: string;
  readonly issue: { readonly title: string; readonly body: string };
  readonly settings: ProjectSettings;
  /** Whether its tests are run with the Node of the machine instead of our own, which is newer. */
  readonly isOnOlderNode: boolean;
  readonly hidden: Hidden;
  /** The files that the fix changes, tests apart, as it leaves them: for the control alone. */
  readonly fixed: Texts;
}

export type Texts = ReadonlyMap<string, string>;

/** What judges a change: the author's tests, or the time that a script takes, which prints `{"ms": 12, "isRight": true}`. */
export type Hidden =
  | {
      readonly is: 'tests';
      /** With the snapshots that they compare with. */
      readonly files: Texts;
      /** Paths of those that are run. */
      readonly tests: readonly string[];
    }
  | { readonly is: 'time'; readonly script: string; readonly mostMs: number };

/** The cases of a file, or of all such files in a folder. Throws where one is not readable or its repository not there. */
export async function readImplementCases(
  path: string,
  repos: string,
  only: readonly string[],
): Promise<readonly ImplementCase[]> {
  const files = (await stat(path)).isDirectory()
    ? (await readdir(path)).filter((name) => name.endsWith('.json')).map((name) => join(path, name))
    : [path];
  const cases: ImplementCase[] = [];
  for (const file of files.toSorted()) {
    const list = z.array(z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
    const bugs = list.flatMap((each) => HiddenBug.safeParse(each).data ?? []);
    const chosen = bugs.filter(
      ({ repository }) => only.length === 0 || only.some((text) => repository.includes(text)),
    );
    for (const bug of chosen) cases.push(await caseOf(bug, folderOf(repos, bug.repository)));
  }
  return cases;
}

async function caseOf(bug: HiddenBug, repo: string): Promise<ImplementCase> {
  const timed = timings[bug.repository];
  const hidden: Hidden =
    timed === undefined
      ? { is: 'tests', files: await textsAt(repo, bug.fix, await withSnapshots(bug, repo)), tests: bug.tests }
      : { is: 'time', ...timed };
  return {
    name: bug.repository,
    repo,
    parent: (await git(repo, ['rev-parse', `${bug.parent}^{commit}`])).trim(),
    issue: issueOf(bug),
    settings: settingsOf(bug.repository),
    isOnOlderNode: onOlderNode.has(bug.repository),
    hidden,
    fixed: await textsAt(repo, bug.fix, bug.source),
  };
}

async function withSnapshots({ fix, tests }: HiddenBug, repo: string): Promise<readonly string[]> {
  const changed = await git(repo, ['diff', '--name-only', '--diff-filter=AM', `${fix}^`, fix]);
  return [...tests, ...changed.split('\n').filter((path) => /(?:^|\/)(?:tap-|__)snapshots/.test(path))];
}

async function textsAt(repo: string, sha: string, paths: readonly string[]): Promise<Texts> {
  const texts = paths.map(async (path) => [path, await git(repo, ['show', `${sha}:${path}`])] as const);
  return new Map(await Promise.all(texts));
}

/** All that is said is what the case says of the bug; the number of the fix would lead to it. */
function issueOf({ bug }: HiddenBug): ImplementCase['issue'] {
  const said = bug.replace(/\s*\(#\d+\)$/, '');
  const title = `${said[0]?.toUpperCase()}${said.slice(1)}`;
  return { title, body: `${title}.\n\nSeen on the current state of the default branch. Please fix it.` };
}

/** What the repository's own `.github/patchwright.yml` would have to say for its tests to run here. */
function settingsOf(repository: string): ProjectSettings {
  const { commands } = noSettings;
  return { ...noSettings, commands: { ...commands, ...setUps[repository] } };
}

/** `mockImport` of tap 18 never comes back on Node 26. */
const onOlderNode: ReadonlySet<string> = new Set(['isaacs/minimatch']);

const install = 'npm install --ignore-scripts --no-audit --no-fund --no-package-lock';

/** The packages that are left out cannot be installed any more, and no test needs them. */
const withoutUninstallable = [
  'cp package.json package.json.whole',
  'npm pkg delete devDependencies.evalmd devDependencies.browserify devDependencies.bundle-collapser',
  install,
  'mv package.json.whole package.json',
].join(' && ');

const setUps: Readonly<Record<string, Partial<ProjectSettings['commands']>>> = {
  'ljharb/qs': { install: withoutUninstallable, test: "tape 'test/**/*.js'" },
  'npm/node-semver': { install, test: 'tap --no-coverage --timeout=300' },
  'yargs/yargs-parser': { install, build: 'tsc -p tsconfig.test.json', test: 'mocha test/*.mjs' },
  'sindresorhus/p-queue': { install, test: 'node --import=tsx/esm --test test/*.ts' },
  'kpdecker/jsdiff': {
    install,
    build: 'tsc --module nodenext --outDir libesm --target es6',
    test: "mocha 'test/**/*.js'",
  },
  'isaacs/minimatch': { install, build: 'tshy', test: 'tap --timeout=300' },
  'debug-js/debug': { install, test: 'mocha test/*_spec.js' },
};

/**
 * A pattern that backtracks: of twice as many blanks it takes four times the time. Node shows 10,000 characters of a text at most, so that
 * there are many texts; the pattern takes seconds for them, and anything else milliseconds.
 */
const blanks = `
const debug = require('./src/node.js');
const format = (value) => debug.formatters.o.call({ inspectOpts: {}, useColors: false }, value);
const start = process.cpuUsage();
format(Array.from({ length: 40 }, () => ' '.repeat(9990)));
const { user } = process.cpuUsage(start);
const long = 'a'.repeat(60);
const line = format({ one: long, two: { three: long, four: [long, long] } });
const isRight = !line.includes('\\n') && line.includes("one: '" + long + "', two: { three:");
console.log(JSON.stringify({ ms: Math.round(user / 1000), isRight }));
`;

const timings: Readonly<Record<string, { readonly script: string; readonly mostMs: number }>> = {
  'debug-js/debug': { script: blanks, mostMs: 300 },
};

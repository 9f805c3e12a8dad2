import type { Change } from '../core/change.ts';
import { isTestPath } from '../core/file-kind.ts';
import { languageOfPath } from '../core/languages.ts';
import type { ChangeFacts } from './change-facts.ts';
import type { ChangeFault, ChangeFaultKind } from './change-fault.ts';
import { linesAdded } from './changed-lines.ts';

type ScratchFacts = Omit<ChangeFacts, 'isAllowed'>;

/** New files that were made on the way and are no part of what was asked for. */
export function scratchFiles(changes: readonly Change[], facts: ScratchFacts): readonly ChangeFault[] {
  const made = changes.filter(({ path, before }) => before === null && !isNamed(facts.issue, path));
  function isLeftOut(path: string): boolean {
    return facts.isIgnored(path) && !isTakenIn(path, changes);
  }
  return made.flatMap(({ path }) => {
    const isUsed = isMentioned(path, changes);
    const kind =
      leftBehind(path, { ...facts, isIgnored: isLeftOut }) ?? (isUsed ? undefined : byTheWay(path, facts));
    const weight = kind === 'unused-file' ? 'justify' : 'refuse';
    return kind === undefined ? [] : [{ is: kind, path, line: null, what: '', weight } as const];
  });
}

/** Whether a text names a file, with or without its folder. */
export function isNamed(text: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return [path, name].some((each) =>
    new RegExp(`(?<![\\w-])${RegExp.escape(each)}(?![\\w-])`, 'i').test(text),
  );
}

/** Whether the change itself has git keep it: by a line that excepts it, or a folder that it is in, from what is left out. */
function isTakenIn(path: string, changes: readonly Change[]): boolean {
  return linesAdded(changes.filter((change) => nameOf(change.path) === '.gitignore')).some((line) => {
    const [, kept] = /^!\/?(.*?)\/?(?:\*\*?)?\s*$/.exec(line.text) ?? [];
    const full = `${line.path.slice(0, -'.gitignore'.length)}${kept}`;
    return kept !== undefined && kept !== '' && (path === full || path.startsWith(`${full}/`));
  });
}

/** Whether another changed file names it, as imports do. */
function isMentioned(path: string, changes: readonly Change[]): boolean {
  const stem = nameOf(path).replace(/(?<=.)\.[^.]+$/, '');
  const pattern = new RegExp(`(?<![\\w-])${RegExp.escape(stem)}(?![\\w-])`);
  return changes.some(({ path: other, after }) => other !== path && pattern.test(after ?? ''));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What tools and editors write, and what the repository does not keep. */
function leftBehind(path: string, { files, isIgnored }: ScratchFacts): ChangeFaultKind | undefined {
  const isUsual = isOneOfMany(path, files);
  if (isTestPath(path) && isUsual) return undefined;
  if (isOfEditor(path, files) || (leftover.test(nameOf(path)) && !isUsual)) return 'editor-leftover';
  if (outputFolder.test(path) || output.test(nameOf(path)))
    return isTestPath(path) ? undefined : 'tool-output';
  return isIgnored(path) ? 'ignored-file' : undefined;
}

/** Where a repository keeps settings of editors, one more is none. */
function isOfEditor(path: string, files: readonly string[]): boolean {
  return editorFolder.test(path) && !files.some((file) => editorFolder.test(file));
}

/** What nothing else in the change has a use for. */
function byTheWay(path: string, { files }: ScratchFacts): ChangeFaultKind | undefined {
  const isUsual = isOneOfMany(path, files);
  if (report.test(nameOf(path)) && !isUsual) return 'report-file';
  if (isExperiment(path, isUsual)) return 'experiment';
  return path.includes('/') || known.test(path) || isUsual ? undefined : 'unused-file';
}

/** What its neighbours are is no scratch; at the top, where everything stands side by side, it takes more of them. */
function isOneOfMany(path: string, files: readonly string[]): boolean {
  const others = files.filter((file) => folderAndEnding(file) === folderAndEnding(path));
  return others.length > (path.includes('/') ? 0 : 4);
}

/** A script for one go, beside the code, where no runner takes it for a test. Some names a module may have, too. */
function isExperiment(path: string, isUsual: boolean): boolean {
  if (languageOfPath(path) === undefined || /(?:^|\/)(?:tests?|__tests__|specs?)\//i.test(path)) return false;
  const [first = '', ...more] = nameOf(path)
    .toLowerCase()
    .replace(/\.\w+$/, '')
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  const isOnTheWay = surely.has(first) || (perhaps.has(first) && !isUsual);
  return isOnTheWay && more.every((word) => surely.has(word) || perhaps.has(word) || besides.has(word));
}

function folderAndEnding(path: string): string {
  return `${path.slice(0, path.lastIndexOf('/') + 1)} ${/\.[^./]+$/.exec(path)?.[0] ?? path}`;
}

const leftover =
  /\.(?:orig|rej|bak|backup|old|swp|swo|swn|tmp|temp|save)$|~$|^#.*#$|^\.#|^(?:\.DS_Store|Thumbs\.db|desktop\.ini)$|\.(?:patch|diff)$/i;
const editorFolder = /(?:^|\/)\.(?:vscode|idea|vs|fleet|zed|settings)\//;
const outputFolder =
  /(?:^|\/)(?:node_modules|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.nyc_output|coverage|htmlcov|\.tap|\.cache|\.turbo|\.next|\.venv|venv|\.tox|\.eggs|[^/]*\.egg-info|playwright-report|test-results)\//;
const output =
  /\.(?:log|pyc|pyo|tsbuildinfo|heapsnapshot|cpuprofile|prof|lcov|class|o|obj|tgz)$|^(?:nohup\.out|core|core\.\d+|\.coverage(?:\..*)?|coverage\.(?:xml|json|out)|lcov\.info|npm-debug.*|yarn-error.*|junit[^/]*\.xml|test-(?:results?|output)\.[^/]*|output\.txt|out\.txt|result\.txt|\.eslintcache)$/i;

/** What those who write with a model's help find beside their code: an account of the work. */
const report =
  /^(?:(?:[\w-]*[_-])?(?:summary|implementation(?:[_-]?(?:notes|summary|plan|details))?|plan|analysis|findings|solution|verification|report|changes[_-]?made|fix(?:es)?[_-](?:notes|summary|description)|bug[_-]?fix|pr[_-]?description|pull[_-]?request|commit[_-]?message|issue[_-]?\d+|todo|notes)(?:[_-][\w-]*)?)\.(?:md|txt|markdown)$/i;

const surely = new Set(
  'repro reproduce reproduction reproducer scratch scratchpad tmp temp tryout experiment poc asdf untitled foo bar baz'.split(
    ' ',
  ),
);
const perhaps = new Set(
  'debug sandbox try check verify validate demo quick manual simple minimal t x test testing'.split(' '),
);
const besides = new Set(
  'issue fix bug script case it this that old new final run regex parser stuff'.split(' '),
);

const known =
  /^(?:\.[^/]+|[^/]+\.config\.[^/]+|(?:readme|licen[cs]e|changelog|changes|history|contributing|security|authors|notice|code_of_conduct|support|governance|migrating|migration|upgrading)[^/]*|(?:package|tsconfig|jsconfig|deno|composer)[^/]*\.json|(?:index|main|mod|setup|conftest)\.\w+|pyproject\.toml|setup\.cfg|tox\.ini|[A-Z]\w*file(?:\.\w+)?|go\.(?:mod|sum)|[^/]*lock[^/]*|(?:test|tests)\.(?:[cm]?[jt]s|py)|[^/]+\.d\.[cm]?ts|[^/]*[._-](?:test|spec)\.\w+|test_[^/]+\.py)$/i;

import type { Change } from '../core/change.ts';
import { fileKind } from '../core/file-kind.ts';
import { type ChangeFault, type ChangeFaultKind, shown } from './change-fault.ts';
import { changedCommands } from './change-scripts.ts';
import { loweredThresholds } from './change-thresholds.ts';
import { type LineAt, linesAdded } from './changed-lines.ts';

/** What a change took from the project's own checks: commands, thresholds, rules, and which tests and lines they look at. */
export function loweredGuards(
  changes: readonly Change[],
  { files }: { readonly files: readonly string[] },
): readonly ChangeFault[] {
  const added = linesAdded(changes);
  return [
    ...changedCommands(changes),
    ...loweredThresholds(changes),
    ...added.flatMap((line) => silenced(line) ?? hidden(line) ?? switchedOff(line) ?? []),
    ...changes.flatMap((change) => excludedTests(change, added, files)),
  ];
}

function faultAt(
  is: ChangeFaultKind,
  { path, line, text }: LineAt,
  weight: ChangeFault['weight'],
): ChangeFault {
  return { is, path, line, what: shown(text), weight };
}

/** A mark that has some check pass over a line, a block or a file. */
function silenced(line: LineAt): ChangeFault | undefined {
  if (!/^(?:code|test|config)$/.test(fileKind(line.path))) return undefined;
  if (wholeFile.some((mark) => mark.test(line.text))) return faultAt('check-silenced', line, 'refuse');
  return oneLine.test(line.text) ? faultAt('check-silenced', line, 'justify') : undefined;
}

const wholeFile: readonly RegExp[] = [
  /\/[/*]\s*@ts-nocheck\b|\/\*\s*(?:eslint|oxlint|tslint)[:-]disable\s*\*\//,
  /#\s*(?:flake8:\s*noqa|type:\s*ignore(?=\s*$)(?<=^\s*#\s*type:\s*ignore)|pylint:\s*(?:skip-file|disable=all)|ruff:\s*noqa\s*$|mypy:\s*ignore-errors)/,
  /\/\*\s*(?:istanbul|c8|v8)\s+ignore\s+file\b/,
];

const oneLine =
  /(?:\/\/|\/\*|#|<!--|\{\/\*).*(?:@ts-(?:ignore|expect-error)\b|\b(?:eslint|oxlint|tslint|stylelint|biome)[:-](?:disable|ignore)\b|\bnoqa\b|\btype:\s*ignore\b|\bpyright:\s*ignore\b|\bpylint:\s*disable\b|\bpragma:\s*no\s*cover\b|\b(?:istanbul|c8|v8)\s+ignore\b|\bcoverage\s+ignore\b|\bnolint\b|\bNOSONAR\b|\bnosec\b|\brubocop:disable\b|\bphpcs:ignore\b|@phpstan-ignore\b|\bpsalm-suppress\b)|@SuppressWarnings\b|#!?\[allow\(/i;

/** A command that says it succeeded, whatever came of it. */
function hidden(line: LineAt): ChangeFault | undefined {
  const isCommand = fileKind(line.path) === 'config' || /\.(?:sh|bash|ps1|bat|cmd|mk)$/.test(line.path);
  return isCommand && swallowing.test(line.text) ? faultAt('failure-hidden', line, 'refuse') : undefined;
}

export const swallowing =
  /\|\|\s*(?:true|:|exit\s+0|echo\b)|;\s*(?:true|exit\s+0)\b|\bcontinue-on-error:\s*true|\ballow_failure:\s*true|--pass-?with-?no-?tests\b|\bpassWithNoTests["']?\s*:\s*true|--exit-zero\b|--no-verify\b|\bset\s+\+e\b|\bignore_errors?\s*[:=]\s*true/i;

/** A rule that a checker has no longer. */
function switchedOff(line: LineAt): ChangeFault | undefined {
  const isOff = ruleFiles.some(({ path, off }) => path.test(line.path) && off.test(line.text));
  return isOff ? faultAt('rule-switched-off', line, 'justify') : undefined;
}

const ruleFiles: readonly { readonly path: RegExp; readonly off: RegExp }[] = [
  {
    path: /(?:^|\/)(?:\.?eslint|\.?oxlint|\.xo-config|biome|\.stylelint|package\.json)/,
    off: /^\s*["']?[@\w/-]+["']?\s*:\s*\[?\s*(?:["']off["']|0\b)/,
  },
  {
    path: /(?:^|\/)(?:[jt]sconfig[^/]*\.json)$/,
    off: /"(?:strict\w*|no[A-Z]\w*|exactOptional\w+|alwaysStrict|checkJs)"\s*:\s*false|"(?:skipLibCheck|allowUnreachableCode|allowUnusedLabels)"\s*:\s*true/,
  },
  {
    path: /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini|\.?(?:ruff|flake8|pylintrc|mypy)[^/]*)$/,
    off: /^\s*(?:extend-ignore|ignore|disable|per-file-ignores|ignore_errors|ignore_missing_imports|extend-per-file-ignores)\s*=/,
  },
  { path: /(?:^|\/)\.rubocop[^/]*\.yml$/, off: /^\s*Enabled:\s*false/ },
];

/** Configuration of runners, in which tests of this project are said to be passed over. */
function excludedTests(
  { path, after }: Change,
  added: readonly LineAt[],
  files: readonly string[],
): readonly ChangeFault[] {
  if (after === null || !runnerConfig.test(path)) return [];
  const lines = after.split('\n');
  const own = added.filter((line) => line.path === path && namesTests(line.text, files));
  return own
    .filter(({ line, text }) => excludingFlag.test(text) || isExcluding(keysAbove(lines, line)))
    .map((line) => faultAt('tests-excluded', line, 'refuse'));
}

/** What coverage passes over is run all the same. */
function isExcluding([key = '', ...around]: readonly string[]): boolean {
  const isOfCoverage = [key, ...around].some((each) => /^(?:c8|nyc|.*coverage.*)$/i.test(each));
  return excludingKey.test(key) && !isOfCoverage;
}

const runnerConfig =
  /(?:^|\/)(?:package\.json|(?:jest|vitest|vite|ava|playwright|karma|cypress|wallaby|web-test-runner)\.[^/]*|\.mocharc[^/]*|\.taprc|\.nycrc[^/]*|\.c8rc[^/]*|pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|noxfile\.py|conftest\.py|Makefile|\.github\/workflows\/[^/]*|phpunit\.xml[^/]*|\.rspec)$/;

const excludingFlag =
  /--(?:ignore(?:-glob|-files)?|deselect|exclude|testPathIgnorePatterns|skip)[= ]|-k\s+["']?not\b|--test-skip-pattern/;
const excludingKey = /(?:ignore|exclude|deselect|skip|norecursedirs)/i;

/** A path or pattern of tests, or part of one that is there; a key says nothing yet. */
function namesTests(text: string, files: readonly string[]): boolean {
  const value = text.replace(keyed, '').replaceAll(/--[\w-]+=?/g, ' ');
  const named = Array.from(value.matchAll(/[\w*.@/-]{4,}/g), ([word]) => word.replace(/^\.\//, ''));
  return named.some(
    (word) =>
      /(?:^|[/._*-])(?:tests?|specs?|__tests__)(?:[/._*-]|$)/i.test(word) ||
      (/[/.]/.test(word) && files.some((file) => fileKind(file) === 'test' && file.includes(word))),
  );
}

/** The keys whose values a line belongs to, the nearest first: those of the line and of all that are further out above it. */
function keysAbove(lines: readonly string[], line: number): readonly string[] {
  const keys: string[] = [];
  let depth = Infinity;
  for (const text of lines.slice(Math.max(0, line - 200), line).toReversed()) {
    const [, indent = '', key = ''] = keyed.exec(text) ?? section.exec(text) ?? [];
    const own = text.startsWith('[') ? -1 : indent.length;
    if (key === '' || own >= depth) continue;
    keys.push(key);
    depth = own;
  }
  return keys;
}

const keyed = /^(\s*)(?:-\s+)?["']?([A-Za-z][\w.-]*)["']?\s*[:=]/;
const section = /^()\[+([^\]]+)\]+\s*$/;

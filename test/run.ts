import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { compiled } from './compiled.ts';
import { filesOf, groups } from './together/groups.ts';

/**
 * `npm test` runs all but the long suites, and where CI=true checks the coverage that they must have; `npm run test:long` runs the long
 * ones: whole folders, and elsewhere what is called `.long.test.ts`. With names of files behind it, either runs these alone.
 */
const [first, ...others] = process.argv.slice(2);
const isLong = first === '--long';
const named = first === undefined || isLong ? others : [first, ...others];
/** Nothing is counted without being asked for: it takes longer, and code must be compiled anew for it in each process. */
const isCovered = !isLong && named.length === 0 && process.env['CI'] === 'true';
const long = '{{crash,hostile,runners,walk}/**/*,**/*.long}.test.ts';

/** With memory in larger pages there is less of a map to copy for each process that is started. */
const environment = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...process.env };

const { status } = spawnSync(process.execPath, ['--test', ...(isLong ? longRun() : shortRun())], {
  env: isCovered ? environment : { ...environment, ...compiled },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

function shortRun(): readonly string[] {
  const limits = ['--test-concurrency=4', '--test-timeout=1200000'];
  if (named.length > 0) return [...limits, ...named];
  if (!isCovered) return [...limits, ...shortFiles()];
  const coverage = ['--test-coverage-lines=95', '--test-coverage-branches=90'];
  const covered = ['--experimental-test-coverage', '--test-coverage-include=src/**/*.ts', ...coverage];
  return [...limits, ...covered, ...shortFiles()];
}

/** Every file once: those of a group are run by the group's, which lie in test/together. */
function shortFiles(): readonly string[] {
  const names = Object.keys(groups) as (keyof typeof groups)[];
  const grouped = new Set(names.flatMap(filesOf));
  return globSync('**/*.test.ts', { cwd: import.meta.dirname })
    .filter((file) => !matchesGlob(file, long))
    .map((file) => join(import.meta.dirname, file))
    .filter((file) => !grouped.has(file));
}

function longRun(): readonly string[] {
  const limits = ['--test-concurrency=3', '--test-timeout=1200000', '--test-force-exit'];
  return [...limits, ...(named.length > 0 ? named : longFiles())];
}

function longFiles(): readonly string[] {
  return globSync(long, { cwd: import.meta.dirname }).map((file) => join(import.meta.dirname, file));
}

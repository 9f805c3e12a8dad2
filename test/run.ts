import { globSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
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
Object.assign(process.env, { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' }, isCovered ? {} : compiled);

/** What begins last should be short, or one process works on while the others are done. */
const longest = ['crash', 'engines/implementation', 'project', 'together', 'walk'];

const coverage = {
  coverage: true,
  coverageIncludeGlobs: 'src/**/*.ts',
  lineCoverage: 95,
  branchCoverage: 90,
};

const files = named.length > 0 ? globSync(named) : isLong ? longFiles() : shortFiles();
if (files.length === 0) throw new Error(`There is no file ${named.join(' ')}`);

run({
  files: longestFirst(files),
  concurrency: isLong ? 3 : 4,
  timeout: 1_200_000,
  forceExit: isLong,
  ...(isCovered ? coverage : {}),
})
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);

/** Every file once: those of a group are run by the group's, which lie in test/together. */
function shortFiles(): readonly string[] {
  const names = Object.keys(groups) as (keyof typeof groups)[];
  const grouped = new Set(names.flatMap(filesOf));
  return globSync('**/*.test.ts', { cwd: import.meta.dirname })
    .filter((file) => !matchesGlob(file, long))
    .map((file) => join(import.meta.dirname, file))
    .filter((file) => !grouped.has(file));
}

function longFiles(): readonly string[] {
  return globSync(long, { cwd: import.meta.dirname }).map((file) => join(import.meta.dirname, file));
}

function longestFirst(files: readonly string[]): readonly string[] {
  return files.toSorted((one, other) => rankOf(other) - rankOf(one) || one.localeCompare(other));
}

function rankOf(file: string): number {
  return longest.findIndex((folder) => matchesGlob(file, `**/test/${folder}/**`));
}

import { byC8, byNyc } from './by-c8.ts';
import { nodeReporter } from './node-reporter.ts';
import type { Runner } from './runner.ts';

const common = {
  ecosystem: 'node',
  tools: ['node'],
  script: 'all',
  env: { CI: 'true' },
  checked: 'by running',
} as const;

const usualTests = /(?:^|\/)(?:__tests__\/.*|[^/]+[.-](?:test|spec))\.[cm]?[jt]sx?$/;

export const nodeTest: Runner = {
  ...common,
  recognised: {
    program: /^(?:node|tsx)$/,
    followedBy: /^--test$/,
    packages: [],
    signs: [{ path: usualTests, text: /\bfrom ['"]node:test['"]|\brequire\(['"]node:test['"]\)/ }],
  },
  start: ['node', '--test'],
  valued: [
    '--import',
    '--require',
    '-r',
    '--loader',
    '--experimental-loader',
    '--conditions',
    '-C',
    '--env-file',
  ],
  dropped: /^--(?:test-reporter|test-coverage|experimental-test-coverage|test-name-pattern|test-only|watch)/,
  tests: /(?:^|\/)(?:test\/.*|test|test-[^/]*|[^/]+[._-]test)\.[cm]?[jt]s$/,
  report: {
    format: 'own lines',
    from: 'file',
    words: ['--test-reporter={helper}', '--test-reporter-destination={report}'],
    helper: { name: 'reporter.mjs', text: nodeReporter },
  },
  files: ['{files}'],
  named: ['--test-name-pattern={pattern}', '{file}'],
  coverage: [
    {
      format: 'lcov',
      before: [],
      replaced: 0,
      words: [
        '--experimental-test-coverage',
        // Loaders of TypeScript, tsx among them, tell where lines came from only where they are asked to.
        '--enable-source-maps',
        '--test-reporter=lcov',
        '--test-reporter-destination={folder}/lcov.info',
      ],
      after: [],
      file: 'lcov.info',
      probe: ['node', '--experimental-test-coverage', '-e', '0'],
      needs: 'Node 22 or later',
    },
  ],
};

export const vitest: Runner = {
  ...common,
  recognised: {
    program: /(?:^|\/)vitest(?:\.mjs)?$/,
    packages: ['vitest'],
    signs: [{ path: /^vitest\.(?:config|workspace)\.\w+$/ }],
  },
  start: ['vitest', 'run'],
  valued: ['--config', '-c', '--project', '--root', '-r', '--dir', '--pool', '--environment'],
  dropped:
    /^(?:--(?:reporter|outputFile|coverage|watch|ui|testNamePattern|inspect|changed|bail)|-[tw]$|(?:watch|dev)$)/,
  tests: /[.](?:test|spec)\.[cm]?[jt]sx?$/,
  report: {
    format: 'jest json',
    from: 'file',
    words: ['--watch=false', '--reporter=json', '--outputFile={report}'],
  },
  files: ['{files}'],
  named: ['{file}', '--testNamePattern={pattern}'],
  coverage: [
    {
      format: 'lcov',
      before: [],
      replaced: 0,
      words: [
        '--coverage.enabled',
        '--coverage.reporter=lcovonly',
        '--coverage.reportsDirectory={folder}/coverage',
        '--coverage.reportOnFailure',
        '--coverage.thresholds.lines=0',
        '--coverage.thresholds.branches=0',
        '--coverage.thresholds.functions=0',
        '--coverage.thresholds.statements=0',
      ],
      after: [],
      file: 'coverage/lcov.info',
      probe: ['node', '--input-type=module', '-e', "import.meta.resolve('@vitest/coverage-v8')"],
      needs: 'the package @vitest/coverage-v8',
    },
  ],
};

export const jest: Runner = {
  ...common,
  recognised: {
    program: /(?:^|\/)jest(?:\.js)?$/,
    packages: ['jest'],
    signs: [{ path: /^jest\.config\.\w+$/ }],
  },
  start: ['jest'],
  valued: [
    '--config',
    '-c',
    '--rootDir',
    '--testPathPatterns',
    '--testPathPattern',
    '--selectProjects',
    '--env',
    '--maxWorkers',
    '-w',
  ],
  dropped:
    /^(?:--(?:reporters|json|outputFile|coverage|collectCoverage|watch|watchAll|testNamePattern|bail|onlyChanged|ci)|-[tob]$)/,
  tests: usualTests,
  report: { format: 'jest json', from: 'file', words: ['--ci', '--json', '--outputFile={report}'] },
  files: ['--runTestsByPath', '{files}'],
  named: ['--testNamePattern={pattern}', '--runTestsByPath', '{file}'],
  coverage: [
    {
      format: 'lcov',
      before: [],
      replaced: 0,
      words: [
        '--coverage',
        '--coverageReporters=lcovonly',
        '--coverageDirectory={folder}/coverage',
        '--coverageThreshold={}',
      ],
      after: [],
      file: 'coverage/lcov.info',
      probe: ['true'],
      needs: '',
    },
  ],
};

export const mocha: Runner = {
  ...common,
  recognised: {
    program: /(?:^|\/)_?mocha(?:\.js)?$/,
    packages: ['mocha'],
    signs: [{ path: /^\.mocharc\.\w+$/ }],
  },
  start: ['mocha'],
  valued: [
    '--require',
    '-r',
    '--config',
    '--ui',
    '-u',
    '--timeout',
    '-t',
    '--import',
    '--extension',
    '--ignore',
    '--file',
    '--spec',
    '--loader',
  ],
  dropped: /^(?:--(?:reporter|reporter-options?|watch|grep|fgrep|bail|inspect)|-[RObgfw]$)/,
  tests: /(?:^test\/.*|[.-](?:test|spec))\.[cm]?[jt]sx?$/,
  report: {
    format: 'mocha json',
    from: 'file or output',
    words: ['--reporter=json', '--reporter-options=output={report}'],
  },
  files: ['{files}'],
  named: ['--grep={pattern}', '{file}'],
  coverage: [byC8, byNyc],
};

export const ava: Runner = {
  ...common,
  recognised: {
    program: /(?:^|\/)ava$/,
    packages: ['ava'],
    signs: [{ path: /^ava\.config\.\w+$/ }],
  },
  start: ['ava'],
  valued: ['--config', '--timeout', '-T', '--concurrency', '-c', '--node-arguments'],
  dropped: /^(?:--(?:tap|watch|match|fail-fast|update-snapshots)|-[twmu]$)/,
  tests: /(?:(?:^|\/)(?:test|tests|__tests__)\/.*|(?:^|\/)test(?:-[^/]*)?|\.(?:test|spec))\.[cm]?[jt]s$/,
  report: { format: 'tap', from: 'output', words: ['--tap'] },
  files: ['{files}'],
  named: ['--match={last}', '{file}'],
  coverage: [byC8, byNyc],
};

/**
 * Releases from 18 on allow with options what older ones check only where they are told to. Older ones that are told of a report and of
 * no file do nothing but write it, so that they are told of it once they have run. A file has half a minute, unless something else is
 * said: on a busy machine that is too little.
 */
const tapOptions = `case " $*" in *" --timeout"*|*" -t"*) ;; *) set -- "$@" --timeout=300 ;; esac
if ! grep -Eqs '"version": *"([0-9]|1[0-7])[.]' node_modules/tap/package.json
then exec "$@" --allow-incomplete-coverage --allow-empty-coverage; fi
case "$*" in *--coverage-report=*) ;; *) exec "$@" --no-coverage ;; esac
set -- "$@" --no-check-coverage; program=$1; file=
for each; do case "$each" in -*|[0-9]*|"$program"|npx|tap|*/tap) ;; *) file=$each ;; esac; done
if [ -n "$file" ]; then exec "$@"; fi
for each; do shift; case "$each" in --coverage-report=*) report=$each ;; *) set -- "$@" "$each" ;; esac; done
"$@"; code=$?
"$@" "$report" >/dev/null 2>&1
exit $code`;

export const tap: Runner = {
  ...common,
  recognised: { program: /(?:^|\/)tap$/, packages: ['tap'], signs: [{ path: /^\.taprc$/ }] },
  start: ['tap'],
  valued: ['--timeout', '-t', '--jobs', '-j', '--node-arg'],
  dropped: /^(?:--(?:reporter|coverage|disable-coverage|show-|allow-|watch|bail|grep|only|100)|-[RbgoO])/,
  tests: /(?:(?:^|\/)(?:test|tests|__tests__)\/.*|[.](?:test|spec))\.[cm]?[jt]sx?$/,
  /** It measures by itself, and would fail where anything is not covered. */
  report: {
    format: 'tap',
    from: 'output',
    before: ['sh', '-c', tapOptions, 'sh'],
    words: ['--reporter=tap'],
  },
  files: ['{files}'],
  named: ['{file}'],
  coverage: [
    {
      format: 'lcov',
      before: [],
      replaced: 0,
      words: ['--coverage-report=lcovonly'],
      after: [
        'sh',
        '-c',
        'cp .tap/report/lcov.info "$0" || cp coverage/lcov.info "$0"',
        '{folder}/lcov.info',
      ],
      file: 'lcov.info',
      probe: ['true'],
      needs: '',
    },
  ],
};

export const tape: Runner = {
  ...common,
  checked: 'on recorded output',
  recognised: { program: /(?:^|\/)tape$/, packages: ['tape'], signs: [] },
  start: ['tape'],
  valued: ['--require', '-r', '--ignore', '-i'],
  dropped: /^(?:--(?:only|no-only))$/,
  tests: /(?:(?:^|\/)(?:test|tests|__tests__)\/.*|[.](?:test|spec))\.[cm]?[jt]sx?$/,
  report: { format: 'tape tap', from: 'output', words: [] },
  files: ['{files}'],
  named: ['{file}'],
  coverage: [byC8, byNyc],
};

import type { CoverageRow, Runner } from './runner.ts';
import { unittestRunner } from './unittest-runner.ts';

const common = {
  ecosystem: 'python',
  tools: ['python3'],
  /** Packages of the repository are found where they lie: installing them would run their build. */
  env: { CI: 'true', PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0', PYTHONPATH: '{here}:{here}/src' },
  checked: 'by running',
} as const;

/** Both are modules of Python's, and so is what measures them. */
const byCoverage: CoverageRow = {
  format: 'cobertura',
  before: [
    'python3',
    '-m',
    'coverage',
    'run',
    '--branch',
    '--source=.',
    '--omit=.venv/*,.patchwright/*',
    '--data-file={folder}/measured',
  ],
  replaced: 1,
  words: [],
  after: ['python3', '-m', 'coverage', 'xml', '--data-file={folder}/measured', '-o', '{folder}/coverage.xml'],
  file: 'coverage.xml',
  probe: ['python3', '-c', 'import coverage'],
  needs: 'the package coverage',
};

export const pytest: Runner = {
  ...common,
  tools: ['python3 with pytest'],
  recognised: {
    program: /^(?:pytest|py\.test)$/,
    packages: ['pytest'],
    signs: [
      { path: /(?:^|\/)(?:pytest\.ini|conftest\.py)$/ },
      { path: /^pyproject\.toml$/, text: /^\[tool\.pytest\b/m },
      { path: /^setup\.cfg$/, text: /^\[tool:pytest\]/m },
      { path: /^tox\.ini$/, text: /^\[pytest\]|\bpytest\b/m },
      { path: /(?:^|\/)test_[^/]*\.py$|_test\.py$/, text: /^(?:import|from) pytest\b/m },
    ],
  },
  start: ['python3', '-m', 'pytest'],
  script: 'rest',
  valued: ['-c', '-m', '-k', '-p', '-n', '-o', '--rootdir', '--confcutdir', '--ignore'],
  dropped: /^(?:--(?:junit|cov|pdb|lf|ff|sw|last-failed|failed-first|exitfirst|maxfail)|-[xk]$)/,
  tests: /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/,
  report: {
    format: 'junit',
    from: 'file',
    words: [
      '--junitxml={report}',
      /** Files are told as seen from there. */
      '--rootdir={here}',
      '-o',
      'junit_family=xunit1',
      '-o',
      'cache_dir={folder}/cache',
      '--continue-on-collection-errors',
    ],
  },
  files: ['{files}'],
  named: ['{file}::{colons}'],
  coverage: [byCoverage],
};

export const unittest: Runner = {
  ...common,
  recognised: {
    program: /^unittest$/,
    packages: [],
    signs: [{ path: /(?:^|\/)test[^/]*\.py$/, text: /^(?:import|from) unittest\b/m }],
  },
  start: ['python3', '{helper}', '{report}'],
  script: 'nothing',
  valued: [],
  dropped: /^-/,
  tests: /(?:^|\/)test[^/]*\.py$/,
  report: {
    format: 'own lines',
    from: 'file',
    words: [],
    helper: { name: 'run_unittest.py', text: unittestRunner },
  },
  files: ['{files}'],
  named: ['--name={name}', '{file}'],
  coverage: [byCoverage],
};

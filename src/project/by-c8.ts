import type { CoverageRow } from './runner.ts';

/** Every runner that starts plain Node processes can be measured from outside by c8. */
export const byC8: CoverageRow = {
  format: 'lcov',
  before: [
    'c8',
    '--clean',
    '--reporter=lcovonly',
    '--reports-dir={folder}/coverage',
    '--temp-directory={folder}/v8',
  ],
  replaced: 0,
  words: [],
  after: [],
  file: 'coverage/lcov.info',
  probe: ['sh', '-c', 'command -v c8'],
  needs: 'the package c8',
};

/** Older projects have this in its place. */
export const byNyc: CoverageRow = {
  ...byC8,
  before: [
    'nyc',
    '--silent=false',
    '--check-coverage=false',
    '--reporter=lcovonly',
    '--report-dir={folder}/coverage',
    '--temp-dir={folder}/nyc',
  ],
  probe: ['sh', '-c', 'command -v nyc'],
  needs: 'the package nyc',
};

/** Where c8 is put for a project that has neither: a folder that no package can be called, so that its own packages stay as they are. */
const beside = 'node_modules/.patchwright';

/** The newest release that Node 18 runs. */
const c8 = 'c8@10.1.3';

/** Its programs, from the folder that it was put into. */
export const besidePrograms = `${beside}/node_modules/.bin`;

/** For a shell, in the folder of the packages. */
export const c8Beside = `command -v c8 || command -v nyc || npm install --prefix ${beside} --ignore-scripts --no-audit --no-fund ${c8}`;

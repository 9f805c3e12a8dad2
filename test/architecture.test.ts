import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { faults } from './architecture/faults.ts';
import { fetched, planted, ways, writes } from './architecture/planted.ts';
import { homeTable, roomTable } from './architecture/rooms.ts';

const root = new URL('..', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

test('the house stands as planned', () => {
  const paths = globSync('src/**/*.ts', { cwd: root });
  assert.ok(paths.includes('src/main.ts'));
  assert.deepEqual(faults(new Map(paths.map((path) => [path, read(path)]))), []);
});

test('docs/design.md shows the law that is tested here', () => {
  const design = unpadded(read('docs/design.md'));
  for (const table of [roomTable(), homeTable()]) {
    assert.ok(design.includes(table), `docs/design.md needs this table:\n${table}`);
  }
});

/** Tables as they are before columns are aligned. */
function unpadded(markdown: string): string {
  return markdown.replaceAll(/ {2,}\|/g, ' |').replaceAll(/-{3,}/g, '---');
}

function told(path: string, text: string): readonly string[] {
  return faults(new Map([[path, text]])).map(({ at, fault }) => `${at}: ${fault}`);
}

suite('the test turns red on', () => {
  for (const [name, [path, text, fault]] of Object.entries({ ...planted, ...writes })) {
    test(name, () => {
      assert.deepEqual(told(path, text), [fault]);
    });
  }

  for (const [name, text] of Object.entries(ways)) {
    test(`what core may not have, by ${name}`, () => {
      assert.ok(
        told('src/core/run.ts', text).includes('src/core/run.ts:1: core may not import adapters/git'),
      );
    });
  }

  for (const [name, [path, text, fault]] of Object.entries(fetched)) {
    test(`${name}, when it is not handed in`, () => {
      assert.ok(told(path, text).includes(`${path}:1: mentions ${fault}`));
    });
  }

  test('imports whose names are made at run time', () => {
    assert.deepEqual(told('src/main.ts', '\nawait import(name);\nrequire(`a${b}`);'), [
      'src/main.ts:2: imports what no reader can follow',
      'src/main.ts:3: imports what no reader can follow',
    ]);
  });

  test('an app.ts that grows', () => {
    assert.deepEqual(told('src/app.ts', 'call();\n'.repeat(60)), []);
    assert.deepEqual(told('src/app.ts', 'call();\n'.repeat(61)), ['src/app.ts: has more than 60 lines']);
  });

  test('a file that cannot be parsed', () => {
    assert.throws(() => told('src/core/run.ts', 'const = 1;'), /^Error: src\/core\/run\.ts: /);
  });
});

suite('the test stays green on', () => {
  const allowed: Record<string, readonly [path: string, text: string]> = {
    'deliver with its writers': [
      'src/worker/deliver.ts',
      "import type { ForgeWriter, OpenForgeWriter } from '../ports/forge.ts';\nimport type { LedgerWriter } from '../ports/ledger.ts';",
    ],
    'the adapter that implements the writer': [
      'src/adapters/github/writer.ts',
      "import type { ForgeWriter } from '../../ports/forge.ts';\nclient.rest.pulls.createReview({});",
    ],
    'readers of the forge': ['src/worker/work.ts', "import type { Forge } from '../ports/forge.ts';"],
    'a command with its engine': [
      'src/commands/review/command.ts',
      "import { review } from '../../engines/review/review.ts';\nimport type { Command } from '../command.ts';\nimport './answer.ts';",
    ],
    'the list of commands': ['src/commands/index.ts', "import { review } from './review/command.ts';"],
    'tests that are written by way of a review': [
      'src/engines/tests/tests.ts',
      "import { review } from '../review/review.ts';",
    ],
    'hashes in core': ['src/core/run.ts', "import { createHash } from 'node:crypto';"],
    'dates that are given': ['src/core/run.ts', 'const day = new Date(now); const { now: time } = clock;'],
    'names that only look like it': [
      'src/core/run.ts',
      'interface Ports { readonly fetch: Fetch; process(): void }\nport.fetch(process.of); parts.eval;\nfunction call({ fetch: get }: Ports) { return get; }',
    ],
    'tokens that are asked for': [
      'src/adapters/github/tokens.ts',
      'client.rest.apps.createInstallationAccessToken({});',
    ],
    'the command line with everything': [
      'src/cli/review.ts',
      "import { startPatchwright } from '../main.ts';\nimport { Command } from 'commander';\nprocess.env;",
    ],
  };
  for (const [name, [path, text]] of Object.entries(allowed)) {
    test(name, () => {
      assert.deepEqual(told(path, text), []);
    });
  }
});

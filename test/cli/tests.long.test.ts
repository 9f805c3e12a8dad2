import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { makeRepository, type Repository, scratch } from '../adapters/git-repository.ts';
import { agreeable } from '../agreeable.ts';
import { shop, shopTest } from '../engines/tests/tests-world.ts';
import { startModelServer } from '../model-server.ts';
import { lacking } from '../services/lacking.ts';
import { type Ended, patchwright } from './run.ts';

const skip = lacking('bubblewrap');

const members = shopTest('members pay less', 'assert.equal(price(100, true), 90);', {
  checks: 'Members pay ten per cent less.',
});

function changedShop(folder: string): Repository {
  const repository = makeRepository(join(folder, 'shop'));
  repository.commit('Open the shop', shop.before);
  repository.commit('Members pay less', shop.after);
  return repository;
}

function tests(repository: Repository, url: string, ...more: readonly string[]): Promise<Ended> {
  const words = ['tests', '--repo', repository.path, '--base', 'HEAD~1', '--head', 'HEAD', ...more];
  return patchwright(words, { PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: url });
}

suite('patchwright tests', { skip, concurrency: 2 }, () => {
  test('shows what was verified, and writes it where that is asked for', async (context) => {
    using folder = scratch();
    const repository = changedShop(folder.path);
    const model = await startModelServer(context);
    model.script('tests 1', members);
    model.otherwise(agreeable);
    const ended = await tests(repository, model.url, '--write');
    assert.deepEqual([ended.code, ended.error], [0, '']);
    const [tally, table, suites] = ended.output.split('\n\n');
    assert.deepEqual(
      [tally, table, suites],
      [
        '1 test verified, written for `node:test`.',
        [
          '| Test | What it checks | Lines | Branches | Faults noticed | Passed | Before the change |',
          '| --- | --- | --- | --- | --- | --- | --- |',
          '| `members pay less` | Members pay ten per cent less. | 0 | +1 | 2 of 2 | 5 of 5 runs | fails |',
        ].join('\n'),
        'The suite as it was: 1 passed, 0 failed. With these tests: 2 passed, 0 failed.',
      ],
    );
    const written = readFileSync(join(repository.path, shop.path), 'utf8');
    assert.ok(
      written.endsWith("\n\ntest('members pay less', () => {\n  assert.equal(price(100, true), 90);\n});\n"),
    );
  });

  test('prints everything as JSON', async (context) => {
    using folder = scratch();
    const model = await startModelServer(context);
    model.script('tests 1', members);
    model.otherwise(agreeable);
    const ended = await tests(changedShop(folder.path), model.url, '--format', 'json', 'price');
    const { is, tests: told, changes } = JSON.parse(ended.output);
    assert.deepEqual([is, told.length, changes.length], ['generated', 1, 1]);
  });

  test('ends with code 2 and the list for a name that is not in the change', async (context) => {
    using folder = scratch();
    const model = await startModelServer(context);
    const ended = await tests(changedShop(folder.path), model.url, 'prize');
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error:
        'patchwright: The change has no `prize` that could be tested. Name a path or one of these:\n\n- `src/shop.js: price`.\n',
    });
  });

  test('ends with code 2 for a repository that is larger than the operator allows', async (context) => {
    using folder = scratch();
    const repository = makeRepository(join(folder.path, 'shop'));
    const large = { 'src/shop.js': `${'// A shop.\n'.repeat(120_000)}export const one = 1;\n` };
    repository.commit('Begin', large);
    repository.commit('Count', { 'src/count.js': 'export function count(all) {\n  return all.length;\n}\n' });
    const model = await startModelServer(context);
    const words = ['tests', '--repo', repository.path, '--base', 'HEAD~1', '--head', 'HEAD'];
    const ended = await patchwright(words, {
      PATCHWRIGHT_MODEL: 'scripted',
      OPENAI_BASE_URL: model.url,
      TREE_MAX_MB: '1',
    });
    assert.equal(ended.code, 2);
    assert.match(ended.error, /TREE_MAX_MB/);
  });

  test('says so where nothing can be tested', async (context) => {
    using folder = scratch();
    const repository = makeRepository(join(folder.path, 'shop'));
    repository.commit('Begin', { 'README.md': 'A shop.\n' });
    repository.commit('Say more', { 'README.md': 'A shop, open daily.\n' });
    const model = await startModelServer(context);
    const ended = await tests(repository, model.url);
    assert.equal(ended.code, 0);
    assert.match(ended.output, /^There is nothing to test here\. The change touches no code/);
  });
});
